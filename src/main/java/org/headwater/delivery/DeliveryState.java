package org.headwater.delivery;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far a message to a destination has come. */
public enum DeliveryState {
    /** To be sent, for the first time or again. */
    WAITING,
    /** Taken by the receiver. */
    SENT,
    /** Refused by the receiver, or tried too often; somebody has to look. */
    DEAD,
    /** Not to be sent, by a rule. */
    WITHHELD;

    /** The word used in tables and URLs. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state a word names; empty for any other word. */
    public static Optional<DeliveryState> of(String code) {
        return Arrays.stream(values())
                .filter(state -> state.code().equals(code))
                .findFirst();
    }
}

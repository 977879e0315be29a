package org.headwater.intake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How far an inbox entry has come. */
public enum EntryState {
    /** Kept; waits to be mapped and stored. */
    ACCEPTED,
    /** What it states is in the store. */
    STORED,
    /** Could not be mapped or stored; its findings say why, and it can be replayed. */
    QUARANTINED;

    /** The word used in URLs, receipts and the database. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The state a word names; empty for any other word. */
    public static Optional<EntryState> of(String code) {
        return Arrays.stream(values())
                .filter(state -> state.code().equalsIgnoreCase(code))
                .findFirst();
    }
}

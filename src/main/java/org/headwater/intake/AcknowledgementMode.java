package org.headwater.intake;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** How v2 messages are acknowledged. */
enum AcknowledgementMode {
    /** As MSH-15 and MSH-16 ask: in enhanced mode where one of them says something, else in original mode (v2.9 §2.9). */
    AS_ASKED,
    /** One AA, AE or AR a message whatever MSH-15 and MSH-16 say, as senders that fill them in by habit expect. */
    ORIGINAL;

    static Optional<AcknowledgementMode> parse(String text) {
        return Arrays.stream(values()).filter(mode -> mode.code().equals(text)).findFirst();
    }

    String code() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}

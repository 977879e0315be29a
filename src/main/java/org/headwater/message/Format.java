package org.headwater.message;

import java.util.Locale;
import java.util.Optional;

/** The wire formats a feed may have, named as in the public contract. */
public enum Format {
    HL7V2,
    CCDA,
    FHIR,
    X12,
    CCLF,
    HMIS,
    HSDS,
    TABLE;

    /** The word used in settings, commands and URLs. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The format a word names, in any case. */
    public static Optional<Format> of(String code) {
        for (Format format : values()) {
            if (format.code().equalsIgnoreCase(code)) {
                return Optional.of(format);
            }
        }
        return Optional.empty();
    }
}

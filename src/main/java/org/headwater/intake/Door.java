package org.headwater.intake;

import java.util.Locale;

/** By which way something came in. */
public enum Door {
    MLLP,
    HTTP,
    DROP,
    UPLOAD;

    /** The word used in the database. */
    String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

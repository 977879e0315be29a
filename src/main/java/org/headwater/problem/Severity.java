package org.headwater.problem;

import java.util.Locale;

/** How much a finding matters to the unit (message, claim, document or row) it was found in. */
public enum Severity {
    /** Worth knowing; nothing was lost. */
    INFORMATION,
    /** A value was left out or kept as it came; the rest of the unit was recorded. */
    WARNING,
    /** A part of the unit (segment, line, section) could not be recorded; its neighbours were. */
    ERROR,
    /** The unit as a whole could not be recorded. */
    FATAL;

    /** The word used on the wire, as in FHIR's IssueSeverity. */
    public String code() {
        return name().toLowerCase(Locale.ROOT);
    }
}

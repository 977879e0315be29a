package org.headwater.problem;

/**
 * Something odd in data: what, where, and in words the sender understands how to put it right.
 *
 * @param code what kind of oddity
 * @param severity what it cost
 * @param location where it stands in the sender's data
 * @param message one or two plain sentences; says what to fix. May quote a code, never a name, date or other datum of a
 *     person
 */
public record Finding(FindingCode code, Severity severity, Location location, String message) {

    /** A finding at a place given as its format writes it. */
    public static Finding of(FindingCode code, Severity severity, String path, String message) {
        return new Finding(code, severity, new Location(path), message);
    }

    /** Whether the unit as a whole was lost to this finding. */
    public boolean fatal() {
        return severity == Severity.FATAL;
    }
}

package org.headwater.message;

import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** A unit that may yet be given findings; its parts are as in {@link Unit}. */
record UnitDraft(
        Format format,
        String type,
        String place,
        @Nullable String controlId,
        @Nullable String personKey,
        byte[] bytes,
        @Nullable Node root,
        UnitFindings findings) {

    /** Something that cannot be read. */
    static UnitDraft refused(
            Format format, String type, String place, byte[] bytes, FindingCode code, String location, String message) {
        UnitFindings findings = new UnitFindings();
        findings.add(Finding.of(code, Severity.FATAL, location, message));
        return new UnitDraft(format, type, place, null, null, bytes, null, findings);
    }

    Unit unit(int number, String itsPlace) {
        return new Unit(format, type, number, itsPlace, controlId, personKey, bytes, root, findings.list());
    }
}

package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/** Findings of one unit, so many of them as a person would read: a broken file can have as many as it has segments. */
final class UnitFindings {

    private static final int MOST = 100;

    private final List<Finding> findings = new ArrayList<>();
    private int leftOut;

    void add(Finding finding) {
        if (findings.size() < MOST || finding.fatal()) {
            findings.add(finding);
        } else {
            leftOut++;
        }
    }

    boolean isEmpty() {
        return findings.isEmpty();
    }

    /** Moves everything from another list to this. */
    void take(UnitFindings other) {
        other.findings.forEach(this::add);
        leftOut += other.leftOut;
        other.findings.clear();
        other.leftOut = 0;
    }

    List<Finding> list() {
        if (leftOut == 0) {
            return findings;
        }
        List<Finding> told = new ArrayList<>(findings);
        told.add(Finding.of(
                FindingCode.UNEXPECTED_STRUCTURE,
                Severity.INFORMATION,
                "",
                leftOut + " more findings like these were left out."));
        return told;
    }
}

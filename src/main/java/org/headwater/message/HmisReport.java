package org.headwater.message;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * What is wrong with an export, as its administrator reads it: one finding a kind of fault in a column, with the first rows
 * that have it and how many more there are.
 */
final class HmisReport {

    private static final int ROWS_NAMED = 8;
    private static final int KINDS = 300;

    private record Kind(String file, String column, FindingCode code, Severity severity, String text) {}

    private static final class Rows {
        private final List<Integer> first = new ArrayList<>();
        private int count;
    }

    private final Map<Kind, Rows> kinds = new LinkedHashMap<>();
    private final List<Finding> whole = new ArrayList<>();
    private int leftOut;

    /** Something that makes the whole export unfit. */
    void fatal(FindingCode code, String location, String message) {
        whole.add(Finding.of(code, Severity.FATAL, location, message));
    }

    /** Something about a file or the export as a whole. */
    void about(FindingCode code, Severity severity, String location, String message) {
        whole.add(Finding.of(code, severity, location, message));
    }

    boolean refused() {
        return whole.stream().anyMatch(Finding::fatal);
    }

    /**
     * Something wrong with a row.
     *
     * @param column empty for the row as a whole
     * @param text the same for every row that has this fault
     */
    void row(String file, String column, int row, FindingCode code, Severity severity, String text) {
        Kind kind = new Kind(file, column, code, severity, text);
        if (!kinds.containsKey(kind) && kinds.size() >= KINDS) {
            leftOut++;
            return;
        }
        Rows rows = kinds.computeIfAbsent(kind, k -> new Rows());
        rows.count++;
        if (rows.first.size() < ROWS_NAMED) {
            rows.first.add(row);
        }
    }

    /** All of it; faults of the whole first. */
    List<Finding> findings() {
        List<Finding> findings = new ArrayList<>(whole);
        kinds.forEach((kind, rows) -> findings.add(Finding.of(
                kind.code,
                kind.severity,
                kind.file + ".csv" + (kind.column.isEmpty() ? "" : ", column " + kind.column),
                kind.text + " " + named(rows))));
        if (leftOut > 0) {
            findings.add(Finding.of(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    "",
                    leftOut + " rows have further kinds of faults that are not listed here; mend these first."));
        }
        return findings;
    }

    private static String named(Rows rows) {
        String first = rows.first.stream().map(String::valueOf).collect(Collectors.joining(", "));
        int more = rows.count - rows.first.size();
        return (rows.count == 1 ? "Row " : "Rows ") + first + (more > 0 ? " and " + more + " more." : ".");
    }
}

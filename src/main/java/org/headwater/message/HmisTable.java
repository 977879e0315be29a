package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/** One file of an export as it is read: its header checked once, its rows one by one. */
final class HmisTable {

    /** Columns without which a row says nothing that could be recorded. */
    private static final Set<String> IDENTITY =
            Set.of("PersonalID", "EnrollmentID", "ProjectID", "OrganizationID", "AssessmentID", "DateUpdated");

    private final HmisLayout.Table table;
    private final String version;
    private final String exportId;
    private final HmisReport report;
    private final HmisLayout layout = HmisLayout.standard();
    private int[] columnAt = {};
    private int width;

    HmisTable(HmisLayout.Table table, String version, String exportId, HmisReport report) {
        this.table = table;
        this.version = version;
        this.exportId = exportId;
        this.report = report;
    }

    /**
     * A row, and what was wrong with it.
     *
     * @param row null when it had to be left out
     * @param person the client it is about, where that can be told
     * @param faults what was wrong, for the client's own unit: column and words
     */
    record Read(HmisUnit.@Nullable Row row, int number, String person, List<String[]> faults) {}

    /** Takes one row. */
    @FunctionalInterface
    interface RowTaker {
        void take(Read read) throws IOException;
    }

    /** Checks the header alone. */
    void header(InputStream in) throws IOException {
        DelimitedRecords.Row header = new DelimitedRecords(SenderText.plain(in), ',').next();
        header(header == null ? List.of() : header.cells());
    }

    private void header(List<String> written) {
        width = written.size();
        Map<String, Integer> found = new HashMap<>();
        for (int i = 0; i < written.size(); i++) {
            String name = TableHeader.stripped(written.get(i));
            if (table.position(name) >= 0) {
                if (found.putIfAbsent(name, i) != null) {
                    report.fatal(
                            FindingCode.UNEXPECTED_STRUCTURE,
                            file() + ", column " + name,
                            "The column stands twice, so that nobody can tell which of the two counts.");
                }
            } else if (!name.isEmpty()) {
                report.about(
                        FindingCode.UNEXPECTED_STRUCTURE,
                        Severity.INFORMATION,
                        file() + ", column " + Math.addExact(i, 1),
                        "The format has no column of this name here; it was not read.");
            }
        }
        columnAt = new int[table.columns().size()];
        List<String> missing = new ArrayList<>();
        List<String> lacking = new ArrayList<>();
        for (int i = 0; i < columnAt.length; i++) {
            HmisLayout.Column column = table.columns().get(i);
            Integer at = found.get(column.name());
            columnAt[i] = at == null ? -1 : at;
            if (at == null && column.belongsTo(version)) {
                boolean needed = column.filled()
                        || column.version() != null
                        || column.name().equals("DateDeleted");
                (needed ? missing : lacking).add(column.name());
            }
        }
        if (!missing.isEmpty()) {
            report.fatal(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    file(),
                    "A " + version + " export has columns here that are missing: " + String.join(", ", missing)
                            + ". Names count letter by letter. Export again with all columns, or correct CSVVersion in"
                            + " Export.csv.");
        }
        if (!lacking.isEmpty()) {
            report.about(
                    FindingCode.UNEXPECTED_STRUCTURE,
                    Severity.WARNING,
                    file(),
                    "Columns of the format are missing, and nothing was recorded from them: "
                            + String.join(", ", lacking) + ".");
        }
    }

    /** Reads every row below the header. */
    void rows(InputStream in, RowTaker rows) throws IOException {
        SenderText text = SenderText.plain(in);
        DelimitedRecords records = new DelimitedRecords(text, ',');
        DelimitedRecords.Row header = records.next();
        if (header == null) {
            return;
        }
        for (DelimitedRecords.Row record = records.next(); record != null; record = records.next()) {
            if (!record.isBlank()) {
                rows.take(row(record));
            }
        }
        text.findings().forEach(finding -> report.about(finding.code(), Severity.WARNING, file(), finding.message()));
    }

    private Read row(DelimitedRecords.Row record) {
        List<String[]> faults = new ArrayList<>();
        String broken = record.broken();
        if (broken != null) {
            return refused(record.number(), "", faults, "", "The row " + broken + "; it was left out.");
        }
        if (record.cells().size() != width) {
            return refused(
                    record.number(),
                    "",
                    faults,
                    "",
                    "The row does not have as many cells as the header, so that its cells may stand in wrong columns; it was"
                            + " left out.");
        }
        List<String> raw = new ArrayList<>(columnAt.length);
        for (int at : columnAt) {
            raw.add(at < 0 ? "" : TableHeader.stripped(record.cells().get(at)).replace("\u0001", ""));
        }
        return checked(record.number(), raw, faults);
    }

    private Read checked(int number, List<String> raw, List<String[]> faults) {
        List<String> cells = new ArrayList<>(raw.size());
        String person = table.value(raw, "PersonalID");
        boolean deleted = !table.value(raw, "DateDeleted").isEmpty();
        for (int i = 0; i < raw.size(); i++) {
            HmisLayout.Column column = table.columns().get(i);
            String text = raw.get(i);
            boolean identity = isIdentity(column);
            if (text.isEmpty()) {
                if (identity) {
                    return refused(
                            number, person, faults, column.name(), "The cell may not be empty; the row was left out.");
                }
                if (column.filled() && !deleted && column.belongsTo(version)) {
                    empty(number, column, faults);
                }
                cells.add("");
                continue;
            }
            Map<String, String> codes = layout.codes(table, column, raw);
            HmisCells.Cell cell = HmisCells.read(column, codes, text);
            String value = cell.value();
            if (value == null) {
                boolean coded = codes != null || column.coded();
                // a code may be told, what else stands there not
                String wrong = (coded && text.matches("\\d{1,3}") ? "The code " + text + " " : "The cell ")
                        + HmisCells.wanted(column, coded);
                if (identity) {
                    return refused(number, person, faults, column.name(), wrong + "; the row was left out.");
                }
                fault(number, column.name(), Severity.WARNING, wrong + "; the row was recorded without it.", faults);
                cells.add("");
                continue;
            }
            if (cell.odd()) {
                report.row(
                        table.name(),
                        column.name(),
                        number,
                        FindingCode.INVALID_VALUE,
                        Severity.INFORMATION,
                        "Dates are to be written yyyy-mm-dd; this one was understood as "
                                + (text.indexOf('/') >= 0 ? "month/day/year." : "day-month-year."));
            }
            cells.add(value);
        }
        String export = table.value(raw, "ExportID");
        if (!export.equals(exportId)) {
            report.row(
                    table.name(),
                    "ExportID",
                    number,
                    FindingCode.UNRESOLVED_REFERENCE,
                    Severity.WARNING,
                    "The row carries another ExportID than Export.csv; files of two exports may have been mixed.");
        }
        return new Read(new HmisUnit.Row(table, number, cells), number, person, faults);
    }

    private boolean isIdentity(HmisLayout.Column column) {
        String name = column.name();
        return name.equals(table.key())
                || (column.filled() && (IDENTITY.contains(name) || column.kind().equals("date")));
    }

    private void empty(int number, HmisLayout.Column column, List<String[]> faults) {
        if (!column.coded()) {
            fault(number, column.name(), Severity.INFORMATION, "The cell may not be empty.", faults);
            return;
        }
        fault(
                number,
                column.name(),
                Severity.INFORMATION,
                "The cell may not be empty; where nothing was collected the format asks for 99.",
                faults);
    }

    private void fault(int number, String column, Severity severity, String words, List<String[]> faults) {
        report.row(table.name(), column, number, FindingCode.INVALID_VALUE, severity, words);
        if (severity != Severity.INFORMATION) {
            faults.add(new String[] {column, words});
        }
    }

    private Read refused(int number, String person, List<String[]> faults, String column, String words) {
        report.row(table.name(), column, number, FindingCode.INVALID_VALUE, Severity.ERROR, words);
        faults.add(new String[] {column, words});
        return new Read(null, number, person, faults);
    }

    private String file() {
        return table.name() + ".csv";
    }
}

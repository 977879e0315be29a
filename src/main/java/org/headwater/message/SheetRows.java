package org.headwater.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Location;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Makes units of the rows of one sheet: finds the header among the first rows, skips what stands above it, blank rows and
 * repeated headers, and says which rows do not fit.
 */
final class SheetRows {

    static final String TYPE = "table";

    /** The first line of a unit's own bytes: number and sheet of the row that the header and the row follow. */
    static final String ROW_MARK = "#headwater-row ";

    /** Rows looked at before the header is chosen. */
    private static final int SAMPLE = 40;

    /** Rows of a title at most, from the first that looks like a header. */
    private static final int LONGEST_TITLE = 10;

    /** What spreadsheet programs show, and export, where a formula failed. */
    private static final Set<String> ERRORS =
            Set.of("#REF!", "#N/A", "#VALUE!", "#DIV/0!", "#NAME?", "#NUM!", "#NULL!", "#SPILL!", "#CALC!");

    /** Numbers a file's units across its sheets. */
    static final class Numbering {
        private int last;

        int next() {
            return ++last;
        }

        int last() {
            return last;
        }
    }

    /**
     * A row as read.
     *
     * @param raw its text where its cells cannot be told
     * @param broken why they cannot; else null
     */
    record Row(
            int number,
            List<String> cells,
            String raw,
            @Nullable String broken,
            List<Finding> findings) {
        boolean isBlank() {
            return broken == null && filled() == 0;
        }

        int filled() {
            int filled = 0;
            for (String cell : cells) {
                filled += TableHeader.stripped(cell).isEmpty() ? 0 : 1;
            }
            return filled;
        }

        boolean isWithin(List<String> names) {
            for (int column = 0; column < cells.size(); column++) {
                boolean named = column < names.size()
                        && !TableHeader.stripped(names.get(column)).isEmpty();
                if (!named && !TableHeader.stripped(cells.get(column)).isEmpty()) {
                    return false;
                }
            }
            return true;
        }

        Row with(List<String> others) {
            return new Row(number, others, raw, broken, findings);
        }

        /** The number of cells up to the last that holds something. */
        int width() {
            int width = cells.size();
            while (width > 0 && TableHeader.stripped(cells.get(width - 1)).isEmpty()) {
                width--;
            }
            return width;
        }
    }

    private final String sheet;
    private final boolean delimited;
    private final TableForm form;
    private final Numbering numbering;
    private final Consumer<Unit> units;
    private final List<Row> sample = new ArrayList<>();
    private final Seen begun = new Seen();
    private @Nullable TableHeader header;
    private @Nullable AnswerRows answers;
    private byte[] headerBytes = new byte[0];

    /**
     * @param sheet the sheet's name where places must tell it; else empty
     * @param delimited whether cells stand where separators put them, so that one separator too many moves all behind it
     * @param form how its file is written
     */
    SheetRows(String sheet, boolean delimited, TableForm form, Numbering numbering, Consumer<Unit> units) {
        this.sheet = sheet;
        this.delimited = delimited;
        this.form = form;
        this.numbering = numbering;
        this.units = units;
    }

    /** Whether a file is one unit's own bytes. */
    static boolean isOneRow(byte[] head) {
        return new String(head, 0, Math.min(head.length, ROW_MARK.length()), StandardCharsets.ISO_8859_1)
                .equals(ROW_MARK);
    }

    /** States the header instead of having it looked for. */
    void header(List<String> cells) {
        use(new TableHeader(sheet, form, 0, cells));
    }

    void row(Row row) {
        if (row.isBlank()) {
            return;
        }
        if (header != null) {
            emit(row, header);
            return;
        }
        sample.add(row);
        if (sample.size() >= SAMPLE) {
            chooseHeader();
        }
    }

    /** Whether the sheet held rows of which none could be the header. */
    boolean end() {
        if (header == null) {
            chooseHeader();
        }
        flush();
        return header != null || sample.isEmpty();
    }

    /** Whether the rows look like a table though they have no header. */
    boolean isWide() {
        return sample.stream().filter(row -> row.filled() > 1).count() > 1;
    }

    /** Hands over a unit that says the sheet has no header. */
    void refuse() {
        StringBuilder text = new StringBuilder();
        for (Row row : sample) {
            text.append(row.broken == null ? DelimitedRecords.written(row.cells) : row.raw)
                    .append('\n');
        }
        String message =
                "No header was found: the first row of the table must name its columns in words. Put names over the"
                        + " columns and send the file again.";
        String place = sheet.isEmpty() ? "" : "sheet \"" + sheet + "\"";
        units.accept(refused(
                numbering.next(),
                place,
                text.toString().getBytes(StandardCharsets.UTF_8),
                Finding.of(FindingCode.UNRECOGNISED_FORMAT, Severity.FATAL, place, message)));
    }

    private void chooseHeader() {
        int chosen = headerIndex();
        if (chosen < 0) {
            return;
        }
        HeaderLines lines = HeaderLines.around(chosen, sample);
        List<Row> below = List.copyOf(sample.subList(lines.last() + 1, sample.size()));
        TableHeader found = new TableHeader(
                sheet,
                form,
                sample.get(lines.last()).number,
                fitted(sample.get(chosen).with(lines.names()), below));
        sample.clear();
        use(found);
        below.forEach(row -> emit(row, found));
    }

    /**
     * The first row that looks like a header; or, where data stands in columns it does not name, one soon after that names
     * more: what came first was a title laid out over cells.
     */
    private int headerIndex() {
        int widest = sample.stream().mapToInt(Row::filled).max().orElse(0);
        int first = -1;
        for (int i = 0; i < sample.size() && (first < 0 || i < first + LONGEST_TITLE); i++) {
            Row row = sample.get(i);
            if (row.broken != null || !TableHeader.looksLikeHeader(row.cells, widest)) {
                continue;
            }
            if (first < 0) {
                first = i;
                if (namesColumnsBelow(i, 0.5)) {
                    return i;
                }
            } else if (row.filled() > sample.get(first).filled() && namesColumnsBelow(i, 0.9)) {
                return i;
            }
        }
        return first;
    }

    /** Whether of the rows below a row at least this part has no cell outside the row's columns. */
    private boolean namesColumnsBelow(int index, double part) {
        List<String> names = sample.get(index).cells;
        int rows = 0;
        int within = 0;
        for (Row row : sample.subList(index + 1, sample.size())) {
            if (row.broken == null) {
                rows++;
                within += row.isWithin(names) ? 1 : 0;
            }
        }
        return within >= rows * part;
    }

    /** The header without the empty cells at its end, but wide enough for columns that hold data without a name. */
    private List<String> fitted(Row row, List<Row> below) {
        int data = below.stream()
                .filter(other -> other.broken == null)
                .mapToInt(Row::width)
                .max()
                .orElse(0);
        int width = Math.max(row.width(), delimited ? Math.min(data, row.cells.size()) : data);
        return padded(row.cells, width);
    }

    private static List<String> padded(List<String> cells, int width) {
        List<String> padded = new ArrayList<>(cells.subList(0, Math.min(width, cells.size())));
        while (padded.size() < width) {
            padded.add("");
        }
        return padded;
    }

    private void use(TableHeader found) {
        header = found;
        headerBytes = (DelimitedRecords.written(found.raw()) + "\n").getBytes(StandardCharsets.UTF_8);
    }

    private void emit(Row row, TableHeader columns) {
        if (row.broken != null) {
            flush();
            units.accept(refused(
                    numbering.next(),
                    columns.place(row.number),
                    bytes(row.number, headerBytes, row.raw),
                    finding(
                            FindingCode.UNREADABLE,
                            Severity.FATAL,
                            row.number,
                            "The row " + row.broken + ". Close the quote, or write quotes within a cell twice.")));
            return;
        }
        if (row.cells.equals(columns.raw())) {
            return;
        }
        int width = row.width();
        if (width > columns.names().size()) {
            flush();
            emitWide(row, width, columns);
            return;
        }
        List<Finding> findings = new ArrayList<>(row.findings);
        if (delimited && row.cells.size() < columns.names().size()) {
            findings.add(
                    finding(
                            FindingCode.UNEXPECTED_STRUCTURE,
                            Severity.WARNING,
                            row.number,
                            "The row has " + row.cells.size() + " cells where the header has "
                                    + columns.names().size()
                                    + "; the missing ones were taken to be empty and last. Write a separator for every empty cell."));
        }
        Row fitting =
                delimited ? row : row.with(padded(row.cells, columns.names().size()));
        List<String> values = withoutErrors(fitting, columns, findings);
        String questionnaire = columns.questionnaireKey(values);
        if (questionnaire == null) {
            flush();
            units.accept(unit(fitting, columns, headerBytes, values, findings));
        } else {
            answer(questionnaire, fitting, columns, values, findings);
        }
    }

    /** An answer of the questionnaire whose answers stand above it, or the first of the next. */
    private void answer(
            String questionnaire, Row row, TableHeader columns, List<String> values, List<Finding> findings) {
        AnswerRows open = answers;
        if (open == null || !open.takes(questionnaire, row.number)) {
            flush();
            open = new AnswerRows(questionnaire, columns);
            answers = open;
            if (!begun.add(questionnaire)) {
                findings.add(finding(
                        FindingCode.UNEXPECTED_STRUCTURE,
                        Severity.FATAL,
                        row.number,
                        "The answers of this person's screening stand in several places of the table, so they cannot be"
                                + " told to be all. Sort the table by person and date and send it again."));
            }
        }
        open.add(row, values, findings);
    }

    private void flush() {
        AnswerRows open = answers;
        answers = null;
        if (open != null) {
            units.accept(open.unit(numbering.next(), headerBytes, sheet));
        }
    }

    /**
     * In delimited text a cell too many nearly always means an unquoted separator, and then all values behind it stand under
     * the wrong header: better no row than a wrong one.
     */
    private void emitWide(Row row, int width, TableHeader columns) {
        if (delimited) {
            units.accept(
                    refused(
                            numbering.next(),
                            columns.place(row.number),
                            bytes(row.number, headerBytes, DelimitedRecords.written(row.cells)),
                            finding(
                                    FindingCode.UNEXPECTED_STRUCTURE,
                                    Severity.FATAL,
                                    row.number,
                                    "The row has " + width + " cells where the header has "
                                            + columns.names().size()
                                            + ". Put cells that contain the separator in quotes, or name the further columns.")));
            return;
        }
        List<String> raw = padded(columns.raw(), width);
        TableHeader wider = new TableHeader(sheet, form, columns.row(), raw);
        byte[] widerBytes = (DelimitedRecords.written(raw) + "\n").getBytes(StandardCharsets.UTF_8);
        List<Finding> findings = new ArrayList<>(row.findings);
        Row fitting = row.with(padded(row.cells, width));
        units.accept(unit(fitting, wider, widerBytes, withoutErrors(fitting, wider, findings), findings));
    }

    private List<String> withoutErrors(Row row, TableHeader columns, List<Finding> findings) {
        List<String> values = row.cells;
        for (int column = 0; column < values.size(); column++) {
            String cell = values.get(column);
            if (cell.startsWith("#") && ERRORS.contains(TableHeader.stripped(cell))) {
                if (values == row.cells) {
                    values = new ArrayList<>(row.cells);
                }
                values.set(column, "");
                Location location = columns.location(row.number, column);
                findings.add(new Finding(
                        FindingCode.INVALID_VALUE,
                        Severity.WARNING,
                        location,
                        "The cell shows a formula's error; it was left out. Repair the formula, or write the value."));
            }
        }
        return values;
    }

    private Unit unit(Row row, TableHeader columns, byte[] head, List<String> values, List<Finding> findings) {
        return new Unit(
                Format.TABLE,
                TYPE,
                numbering.next(),
                columns.place(row.number),
                null,
                columns.personKey(values),
                bytes(row.number, head, DelimitedRecords.written(row.cells)),
                new TableRow(columns, row.number, values),
                findings);
    }

    private byte[] bytes(int number, byte[] head, String row) {
        byte[] mark = (ROW_MARK + number + " " + sheet + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] cells = (row + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = new byte[mark.length + head.length + cells.length];
        System.arraycopy(mark, 0, bytes, 0, mark.length);
        System.arraycopy(head, 0, bytes, mark.length, head.length);
        System.arraycopy(cells, 0, bytes, mark.length + head.length, cells.length);
        return bytes;
    }

    private Finding finding(FindingCode code, Severity severity, int row, String message) {
        String place = sheet.isEmpty() ? "row " + row : "sheet \"" + sheet + "\", row " + row;
        return Finding.of(code, severity, place, message);
    }

    static Unit refused(int number, String place, byte[] bytes, Finding finding) {
        return new Unit(Format.TABLE, TYPE, number, place, null, null, bytes, null, List.of(finding));
    }
}

package org.headwater.spreadsheet;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.IntConsumer;
import java.util.regex.Pattern;
import org.headwater.message.Node;
import org.headwater.message.TableForm;
import org.headwater.message.TableRow;
import org.headwater.message.Unit;
import org.headwater.message.UnitReader;
import org.headwater.problem.Finding;

/**
 * One look through a whole file: what sheets and columns it has and what their values look like. Takes the same memory
 * however long the file is.
 *
 * @param sheets those with a header, in order
 * @param findings what cannot be read at all, the first of them
 * @param unreadable how many rows or sheets cannot be read
 */
record TableSurvey(List<SheetProfile> sheets, List<Finding> findings, int unreadable) {

    private static final int FINDINGS_TOLD = 20;
    private static final int TOLD_EVERY = 500;
    private static final int SAMPLES = 40;
    private static final Pattern TOTAL = Pattern.compile("(?i)(grand |sub-?)?total(s|es)?\\b.*", Pattern.DOTALL);

    TableSurvey {
        sheets = List.copyOf(sheets);
        findings = List.copyOf(findings);
    }

    /**
     * Looks through a file.
     *
     * @param progress told now and then how many rows were read
     * @throws IOException when the stream fails
     */
    static TableSurvey of(UnitReader reader, InputStream file, String name, IntConsumer progress) throws IOException {
        Gathering gathering = new Gathering(progress);
        reader.read(file, name, gathering::take);
        return gathering.done();
    }

    /** The sheets as far as they have been read. */
    private static final class Gathering {
        private final Map<String, Open> sheets = new LinkedHashMap<>();
        private final List<Finding> findings = new ArrayList<>();
        private final IntConsumer progress;
        private int unreadable;
        private int rows;

        Gathering(IntConsumer progress) {
            this.progress = progress;
        }

        void take(Unit unit) {
            rows++;
            if (rows % TOLD_EVERY == 0) {
                progress.accept(rows);
            }
            if (unit.root() instanceof TableRow row) {
                sheets.computeIfAbsent(row.sheet(), name -> new Open(row)).add(row, unit);
                return;
            }
            unreadable++;
            if (findings.size() < FINDINGS_TOLD) {
                findings.addAll(unit.findings());
            }
        }

        TableSurvey done() {
            progress.accept(rows);
            return new TableSurvey(sheets.values().stream().map(Open::done).toList(), findings, unreadable);
        }
    }

    /** A sheet as far as it has been read. */
    private static final class Open {
        private final String name;
        private final TableForm form;
        private final int firstRow;
        private final Map<String, ColumnProfile> columns = new LinkedHashMap<>();
        private final int headerRow;
        private final List<byte[]> samples = new ArrayList<>();
        private int rows;

        Open(TableRow first) {
            headerRow = first.headerRow();
            name = first.sheet();
            form = first.form();
            firstRow = first.number();
            first.headers().forEach(this::column);
        }

        private ColumnProfile column(String header) {
            return columns.computeIfAbsent(
                    header, key -> new ColumnProfile(header, !header.matches("column [A-Z]{1,3}")));
        }

        void add(TableRow row, Unit unit) {
            rows++;
            if (samples.size() < SAMPLES) {
                samples.add(unit.bytes());
            }
            if (isTotal(row)) {
                return;
            }
            for (Node cell : row.children()) {
                column(cell.name()).add(Objects.requireNonNullElse(cell.text(), ""));
            }
        }

        /** What stands below the rows says nothing of what the columns hold. */
        private static boolean isTotal(TableRow row) {
            return row.children().isEmpty()
                    || TOTAL.matcher(Objects.requireNonNullElse(
                                    row.children().get(0).text(), ""))
                            .matches();
        }

        SheetProfile done() {
            return new SheetProfile(name, form, headerRow, firstRow, rows, List.copyOf(columns.values()), samples);
        }
    }
}

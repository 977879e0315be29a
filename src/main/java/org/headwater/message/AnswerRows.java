package org.headwater.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Finding;

/** Rows that are the answers of one questionnaire, and one unit: what follows from answers follows from all of them. */
final class AnswerRows {

    /** No questionnaire has as many questions; rows that go on have a key that does not tell them apart. */
    private static final int MOST = 500;

    private static final int WIDEST_GAP = 20;

    private final String key;
    private final TableHeader columns;
    private final List<SheetRows.Row> rows = new ArrayList<>();
    private final List<TableRow> parsed = new ArrayList<>();
    private final List<Finding> findings = new ArrayList<>();
    private List<String> firstValues = List.of();

    AnswerRows(String key, TableHeader columns) {
        this.key = key;
        this.columns = columns;
    }

    boolean takes(String questionnaire, int number) {
        return key.equals(questionnaire)
                && rows.size() < MOST
                && number - rows.get(rows.size() - 1).number() <= WIDEST_GAP;
    }

    void add(SheetRows.Row row, List<String> values, List<Finding> found) {
        if (rows.isEmpty()) {
            firstValues = values;
        }
        rows.add(row);
        parsed.add(new TableRow(columns, row.number(), values));
        findings.addAll(found);
    }

    /** The unit they are; its bytes hold the header and, where they stood, the rows. */
    Unit unit(int number, byte[] header, String sheet) {
        SheetRows.Row first = rows.get(0);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes((SheetRows.ROW_MARK + first.number() + " " + sheet + "\n").getBytes(StandardCharsets.UTF_8));
        bytes.writeBytes(header);
        int next = first.number();
        for (SheetRows.Row row : rows) {
            String gap = "\n".repeat(Math.max(0, row.number() - next));
            bytes.writeBytes((gap + DelimitedRecords.written(row.cells()) + "\n").getBytes(StandardCharsets.UTF_8));
            next = row.number() + 1;
        }
        TableRow root = parsed.get(0);
        root.with(parsed.subList(1, parsed.size()));
        boolean refused = findings.stream().anyMatch(Finding::fatal);
        return new Unit(
                Format.TABLE,
                SheetRows.TYPE,
                number,
                columns.place(first.number()),
                null,
                columns.personKey(firstValues),
                bytes.toByteArray(),
                refused ? null : root,
                findings);
    }
}

package org.headwater.message;

import java.util.ArrayList;
import java.util.List;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/**
 * A row of a spreadsheet or delimited file. Its children are its cells that are not empty, each by its column's header; what
 * a column means is for a mapping to say.
 */
public final class TableRow extends Node {

    private final TableHeader header;
    private final int number;
    private final List<@Nullable Cell> byColumn;
    private final List<Cell> cells = new ArrayList<>();
    private List<TableRow> together = List.of(this);

    TableRow(TableHeader header, int number, List<String> values) {
        super(null, "row");
        this.header = header;
        this.number = number;
        this.byColumn = new ArrayList<>(values.size());
        for (int column = 0; column < values.size(); column++) {
            String text = TableHeader.stripped(values.get(column));
            Cell cell = text.isEmpty() ? null : new Cell(this, column, text);
            byColumn.add(cell);
            if (cell != null) {
                cells.add(cell);
            }
        }
    }

    /**
     * The names of all columns in order, whether or not this row fills them: headers with their white space tidied, the second
     * of a name with {@code (2)} behind it, a column without header as {@code column E}. The same list for all rows of a sheet.
     */
    public List<String> headers() {
        return header.names();
    }

    /** The row's number as a spreadsheet program shows it, from 1, header and title rows counted. */
    public int number() {
        return number;
    }

    /** The rows that are one unit with this one, itself the first: the answers of one screening, a row each. */
    public List<TableRow> together() {
        return together;
    }

    void with(List<TableRow> others) {
        List<TableRow> all = new ArrayList<>(others.size() + 1);
        all.add(this);
        all.addAll(others);
        together = List.copyOf(all);
    }

    /** The name of the sheet, where the workbook has several; else empty. */
    public String sheet() {
        return header.sheet();
    }

    /** The number of the row that names the columns, the second where there are two; 0 of a row read by itself. */
    public int headerRow() {
        return header.row();
    }

    /** How the file it stands in is written; of a row read by itself, how rows are kept. */
    public TableForm form() {
        return header.form();
    }

    /** None of its own: a row's values are its cells. */
    @Override
    public @Nullable String text() {
        return null;
    }

    @Override
    public List<? extends Node> children() {
        return cells;
    }

    /** The cell under a header; null when it is empty or there is no such column. */
    @Override
    public @Nullable Node first(String childName) {
        int column = header.column(childName);
        return column < 0 || column >= byColumn.size() ? null : byColumn.get(column);
    }

    @Override
    public List<? extends Node> all(String childName) {
        Node cell = first(childName);
        return cell == null ? List.of() : List.of(cell);
    }

    /** {@code row 7}, or {@code sheet "Visits", row 7}. */
    @Override
    public Location location() {
        return new Location(header.place(number));
    }

    private static final class Cell extends Node {
        private final TableRow row;
        private final int column;
        private final String text;

        Cell(TableRow row, int column, String text) {
            super(row, row.header.name(column));
            this.row = row;
            this.column = column;
            this.text = text;
        }

        @Override
        public String text() {
            return text;
        }

        @Override
        public List<? extends Node> children() {
            return List.of();
        }

        @Override
        public Location location() {
            return row.header.location(row.number, column);
        }
    }
}

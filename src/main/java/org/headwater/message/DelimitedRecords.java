package org.headwater.message;

import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The records of delimited text (RFC 4180, any separator). A quote that opens and never closes costs its own line, not the
 * rest of the file: reading takes up again at the next line, which is why no stock parser is used here.
 */
final class DelimitedRecords {

    /** A quoted cell of more lines than this is taken for a quote that was never closed; notes of hundreds of lines exist. */
    private static final int LONGEST_CELL_LINES = 5_000;

    private static final int LONGEST_CELL = 1024 * 1024;

    private static final int LONGEST_LINE = 4 * 1024 * 1024;

    /**
     * One record.
     *
     * @param number counted from 1, blank ones too, as a spreadsheet program numbers rows
     * @param line the line it begins on
     * @param lastLine the line it ends on
     * @param raw its first line as sent
     * @param broken why its cells cannot be told; then it has none
     */
    record Row(
            int number,
            int line,
            int lastLine,
            List<String> cells,
            String raw,
            @Nullable String broken) {
        boolean isBlank() {
            return broken == null
                    && cells.stream()
                            .allMatch(cell -> TableHeader.stripped(cell).isEmpty());
        }
    }

    private final SenderLines lines;
    private final char separator;
    private final Deque<String> again = new ArrayDeque<>();
    private int line;
    private int number;

    DelimitedRecords(Reader reader, char separator) {
        this(new SenderLines(reader, LONGEST_LINE), separator);
    }

    private DelimitedRecords(SenderLines lines, char separator) {
        this.lines = lines;
        this.separator = separator;
    }

    /** The records of a text at hand. */
    static DelimitedRecords of(String text, char separator) {
        int buffer = Math.max(16, Math.min(text.length(), SenderLines.USUAL_BUFFER));
        return new DelimitedRecords(new SenderLines(new StringReader(text), LONGEST_LINE, buffer), separator);
    }

    /** The next record; null when there is none. */
    @Nullable Row next() throws IOException {
        String text = nextLine();
        if (text == null) {
            return null;
        }
        number++;
        int start = line;
        if (text.length() >= LONGEST_LINE) {
            return new Row(number, start, line, List.of(), "", "is longer than 4 MiB");
        }
        if (text.indexOf('"') < 0) {
            return new Row(number, start, line, plainCells(text), text, null);
        }
        return quoted(text, start);
    }

    /** Numbers the next record; for text that was cut out of a larger file. */
    void number(int next) {
        number = next - 1;
    }

    private @Nullable String nextLine() throws IOException {
        String text = again.isEmpty() ? lines.next() : again.poll();
        if (text != null) {
            line++;
        }
        return text;
    }

    private List<String> plainCells(String text) {
        List<String> cells = new ArrayList<>();
        int start = 0;
        for (int end = text.indexOf(separator); end >= 0; end = text.indexOf(separator, start)) {
            cells.add(text.substring(start, end));
            start = end + 1;
        }
        cells.add(text.substring(start));
        return cells;
    }

    private Row quoted(String first, int start) throws IOException {
        QuotedCells parse = new QuotedCells(separator);
        List<String> further = new ArrayList<>();
        String text = first;
        while (true) {
            parse.line(text);
            if (parse.broken) {
                break;
            }
            if (!parse.open) {
                return new Row(number, start, line, parse.cells, first, null);
            }
            text = further.size() < LONGEST_CELL_LINES && parse.cell.length() < LONGEST_CELL ? nextLine() : null;
            if (text == null) {
                break;
            }
            further.add(text);
        }
        line = start;
        for (int i = further.size() - 1; i >= 0; i--) {
            again.push(further.get(i));
        }
        return new Row(number, start, start, List.of(), first, "has a quote that opens a cell and is not closed");
    }

    /** The cells of one record that has quotes, fed line by line. */
    private static final class QuotedCells {
        private final char separator;
        private final List<String> cells = new ArrayList<>();
        private final StringBuilder cell = new StringBuilder();
        private boolean open;
        private boolean closed;
        private boolean broken;
        private boolean continued;

        QuotedCells(char separator) {
            this.separator = separator;
        }

        void line(String text) {
            if (open) {
                cell.append('\n');
                continued = true;
            }
            for (int i = 0; i < text.length() && !broken; i++) {
                char c = text.charAt(i);
                if (open) {
                    i = inside(text, i, c);
                } else if (c == separator) {
                    endCell();
                } else if (c == '"' && !closed && cell.toString().isBlank()) {
                    cell.setLength(0);
                    open = true;
                    continued = false;
                } else if (!closed || !Character.isWhitespace(c)) {
                    cell.append(c);
                }
            }
            if (!open && !broken) {
                endCell();
            }
        }

        private int inside(String text, int i, char c) {
            if (c != '"') {
                cell.append(c);
                return i;
            }
            if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                cell.append('"');
                return i + 1;
            }
            if (endsCell(text, i + 1)) {
                open = false;
                closed = true;
                return i;
            }
            // within its own line a stray quote is part of the text; lines later it belongs to another cell
            broken = continued;
            cell.append('"');
            return i;
        }

        private boolean endsCell(String text, int from) {
            for (int i = from; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == separator) {
                    return true;
                }
                if (c != ' ') {
                    return false;
                }
            }
            return true;
        }

        private void endCell() {
            cells.add(cell.toString());
            cell.setLength(0);
            closed = false;
        }
    }

    /** A record as text that {@link DelimitedRecords} reads back, with commas. */
    static String written(List<String> cells) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < cells.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            String cell = cells.get(i);
            boolean plain = cell.indexOf(',') < 0
                    && cell.indexOf('"') < 0
                    && cell.indexOf('\n') < 0
                    && cell.indexOf('\r') < 0
                    && (cells.size() > 1 || !cell.isEmpty());
            if (plain) {
                text.append(cell);
            } else {
                text.append('"').append(cell.replace("\"", "\"\"")).append('"');
            }
        }
        return text.toString();
    }

    /** The separator the beginning of a file is written with. */
    static char separatorOf(String beginning) throws IOException {
        char best = ',';
        double bestScore = 0;
        for (char candidate : new char[] {',', '\t', ';', '|'}) {
            double score = score(beginning, candidate);
            if (score > bestScore) {
                best = candidate;
                bestScore = score;
            }
        }
        return best;
    }

    /** How many cells the records agree on, weighed by how many of them agree. */
    private static double score(String beginning, char candidate) throws IOException {
        DelimitedRecords records = of(beginning, candidate);
        List<Integer> widths = new ArrayList<>();
        for (Row row = records.next(); row != null && widths.size() < 50; row = records.next()) {
            if (!row.isBlank() && row.broken == null) {
                widths.add(row.cells.size());
            }
        }
        double best = 0;
        for (int width : widths) {
            long agreeing = widths.stream().filter(other -> other == width).count();
            best = Math.max(best, (width - 1.0) * agreeing * agreeing / ((double) widths.size() * widths.size()));
        }
        return best;
    }
}

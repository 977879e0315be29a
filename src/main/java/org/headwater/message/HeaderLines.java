package org.headwater.message;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The one or two rows that name a table's columns. A second row goes on where the first left off ("Date of" over "Birth"), or
 * names the columns of a group ("Emergency contact" over "Name" and "Phone").
 *
 * @param last index of the last row that belongs to the header
 * @param names of the columns
 */
record HeaderLines(int last, List<String> names) {

    /** Names that say nothing without the group they stand in, in English and Spanish. */
    private static final Set<String> VAGUE = Set.of(
            "name",
            "date",
            "type",
            "id",
            "number",
            "no",
            "#",
            "phone",
            "status",
            "notes",
            "relationship",
            "nombre",
            "fecha",
            "tipo",
            "telefono",
            "teléfono",
            "estado",
            "parentesco");

    private static final Set<String> ANSWERS = Set.of(
            "unknown",
            "unk",
            "none",
            "n/a",
            "na",
            "pending",
            "declined",
            "refused",
            "desconocido",
            "ninguno",
            "no",
            "yes",
            "-");

    private static final Pattern DIGIT = Pattern.compile(".*\\d.*", Pattern.DOTALL);

    HeaderLines {
        names = List.copyOf(names);
    }

    static HeaderLines around(int chosen, List<SheetRows.Row> rows) {
        SheetRows.Row row = rows.get(chosen);
        if (chosen + 1 < rows.size() && continues(row, rows.get(chosen + 1), rows.subList(chosen + 2, rows.size()))) {
            return new HeaderLines(
                    chosen + 1, joined(row.cells(), rows.get(chosen + 1).cells()));
        }
        if (chosen > 0 && groups(rows.get(chosen - 1), row)) {
            return new HeaderLines(chosen, joined(rows.get(chosen - 1).cells(), row.cells()));
        }
        return new HeaderLines(chosen, row.cells());
    }

    /** Whether a row goes on naming columns: it has words where the rows below have numbers and dates, or names what has none. */
    private static boolean continues(SheetRows.Row header, SheetRows.Row next, List<SheetRows.Row> below) {
        if (next.broken() != null || next.number() != header.number() + 1 || next.filled() < 2) {
            return false;
        }
        int unnamed = 0;
        int overNumbers = 0;
        for (int column = 0; column < next.cells().size(); column++) {
            String text = text(next.cells(), column);
            if (text.isEmpty()) {
                continue;
            }
            if (DIGIT.matcher(text).matches() || text.contains("@") || isAnswer(text)) {
                return false;
            }
            boolean named = !text(header.cells(), column).isEmpty();
            boolean numbers = holdsNumbers(column, below);
            overNumbers += numbers ? 1 : 0;
            unnamed += !named && holdsAnything(column, below) ? 1 : 0;
        }
        return overNumbers >= 2 || (unnamed >= 2 && overNumbers >= 1);
    }

    /** Whether a row above a header names groups of its columns, rather than being a title. */
    private static boolean groups(SheetRows.Row above, SheetRows.Row header) {
        if (above.broken() != null || above.number() != header.number() - 1 || above.filled() < 2) {
            return false;
        }
        int overGaps = 0;
        for (int column = 0; column < above.cells().size(); column++) {
            String text = text(above.cells(), column);
            if (text.isEmpty()) {
                continue;
            }
            if (text.endsWith(":") || DIGIT.matcher(text).matches() || text.length() > 40) {
                return false;
            }
            boolean group = !text(header.cells(), column).isEmpty()
                    && text(above.cells(), column + 1).isEmpty()
                    && !text(header.cells(), column + 1).isEmpty();
            boolean fills = text(header.cells(), column).isEmpty();
            overGaps += group || fills ? 1 : 0;
        }
        return overGaps > 0;
    }

    private static List<String> joined(List<String> upper, List<String> lower) {
        int width = Math.max(upper.size(), lower.size());
        boolean wrapped = filled(upper) * 10 >= filled(lower) * 8;
        Set<String> seen = new HashSet<>();
        Set<String> repeated = new HashSet<>();
        for (int column = 0; column < width; column++) {
            String name = text(lower, column).toLowerCase(Locale.ROOT);
            if (!name.isEmpty() && !seen.add(name)) {
                repeated.add(name);
            }
        }
        List<String> names = new ArrayList<>();
        String group = "";
        for (int column = 0; column < width; column++) {
            String up = text(upper, column);
            String low = text(lower, column);
            group = up.isEmpty() ? group : up;
            names.add(name(up, low, group, wrapped, repeated));
        }
        return names;
    }

    private static String name(String up, String low, String group, boolean wrapped, Set<String> repeated) {
        if (low.isEmpty()) {
            return up;
        }
        String folded = low.toLowerCase(Locale.ROOT);
        if (up.equalsIgnoreCase(low)) {
            return low;
        }
        if (wrapped) {
            return up.isEmpty() ? low : up + " " + low;
        }
        return !group.isEmpty() && (repeated.contains(folded) || VAGUE.contains(folded)) ? group + " " + low : low;
    }

    private static int filled(List<String> cells) {
        return (int) cells.stream()
                .filter(cell -> !TableHeader.stripped(cell).isEmpty())
                .count();
    }

    private static boolean isAnswer(String text) {
        return ANSWERS.contains(text.toLowerCase(Locale.ROOT));
    }

    private static boolean holdsNumbers(int column, List<SheetRows.Row> rows) {
        int numbers = 0;
        int filled = 0;
        for (SheetRows.Row row : rows) {
            String text = text(row.cells(), column);
            filled += text.isEmpty() ? 0 : 1;
            numbers += DIGIT.matcher(text).matches() ? 1 : 0;
        }
        return filled > 0 && numbers * 10 >= filled * 7;
    }

    private static boolean holdsAnything(int column, List<SheetRows.Row> rows) {
        return rows.stream().anyMatch(row -> !text(row.cells(), column).isEmpty());
    }

    private static String text(List<String> cells, int column) {
        return column < cells.size() ? TableHeader.stripped(cells.get(column)).replaceAll("\\s+", " ") : "";
    }
}

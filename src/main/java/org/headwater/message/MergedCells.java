package org.headwater.message;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The merged cells of one sheet. What is merged over several rows says the same of all of them; only its first cell holds the
 * text. What is merged over several columns is a title or the name of a group of columns, and stays where it is.
 */
final class MergedCells {

    private static final int MOST = 100_000;

    /** Rows from and to, counted from 1, and the column, from 0. */
    private record Area(int first, int last, int column) {}

    private final Map<Integer, List<Area>> beginning = new HashMap<>();
    private final Map<Area, String> open = new HashMap<>();
    private int size;

    void add(int firstRow, int lastRow, int firstColumn, int lastColumn) {
        if (lastRow > firstRow && firstColumn == lastColumn && size++ < MOST) {
            beginning.computeIfAbsent(firstRow, row -> new ArrayList<>()).add(new Area(firstRow, lastRow, firstColumn));
        }
    }

    /** The cells of a row with what is merged into them from above; rows come in order. */
    List<String> filled(int row, List<String> cells) {
        if (size == 0) {
            return cells;
        }
        List<String> filled = new ArrayList<>(cells);
        boolean blank =
                cells.stream().allMatch(cell -> TableHeader.stripped(cell).isEmpty());
        open.keySet().removeIf(area -> area.last() < row);
        open.forEach((area, text) -> {
            if (!blank) {
                while (filled.size() <= area.column()) {
                    filled.add("");
                }
                if (TableHeader.stripped(filled.get(area.column())).isEmpty()) {
                    filled.set(area.column(), text);
                }
            }
        });
        for (Area area : beginning.getOrDefault(row, List.of())) {
            if (area.column() < cells.size()) {
                open.put(area, cells.get(area.column()));
            }
        }
        return filled;
    }
}

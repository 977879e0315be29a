package org.headwater.mapping;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.headwater.dictionary.Dictionary;
import org.headwater.message.Node;
import org.headwater.message.TableRow;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/**
 * A table's row seen through the dictionary: its cells by the elements their columns stand for, and a mapping's defaults
 * where a column is missing or empty. A column that stands for nothing known keeps its header as name.
 */
final class ElementRow extends Node {

    private final Location location;
    private final List<Cell> cells = new ArrayList<>();

    private ElementRow(Location location) {
        super(null, "row");
        this.location = location;
    }

    /**
     * The elements a table's columns stand for, by header.
     *
     * @param named headers the mapping names, which come before what the dictionary knows
     */
    static Map<String, String> columns(List<String> headers, Map<String, String> named, Dictionary dictionary) {
        Map<String, String> columns = new LinkedHashMap<>();
        for (String header : headers) {
            String element = named.get(header);
            if (element == null) {
                element = named.entrySet().stream()
                        .filter(entry -> entry.getKey().strip().equalsIgnoreCase(header.strip()))
                        .map(Map.Entry::getValue)
                        .findFirst()
                        .or(() -> dictionary
                                .bySynonym(header)
                                .map(match -> match.element().name()))
                        .orElse(null);
            }
            if (element != null) {
                columns.put(header, element);
            }
        }
        return columns;
    }

    /**
     * @param columns elements by header
     * @param dates reads the cells of elements that are dates
     */
    static ElementRow of(TableRow row, Map<String, String> columns, Map<String, String> defaults, CellDates dates) {
        ElementRow seen = new ElementRow(row.location());
        for (Node cell : row.children()) {
            String element = columns.getOrDefault(cell.name(), cell.name());
            seen.cells.add(new Cell(seen, element, dates.read(element, cell.text()), cell));
        }
        defaults.forEach((element, value) -> {
            if (seen.first(element) == null) {
                seen.cells.add(new Cell(seen, element, value, null));
            }
        });
        return seen;
    }

    @Override
    public @Nullable String text() {
        return null;
    }

    @Override
    public List<? extends Node> children() {
        return cells;
    }

    @Override
    public Location location() {
        return location;
    }

    /** A cell under the name of its element; a mapping's default stands in no cell of the sender's. */
    private static final class Cell extends Node {
        private final @Nullable String text;
        private final @Nullable Node sent;

        Cell(Node row, String name, @Nullable String text, @Nullable Node sent) {
            super(row, name);
            this.text = text;
            this.sent = sent;
        }

        @Override
        public @Nullable String text() {
            return text;
        }

        @Override
        public List<? extends Node> children() {
            return List.of();
        }

        @Override
        public Location location() {
            return sent == null ? new Location("default " + name()) : sent.location();
        }

        @Override
        public void markRead() {
            super.markRead();
            if (sent != null) {
                sent.markRead();
            }
        }
    }
}

package org.headwater.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.headwater.dictionary.Dictionary;
import org.headwater.message.Node;
import org.headwater.message.TableRow;
import org.headwater.problem.Location;
import org.jspecify.annotations.Nullable;

/**
 * A table's row seen through the dictionary: its cells by the elements their columns stand for, and a mapping's defaults
 * where a column is missing or empty. A column that stands for nothing known keeps its header as name.
 *
 * <p>What a row states several times it states in numbered columns ("Service 1", "Service 1 date", "Service 2") or as a list
 * in one cell. Its children {@code service.*} are the sets of columns of that domain: in one, an element is its cell of that
 * set, else the one that counts for all sets; an amount that stands once counts for the first set only.
 */
final class ElementRow extends Node {

    private static final Set<String> AMOUNTS = Set.of("quantity", "money");
    private static final String SETS = ".*";

    private final Location location;
    private final Dictionary dictionary;
    private final List<Cell> cells = new ArrayList<>();
    private final Map<String, List<Node>> byName = new HashMap<>();
    private final Map<String, List<ColumnSet>> sets = new HashMap<>();
    private boolean repeats;
    private final List<Node> made = new ArrayList<>();

    private ElementRow(Location location, Dictionary dictionary) {
        super(null, "row");
        this.location = location;
        this.dictionary = dictionary;
    }

    /**
     * The elements a table's columns stand for, by header; {@link TableHabits#LEAVE_OUT} where that is said of one.
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
     * Which set of columns a column belongs to, by header, from 1; columns that count for all sets are left out.
     *
     * @param columns elements by header
     */
    static Map<String, Integer> numbers(Map<String, String> columns, Dictionary dictionary) {
        Map<String, Set<Integer>> byElement = new LinkedHashMap<>();
        columns.forEach((header, element) ->
                byElement.computeIfAbsent(element, key -> new TreeSet<>()).add(dictionary.number(header)));
        Set<String> repeated = byElement.entrySet().stream()
                .filter(entry -> entry.getValue().size() > 1)
                .map(entry -> domain(entry.getKey()))
                .collect(Collectors.toSet());
        Map<String, Integer> numbers = new LinkedHashMap<>();
        columns.forEach((header, element) -> {
            int number = dictionary.number(header);
            boolean first =
                    number == 0 && byElement.getOrDefault(element, Set.of()).size() > 1;
            if (repeated.contains(domain(element)) && (number > 0 || first)) {
                numbers.put(header, first ? 1 : number);
            }
        });
        return numbers;
    }

    private static String domain(String element) {
        int point = element.indexOf('.');
        return point < 0 ? element : element.substring(0, point);
    }

    /**
     * @param columns elements by header
     * @param numbers sets of columns, by header
     * @param dates reads the cells of elements that are dates
     */
    static ElementRow of(
            TableRow row,
            Map<String, String> columns,
            Map<String, Integer> numbers,
            CompiledMapping mapping,
            CellDates dates,
            Dictionary dictionary) {
        ElementRow seen = new ElementRow(row.location(), dictionary);
        for (Node cell : row.children()) {
            String element = columns.getOrDefault(cell.name(), cell.name());
            if (element.equals(TableHabits.LEAVE_OUT)) {
                cell.markRead();
                continue;
            }
            int number = numbers.getOrDefault(cell.name(), 0);
            String text = cell.text();
            List<String> parts = text == null ? List.of() : mapping.sheet().parts(element, text);
            for (int i = 0; i < parts.size(); i++) {
                int part = parts.size() == 1 ? 0 : i + 1;
                String read = dates.read(element, cell.name(), parts.get(i));
                seen.take(new Cell(seen, element, read, number, part, cell));
            }
        }
        mapping.defaults().forEach((element, value) -> {
            if (seen.first(element) == null) {
                seen.take(new Cell(seen, element, value, 0, 0, null));
            }
        });
        return seen;
    }

    /** What the sender calls a cell's column; null where a node is no cell of a sender's. */
    static @Nullable String heading(Node node) {
        return node instanceof Cell cell && cell.sent != null ? cell.sent.name() : null;
    }

    /** Amounts that stand once beside several of what they may count; they were taken for the first. */
    List<? extends Node> sharedAmounts() {
        return repeats
                ? cells.stream()
                        .filter(cell -> cell.sent != null && isAmount(cell.name()))
                        .filter(cell -> sets(domain(cell.name())).stream().anyMatch(set -> set.lacks(cell)))
                        .toList()
                : List.of();
    }

    private boolean isAmount(String element) {
        return dictionary
                .element(element)
                .filter(known -> AMOUNTS.contains(known.type()))
                .isPresent();
    }

    /** The sets of columns of a domain that this row fills; one where nothing repeats, none where nothing is filled. */
    private List<ColumnSet> sets(String domain) {
        List<ColumnSet> known = sets.get(domain);
        if (known == null) {
            known = setsOf(domain);
            sets.put(domain, known);
        }
        return known;
    }

    private List<ColumnSet> setsOf(String domain) {
        Map<Integer, Set<Integer>> parts = new TreeMap<>();
        for (Cell cell : cells) {
            if (domain(cell.name()).equals(domain)) {
                parts.computeIfAbsent(cell.number, key -> new TreeSet<>()).add(cell.part);
            }
        }
        if (parts.size() > 1) {
            parts.remove(0);
        }
        List<ColumnSet> made = new ArrayList<>();
        parts.forEach((number, own) -> {
            if (own.size() > 1) {
                own.remove(0);
            }
            own.forEach(part -> made.add(new ColumnSet(this, domain, number, part, made.size())));
        });
        return made;
    }

    @Override
    public @Nullable Node first(String childName) {
        List<? extends Node> found = all(childName);
        return found.isEmpty() ? null : found.get(0);
    }

    @Override
    public List<? extends Node> all(String childName) {
        return childName.endsWith(SETS)
                ? sets(childName.substring(0, childName.length() - SETS.length()))
                : byName.getOrDefault(childName, List.of());
    }

    private void take(Cell cell) {
        cells.add(cell);
        repeats |= cell.number > 0 || cell.part > 0;
        byName.computeIfAbsent(cell.name(), key -> new ArrayList<>(2)).add(cell);
    }

    /** Adds what was made of several cells, or of several rows. */
    void add(Node made) {
        this.made.add(made);
        byName.computeIfAbsent(made.name(), key -> new ArrayList<>(2)).add(made);
    }

    @Override
    public @Nullable String text() {
        return null;
    }

    @Override
    public List<? extends Node> children() {
        if (made.isEmpty()) {
            return cells;
        }
        List<Node> all = new ArrayList<>(cells);
        all.addAll(made);
        return all;
    }

    @Override
    public Location location() {
        return location;
    }

    /** A cell under the name of its element; a mapping's default stands in no cell of the sender's. */
    private static final class Cell extends Node {
        private final @Nullable String text;
        private final int number;
        private final int part;
        private final @Nullable Node sent;

        Cell(Node row, String name, @Nullable String text, int number, int part, @Nullable Node sent) {
            super(row, name);
            this.text = text;
            this.number = number;
            this.part = part;
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

    /** One set of the columns of a domain; what other domains say is the row's. */
    private static final class ColumnSet extends Node {
        private final ElementRow row;
        private final String domain;
        private final int number;
        private final int part;
        private final int index;

        ColumnSet(ElementRow row, String domain, int number, int part, int index) {
            super(row, domain + SETS);
            this.row = row;
            this.domain = domain;
            this.number = number;
            this.part = part;
            this.index = index;
        }

        boolean shows(Cell cell) {
            return counts(cell) && !lacks(cell);
        }

        private boolean counts(Cell cell) {
            return (cell.number == 0 || cell.number == number) && (cell.part == 0 || cell.part == part);
        }

        /** An amount that would be counted again here. */
        boolean lacks(Cell cell) {
            return counts(cell) && index > 0 && !isOwn(cell) && row.isAmount(cell.name());
        }

        boolean isOwn(Cell cell) {
            return cell.number == number && cell.part == part;
        }

        @Override
        public @Nullable Node first(String childName) {
            List<? extends Node> found = all(childName);
            return found.isEmpty() ? null : found.get(0);
        }

        @Override
        public List<? extends Node> all(String childName) {
            List<? extends Node> inRow = row.all(childName);
            if (inRow.isEmpty() || !row.repeats || !domain(childName).equals(domain)) {
                return inRow;
            }
            List<Cell> own = new ArrayList<>();
            List<Cell> shown = new ArrayList<>();
            for (Node node : inRow) {
                if (node instanceof Cell cell && shows(cell)) {
                    shown.add(cell);
                    if (isOwn(cell)) {
                        own.add(cell);
                    }
                }
            }
            return own.isEmpty() ? shown : own;
        }

        @Override
        public @Nullable String text() {
            return null;
        }

        @Override
        public List<? extends Node> children() {
            return row.children();
        }

        @Override
        public Location location() {
            return row.location();
        }
    }
}

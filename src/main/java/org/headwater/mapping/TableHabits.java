package org.headwater.mapping;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlNode;

/**
 * How one feed writes its tables: which sheets are left out, what columns of a sheet stand for, and how the dates and numbers
 * under a heading are to be read.
 *
 * @param columns by sheet: headings and the elements they stand for
 * @param leftOut sheets that record nothing
 * @param dates by heading: {@link #MONTH_FIRST} or {@link #DAY_FIRST}
 * @param numbers headings under which a comma divides the whole from its parts
 */
record TableHabits(
        Map<String, Map<String, String>> columns, Set<String> leftOut, Map<String, String> dates, Set<String> numbers) {

    static final String LEAVE_OUT = "leave-out";
    static final String MONTH_FIRST = "month-first";
    static final String DAY_FIRST = "day-first";
    private static final String DECIMAL_COMMA = "decimal-comma";
    private static final String DECIMAL_POINT = "decimal-point";

    static final TableHabits NONE = new TableHabits(Map.of(), Set.of(), Map.of(), Set.of());

    TableHabits {
        columns = Map.copyOf(columns);
        leftOut = Set.copyOf(leftOut);
        dates = Map.copyOf(dates);
        numbers = Set.copyOf(numbers);
    }

    /** Reads what an overlay says. */
    static TableHabits read(YamlNode root, Consumer<Problem> problems) {
        Map<String, Map<String, String>> columns = new LinkedHashMap<>();
        Set<String> leftOut = new HashSet<>();
        root.get("sheets").map(YamlNode::entries).orElse(Map.of()).forEach((sheet, node) -> {
            if (node.text().orElse("").equals(LEAVE_OUT)) {
                leftOut.add(Sheet.folded(sheet));
            } else if (node.get("columns").isPresent()) {
                node.unknownKeys(Set.of("columns")).forEach(problems);
                Map<String, String> own = new LinkedHashMap<>();
                node.get("columns")
                        .map(YamlNode::entries)
                        .orElse(Map.of())
                        .forEach((header, element) ->
                                own.put(header, element.text().orElse("")));
                columns.put(Sheet.folded(sheet), own);
            } else {
                problems.accept(
                        node.problem("sheets: " + LEAVE_OUT + ", or columns with what they stand for, is expected"));
            }
        });
        return new TableHabits(columns, leftOut, dates(root, problems), numbers(root, problems));
    }

    private static Map<String, String> dates(YamlNode root, Consumer<Problem> problems) {
        Map<String, String> dates = new LinkedHashMap<>();
        root.get("dates").map(YamlNode::entries).orElse(Map.of()).forEach((header, node) -> {
            String style = node.text().orElse("");
            if (!style.equals(MONTH_FIRST) && !style.equals(DAY_FIRST)) {
                problems.accept(node.problem("dates: month-first or day-first is expected"));
            }
            dates.put(Sheet.folded(header), style);
        });
        return dates;
    }

    private static Set<String> numbers(YamlNode root, Consumer<Problem> problems) {
        Set<String> numbers = new HashSet<>();
        root.get("numbers").map(YamlNode::entries).orElse(Map.of()).forEach((header, node) -> {
            String style = node.text().orElse("");
            if (style.equals(DECIMAL_COMMA)) {
                numbers.add(Sheet.folded(header));
            } else if (!style.equals(DECIMAL_POINT)) {
                problems.accept(node.problem("numbers: decimal-comma or decimal-point is expected"));
            }
        });
        return numbers;
    }

    boolean leavesOut(String sheet) {
        return leftOut.contains(Sheet.folded(sheet));
    }

    /** What columns of a sheet stand for, where that is said of the sheet alone. */
    Map<String, String> columnsOf(String sheet) {
        return columns.getOrDefault(Sheet.folded(sheet), Map.of());
    }
}

package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** The files, columns and lists of HUD's HMIS CSV export: {@code mappings/hmis/structures.yaml}. */
final class HmisLayout {

    static final String FILE = "mappings/hmis/structures.yaml";

    private static final Set<String> PLAIN_KINDS = Set.of("text", "date", "datetime", "integer", "amount");

    /**
     * One column.
     *
     * @param kind {@code text}, {@code date}, {@code datetime}, {@code integer}, {@code amount}, or a list's name
     * @param filled whether it may not be empty
     * @param version the only version that has it; null when all do
     * @param optional whether an export may do without it
     */
    record Column(
            String name,
            String kind,
            boolean filled,
            @Nullable String version,
            boolean optional) {

        boolean coded() {
            return !PLAIN_KINDS.contains(kind);
        }

        /** Whether an export of this version must have it. */
        boolean belongsTo(String exportVersion) {
            return !optional && (version == null || version.equals(exportVersion));
        }
    }

    /**
     * One file.
     *
     * @param name without {@code .csv}
     * @param key the column whose value names a row
     */
    record Table(String name, String key, List<Column> columns) {

        /** Where a column stands; -1 when there is none of that name. */
        int position(String column) {
            for (int i = 0; i < columns.size(); i++) {
                if (columns.get(i).name().equals(column)) {
                    return i;
                }
            }
            return -1;
        }

        /** The value of a column in a row of all columns; empty when the file has no such column. */
        String value(List<String> cells, String column) {
            int position = position(column);
            return position < 0 ? "" : cells.get(position);
        }
    }

    private final Map<String, Table> tables = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> lists = new LinkedHashMap<>();
    private final Map<String, Map<String, String>> depends = new LinkedHashMap<>();

    private HmisLayout(YamlNode root) {
        root.get("files").map(YamlNode::entries).orElse(Map.of()).forEach((name, file) -> {
            List<Column> columns = new ArrayList<>();
            file.get("columns")
                    .map(YamlNode::entries)
                    .orElse(Map.of())
                    .forEach((column, said) ->
                            columns.add(column(column, said.text().orElse("text"))));
            tables.put(name, new Table(name, file.text("key").orElse(""), List.copyOf(columns)));
        });
        root.get("lists").map(YamlNode::entries).orElse(Map.of()).forEach((name, list) -> lists.put(name, texts(list)));
        root.get("depends")
                .map(YamlNode::entries)
                .orElse(Map.of())
                .forEach((column, cases) -> depends.put(column, texts(cases)));
    }

    private static Map<String, String> texts(YamlNode node) {
        Map<String, String> texts = new LinkedHashMap<>();
        node.entries().forEach((key, value) -> texts.put(key, value.text().orElse("")));
        return texts;
    }

    private static Column column(String name, String said) {
        String[] words = said.split(" ", 2);
        boolean filled = words[0].endsWith("!");
        String kind = filled ? words[0].substring(0, words[0].length() - 1) : words[0];
        String rest = words.length < 2 ? "" : words[1];
        String version = rest.replace("?", "").strip();
        return new Column(name, kind, filled, version.isEmpty() ? null : version, rest.endsWith("?"));
    }

    /** That packed with Headwater; read once. */
    static HmisLayout standard() {
        return Standard.LAYOUT;
    }

    private static final class Standard {
        static final HmisLayout LAYOUT = read();

        private static HmisLayout read() {
            try (InputStream in = Objects.requireNonNull(
                    HmisLayout.class.getResourceAsStream("/" + FILE), FILE + " is missing from the class path")) {
                List<Problem> problems = new ArrayList<>();
                YamlFile file =
                        YamlFile.parse(FILE, new String(in.readAllBytes(), StandardCharsets.UTF_8), problems::add);
                if (!problems.isEmpty()) {
                    throw new IllegalStateException(problems.toString());
                }
                return new HmisLayout(file.root());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** All files, by name. */
    Map<String, Table> tables() {
        return tables;
    }

    Table table(String name) {
        return Objects.requireNonNull(tables.get(name), name);
    }

    /** The list a column's codes stand in for this row; null when any number will do. */
    @Nullable Map<String, String> codes(Table table, Column column, List<String> cells) {
        Map<String, String> cases = depends.get(table.name() + "." + column.name());
        if (cases != null) {
            String on = table.value(cells, cases.getOrDefault("on", ""));
            String list = cases.getOrDefault(on, cases.get("else"));
            return list == null ? null : lists.get(list);
        }
        return column.coded() ? lists.get(column.kind()) : null;
    }
}

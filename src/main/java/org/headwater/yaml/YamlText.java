package org.headwater.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;

/**
 * Changes one entry of a YAML document written by a person. Of the text only the top-level entry the change falls in is
 * written anew; the rest stays as it was, comments and all.
 */
public final class YamlText {

    private static final Pattern TOP_LEVEL = Pattern.compile("^[^\\s#\\-].*");

    private YamlText() {}

    /**
     * The document with a value set at a path of maps, which come into being as needed.
     *
     * @param path keys, the outermost first; at least one
     * @param value a text, or a map or list of texts, maps and lists
     * @throws IllegalArgumentException when the document is no YAML map, or something else than a map stands on the way
     */
    public static String put(String document, List<String> path, Object value) {
        return changed(document, path, around -> around.put(last(path), value));
    }

    /**
     * The document with an item added to the list at a path, which comes into being as needed.
     *
     * @throws IllegalArgumentException as in {@link #put}, and when no list stands at the path
     */
    public static String add(String document, List<String> path, Object item) {
        return changed(document, path, around -> {
            Object list = around.get(last(path));
            List<Object> items = new ArrayList<>();
            if (list instanceof List<?> known) {
                items.addAll(known);
            } else if (list != null) {
                throw new IllegalArgumentException(last(path) + " is no list");
            }
            items.add(item);
            around.put(last(path), items);
        });
    }

    private interface Change {
        void in(Map<String, @Nullable Object> around);
    }

    private static String changed(String document, List<String> path, Change change) {
        List<org.headwater.problem.Problem> problems = new ArrayList<>();
        YamlNode root = YamlFile.parse("document", document, problems::add).root();
        if (!problems.isEmpty() || !(root.isMap() || document.isBlank())) {
            throw new IllegalArgumentException("the document is no YAML map");
        }
        Map<String, @Nullable Object> top = new LinkedHashMap<>();
        root.get(path.get(0)).ifPresent(node -> top.put(path.get(0), plain(node)));
        Map<String, @Nullable Object> around = top;
        for (String key : path.subList(0, path.size() - 1)) {
            around = within(around, key);
        }
        change.in(around);
        return replaced(document, path.get(0), dumped(top));
    }

    @SuppressWarnings("unchecked")
    private static Map<String, @Nullable Object> within(Map<String, @Nullable Object> around, String key) {
        Object inner = around.computeIfAbsent(key, missing -> new LinkedHashMap<String, @Nullable Object>());
        if (!(inner instanceof Map)) {
            throw new IllegalArgumentException(key + " is no map");
        }
        return (Map<String, @Nullable Object>) inner;
    }

    private static @Nullable Object plain(YamlNode node) {
        if (node.isMap()) {
            Map<String, @Nullable Object> map = new LinkedHashMap<>();
            node.entries().forEach((key, value) -> map.put(key, plain(value)));
            return map;
        }
        if (node.isList()) {
            List<@Nullable Object> list = new ArrayList<>();
            node.items().forEach(item -> list.add(plain(item)));
            return list;
        }
        return node.text().orElse(null);
    }

    private static String dumped(Map<String, @Nullable Object> section) {
        DumperOptions options = new DumperOptions();
        options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
        options.setWidth(120);
        options.setIndicatorIndent(2);
        options.setIndentWithIndicator(true);
        options.setAllowUnicode(true);
        options.setSplitLines(false);
        return new Yaml(options).dump(section);
    }

    /** The lines of the section written anew; a new section stands at the end. */
    private static String replaced(String document, String key, String section) {
        List<String> lines = document.lines().collect(Collectors.toCollection(ArrayList::new));
        Pattern begins = Pattern.compile("^[\"']?" + Pattern.quote(key) + "[\"']?\\s*:.*");
        int start = 0;
        while (start < lines.size() && !begins.matcher(lines.get(start)).matches()) {
            start++;
        }
        int end = Math.min(start + 1, lines.size());
        while (end < lines.size() && !TOP_LEVEL.matcher(lines.get(end)).matches()) {
            end++;
        }
        // Comments and empty lines in front of the next entry belong to that one.
        while (end < lines.size() && end > start + 1 && lines.get(end - 1).matches("\\s*(#.*)?")) {
            end--;
        }
        List<String> changed = new ArrayList<>(lines.subList(0, start));
        section.lines().forEach(changed::add);
        changed.addAll(lines.subList(end, lines.size()));
        return String.join("\n", changed) + "\n";
    }

    private static String last(List<String> path) {
        return Objects.requireNonNull(path.get(path.size() - 1));
    }
}

package org.headwater.yaml;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headwater.problem.Problem;
import org.jspecify.annotations.Nullable;

/**
 * One value of a YAML file that knows its file and line: a map (keys in the order written), a list, or a scalar as text.
 * An empty value is a scalar without text.
 */
public final class YamlNode {

    private final String file;
    private final int line;
    private final @Nullable String text;
    private final @Nullable Map<String, YamlNode> entries;
    private final @Nullable List<YamlNode> items;

    private YamlNode(
            String file,
            int line,
            @Nullable String text,
            @Nullable Map<String, YamlNode> entries,
            @Nullable List<YamlNode> items) {
        this.file = file;
        this.line = line;
        this.text = text;
        this.entries = entries;
        this.items = items;
    }

    static YamlNode scalar(String file, int line, @Nullable String text) {
        return new YamlNode(file, line, text, null, null);
    }

    static YamlNode list(String file, int line, List<YamlNode> items) {
        return new YamlNode(file, line, null, null, List.copyOf(items));
    }

    static YamlNode map(String file, int line, LinkedHashMap<String, YamlNode> entries) {
        return new YamlNode(file, line, null, entries, null);
    }

    /**
     * What maps, lists and texts say, as if it stood in a file.
     *
     * @param file how problems call it
     */
    public static YamlNode of(String file, Object value) {
        if (value instanceof Map<?, ?> map) {
            LinkedHashMap<String, YamlNode> entries = new LinkedHashMap<>();
            map.forEach((key, one) -> entries.put(String.valueOf(key), of(file, one)));
            return map(file, 1, entries);
        }
        if (value instanceof List<?> list) {
            return list(file, 1, list.stream().map(one -> of(file, one)).toList());
        }
        return scalar(file, 1, String.valueOf(value));
    }

    /** The file this stands in, as {@code mappings/hl7v2/adt/mapping.yaml}. */
    public String file() {
        return file;
    }

    /** The line this begins on, counted from 1. */
    public int line() {
        return line;
    }

    public boolean isMap() {
        return entries != null;
    }

    public boolean isList() {
        return items != null;
    }

    /** The text of a scalar; empty for maps, lists and empty values. */
    public Optional<String> text() {
        return Optional.ofNullable(text);
    }

    /** The value of a map's key; empty when the key is missing or this is no map. */
    public Optional<YamlNode> get(String key) {
        return entries == null ? Optional.empty() : Optional.ofNullable(entries.get(key));
    }

    /** The text of a map's scalar entry; empty when missing. */
    public Optional<String> text(String key) {
        return get(key).flatMap(YamlNode::text);
    }

    /** A map's keys in the order written; empty for other values. */
    public Set<String> keys() {
        return entries == null ? Set.of() : entries.keySet();
    }

    /** A map's entries in the order written; empty for other values. */
    public Map<String, YamlNode> entries() {
        return entries == null ? Map.of() : java.util.Collections.unmodifiableMap(entries);
    }

    /** A list's items; a single value counts as a list of one, an empty value as none. */
    public List<YamlNode> items() {
        if (items != null) {
            return items;
        }
        return entries == null && text == null ? List.of() : List.of(this);
    }

    /** The items of the list under a key; empty when missing. */
    public List<YamlNode> items(String key) {
        return get(key).map(YamlNode::items).orElse(List.of());
    }

    /** The texts of the list under a key, items without text left out. */
    public List<String> texts(String key) {
        return items(key).stream().flatMap(item -> item.text().stream()).toList();
    }

    /** Something wrong at this place. */
    public Problem problem(String message) {
        return new Problem(file, line, message);
    }

    /** A problem for every key that is none of those allowed. */
    public List<Problem> unknownKeys(Set<String> allowed) {
        List<Problem> problems = new ArrayList<>();
        entries().forEach((key, value) -> {
            if (!allowed.contains(key)) {
                problems.add(value.problem("unknown key \"" + key + "\"; allowed here: "
                        + String.join(", ", allowed.stream().sorted().toList())));
            }
        });
        return problems;
    }

    /** This map with some entries set anew or added; the rest, and all lines, stay. */
    public YamlNode with(Map<String, YamlNode> changes) {
        LinkedHashMap<String, YamlNode> changed = new LinkedHashMap<>(entries());
        changed.putAll(changes);
        return map(file, line, changed);
    }

    /** A map of these entries, standing where this stands. */
    public YamlNode mapOf(Map<String, YamlNode> newEntries) {
        return map(file, line, new LinkedHashMap<>(newEntries));
    }

    /** A text standing where this stands. */
    public YamlNode textOf(String newText) {
        return scalar(file, line, newText);
    }

    /** A list of these items, standing where this stands. */
    public YamlNode listOf(List<YamlNode> newItems) {
        return list(file, line, newItems);
    }
}

package org.headwater.mapping;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMaps;
import org.headwater.terminology.Translation;
import org.headwater.yaml.Declaration;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * What a feed's overlay says, read but not yet compiled into mappings.
 *
 * @param root the document
 * @param zone the zone of timestamps that state none; null to leave the feed's
 * @param authorities URIs of assigning authorities the sender names by a local word
 * @param systems URIs of code systems the sender names by a local word
 * @param codes by concept map: codes to translate otherwise
 * @param columns of tables: headings and the elements they stand for
 * @param habits of tables: how they are written, and what columns of one sheet stand for
 * @param defaults by dictionary element: its value where the sender states none
 * @param change by a block's name, whatever the mapping
 * @param mappings by a mapping's name: changes and resources for it alone
 * @param resources blocks added to every mapping
 */
record OverlayDocument(
        YamlNode root,
        @Nullable ZoneId zone,
        Map<String, String> authorities,
        Map<String, String> systems,
        Map<String, Map<String, Translation>> codes,
        Map<String, YamlNode> columns,
        TableHabits habits,
        Map<String, YamlNode> defaults,
        Map<String, YamlNode> change,
        Map<String, YamlNode> mappings,
        List<YamlNode> resources) {

    private static final Set<String> KEYS = Set.of(
            "overlay",
            "purpose",
            "zone",
            "authorities",
            "systems",
            "codes",
            "columns",
            "sheets",
            "dates",
            "numbers",
            "defaults",
            "change",
            "mappings",
            "resources");
    private static final Set<String> MAPPING_KEYS = Set.of("change", "resources");

    /**
     * Reads a document.
     *
     * @param feed the id of the feed it is kept for
     * @param problems told of whatever is wrong with its frame; rules and blocks are the compiler's
     */
    static OverlayDocument read(YamlNode root, String feed, Consumer<Problem> problems) {
        if (!root.isMap() && root.text().isPresent()) {
            problems.accept(root.problem("an overlay is a map that begins with overlay: " + feed));
        }
        root.unknownKeys(KEYS).forEach(problems);
        String named = root.text("overlay").orElse("");
        if (!named.equals(feed)) {
            problems.accept(root.get("overlay")
                    .orElse(root)
                    .problem("overlay: is to name the feed this is for, " + feed
                            + (named.isEmpty() ? "" : ", not " + named)));
        }
        Map<String, YamlNode> mappings = entries(root, "mappings", problems);
        mappings.values().forEach(node -> node.unknownKeys(MAPPING_KEYS).forEach(problems));
        return new OverlayDocument(
                root,
                zone(root, problems),
                uris(root, "authorities", problems),
                uris(root, "systems", problems),
                codes(root, problems),
                entries(root, "columns", problems),
                TableHabits.read(root, problems),
                entries(root, "defaults", problems),
                entries(root, "change", problems),
                mappings,
                root.items("resources"));
    }

    /** What is changed in the blocks of a mapping, by name: what is said of all mappings first. */
    Map<String, List<YamlNode>> changes(String mapping) {
        Map<String, List<YamlNode>> changes = new LinkedHashMap<>();
        change.forEach((block, what) ->
                changes.computeIfAbsent(block, key -> new ArrayList<>()).add(what));
        YamlNode own = mappings.get(mapping);
        if (own != null) {
            own.get("change")
                    .map(YamlNode::entries)
                    .orElse(Map.of())
                    .forEach((block, what) -> changes.computeIfAbsent(block, key -> new ArrayList<>())
                            .add(what));
        }
        return changes;
    }

    /** What is said of columns, of all sheets and of single ones. */
    List<YamlNode> columnNodes() {
        List<YamlNode> nodes = new ArrayList<>(columns.values());
        root.get("sheets")
                .map(YamlNode::entries)
                .orElse(Map.of())
                .values()
                .forEach(sheet -> sheet.get("columns")
                        .ifPresent(own -> nodes.addAll(own.entries().values())));
        return nodes;
    }

    /** The blocks added to a mapping. */
    List<YamlNode> added(String mapping) {
        List<YamlNode> added = new ArrayList<>(resources);
        YamlNode own = mappings.get(mapping);
        if (own != null) {
            added.addAll(own.items("resources"));
        }
        return added;
    }

    /** Whether rules come out otherwise than the shared mappings have them. */
    boolean changesRules() {
        return !codes.isEmpty()
                || !columns.isEmpty()
                || !defaults.isEmpty()
                || !change.isEmpty()
                || !mappings.isEmpty()
                || !resources.isEmpty();
    }

    private static Map<String, YamlNode> entries(YamlNode root, String key, Consumer<Problem> problems) {
        YamlNode node = root.get(key).orElse(null);
        if (node == null) {
            return Map.of();
        }
        if (!node.isMap() && (node.isList() || node.text().isPresent())) {
            problems.accept(node.problem(key + ": names and what they stand for are expected, as name: value"));
        }
        return node.entries();
    }

    private static @Nullable ZoneId zone(YamlNode root, Consumer<Problem> problems) {
        YamlNode node = root.get("zone").orElse(null);
        if (node == null) {
            return null;
        }
        try {
            return ZoneId.of(node.text().orElse(""));
        } catch (DateTimeException e) {
            problems.accept(node.problem("zone: not a time zone of the tz database; write one as America/Chicago"));
            return null;
        }
    }

    private static Map<String, String> uris(YamlNode root, String key, Consumer<Problem> problems) {
        Map<String, String> uris = new LinkedHashMap<>();
        entries(root, key, problems).forEach((word, node) -> {
            String uri = node.text().orElse("");
            if (Declaration.isAbsoluteUri(uri)) {
                uris.put(word, uri);
            } else {
                problems.accept(node.problem(
                        key + ": what " + word + " stands for is no absolute URI;" + " write urn:oid:… or https://…"));
            }
        });
        return uris;
    }

    private static Map<String, Map<String, Translation>> codes(YamlNode root, Consumer<Problem> problems) {
        Map<String, Map<String, Translation>> codes = new LinkedHashMap<>();
        entries(root, "codes", problems).forEach((map, node) -> {
            if (!node.isMap()) {
                problems.accept(node.problem("codes: " + map + " is to hold local codes and what they become"));
            }
            codes.put(map, ConceptMaps.codes(node, problems));
        });
        return codes;
    }
}

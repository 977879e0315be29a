package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;

/** The structures of one format's messages, read from its {@code structures.yaml}. */
final class SegmentStructures {

    private static final Set<String> STRUCTURE_KEYS =
            Set.of("types", "transaction", "guides", "marker", "unit", "segments", "groups", "loops");
    private static final Set<String> GROUP_KEYS =
            Set.of("group", "loop", "starts", "segments", "groups", "loops", "required", "most");

    /** Types come from senders, so the number remembered is bounded. */
    private static final int REMEMBERED = 500;

    private final List<SegmentStructure> structures;
    private final Map<String, SegmentStructure> byType = new ConcurrentHashMap<>();

    private SegmentStructures(List<SegmentStructure> structures) {
        this.structures = List.copyOf(structures);
    }

    /**
     * The structures packed with Headwater.
     *
     * @param path the file's path below the class path's root
     * @throws IllegalStateException when the file is missing or wrong: a fault of the build
     */
    static SegmentStructures packed(String path) {
        try (InputStream in = SegmentStructures.class.getResourceAsStream("/" + path)) {
            if (in == null) {
                throw new IllegalStateException(path + " is not packed with Headwater");
            }
            List<Problem> problems = new ArrayList<>();
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            SegmentStructures structures = read(YamlFile.parse(path, text, problems::add), problems::add);
            if (!problems.isEmpty()) {
                throw new IllegalStateException(problems.toString());
            }
            return structures;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Reads a file; what is wrong in it is told and left out. */
    static SegmentStructures read(YamlFile file, Consumer<Problem> problems) {
        List<SegmentStructure> structures = new ArrayList<>();
        if (file.root().get("structures").isEmpty()) {
            problems.accept(file.root().problem("needs a list \"structures\""));
        }
        for (YamlNode node : file.root().items("structures")) {
            node.unknownKeys(STRUCTURE_KEYS).forEach(problems);
            List<String> types = node.texts("types");
            if (types.isEmpty()) {
                problems.accept(node.problem("a structure needs \"types\": the messages or transactions it is for"));
                continue;
            }
            String unit = node.text("unit").orElse("");
            GroupShape root = new GroupShape(
                    types.get(0),
                    List.of(),
                    named("segments", node, problems),
                    groups(node, unit, problems),
                    false,
                    0,
                    unit);
            structures.add(SegmentStructure.of(
                    types,
                    node.text("transaction").orElse(""),
                    node.texts("guides"),
                    node.text("marker").orElse(""),
                    unit,
                    root));
        }
        return new SegmentStructures(structures);
    }

    private static List<SegmentStart> named(String key, YamlNode node, Consumer<Problem> problems) {
        List<SegmentStart> named = new ArrayList<>();
        for (String text : node.texts(key)) {
            SegmentStart.parse(text)
                    .ifPresentOrElse(
                            named::add,
                            () -> problems.accept(node.problem(
                                    "\"" + text + "\" is not a segment; write PID, or NM1[01=85] for one code")));
        }
        return named;
    }

    private static List<GroupShape> groups(YamlNode node, String unit, Consumer<Problem> problems) {
        List<YamlNode> items = new ArrayList<>(node.items("groups"));
        items.addAll(node.items("loops"));
        return items.stream().map(item -> group(item, unit, problems)).toList();
    }

    private static GroupShape group(YamlNode node, String unit, Consumer<Problem> problems) {
        node.unknownKeys(GROUP_KEYS).forEach(problems);
        String name = node.text("group").or(() -> node.text("loop")).orElse("");
        if (name.isEmpty()) {
            problems.accept(node.problem("a group needs a name: \"group\" (v2) or \"loop\" (X12)"));
        }
        List<SegmentStart> starts = named("starts", node, problems);
        if (starts.isEmpty()) {
            problems.accept(node.problem("group " + name + " needs \"starts\": the segments that begin it"));
        }
        return new GroupShape(
                name,
                starts,
                named("segments", node, problems),
                groups(node, unit, problems),
                node.text("required").filter("true"::equals).isPresent(),
                node.text("most").map(SegmentStructures::number).orElse(0),
                unit);
    }

    private static int number(String text) {
        return text.length() < 6 && text.chars().allMatch(c -> c >= '0' && c <= '9') ? Integer.parseInt(text) : 0;
    }

    /** The structure of a type; a flat one for a type nothing is known of. */
    SegmentStructure of(String type) {
        SegmentStructure known = byType.get(type);
        if (known != null) {
            return known;
        }
        SegmentStructure found = best(type);
        if (byType.size() < REMEMBERED) {
            byType.put(type, found);
        }
        return found;
    }

    private SegmentStructure best(String type) {
        SegmentStructure best = null;
        for (SegmentStructure structure : structures) {
            if (structure.fit(type) > (best == null ? 0 : best.fit(type))) {
                best = structure;
            }
        }
        return best == null ? SegmentStructure.flat(type) : best;
    }

    /** The structures of an X12 transaction set (ST01), in the order of the file: the first is the usual one. */
    List<SegmentStructure> ofTransaction(String transaction) {
        return structures.stream()
                .filter(structure -> structure.transaction().equals(transaction))
                .toList();
    }
}

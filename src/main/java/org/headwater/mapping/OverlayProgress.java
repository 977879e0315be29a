package org.headwater.mapping;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.ConceptMaps;
import org.headwater.terminology.Translation;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * What is known of an overlay while mapping after mapping is compiled with it. An overlay speaks of all of a feed's
 * mappings at once, so that a name it uses is wrong only when no mapping knows it.
 */
final class OverlayProgress {

    private final OverlayDocument document;
    private final Consumer<Problem> problems;
    private final Map<String, ConceptMap> maps = new HashMap<>();
    private final Set<String> blocks = new HashSet<>();
    private final Set<String> defaultsUsed = new HashSet<>();
    private final Set<String> found = new HashSet<>();
    private final Map<String, Problem> missing = new LinkedHashMap<>();

    OverlayProgress(OverlayDocument document, ConceptMaps conceptMaps, Consumer<Problem> problems) {
        this.document = document;
        this.problems = problems;
        document.codes()
                .forEach((name, codes) -> conceptMaps
                        .map(name)
                        .ifPresentOrElse(
                                map -> maps.put(name, map.with(codes)),
                                () -> problems.accept(document.root()
                                        .get("codes")
                                        .flatMap(node -> node.get(name))
                                        .orElse(document.root())
                                        .problem("codes: there is no concept map named " + name))));
    }

    OverlayDocument document() {
        return document;
    }

    /** A concept map the overlay changes. */
    Optional<ConceptMap> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    /**
     * Adds the overlay's changes to a mapping's own.
     *
     * @param changes by block, in the order they are made
     * @param codes concept maps the mapping changes itself: the overlay's codes come on top
     * @param resources the mapping's blocks; the overlay's stand behind them
     * @param check told of each change
     */
    void into(
            String mapping,
            Map<String, List<YamlNode>> changes,
            Map<String, ConceptMap> codes,
            List<YamlNode> resources,
            Consumer<YamlNode> check) {
        document.changes(mapping).forEach((block, own) -> {
            own.forEach(check);
            List<YamlNode> all = new ArrayList<>(changes.getOrDefault(block, List.of()));
            all.addAll(own);
            changes.put(block, all);
        });
        document.codes().forEach((name, own) -> codes.computeIfPresent(name, (key, map) -> with(map, own)));
        resources.addAll(document.added(mapping));
    }

    private static ConceptMap with(ConceptMap map, Map<String, Translation> codes) {
        return map.with(codes);
    }

    /** Notes the names of a mapping's blocks. */
    void compiled(Set<String> names) {
        blocks.addAll(names);
    }

    @Nullable YamlNode defaultOf(String element) {
        YamlNode value = document.defaults().get(element);
        if (value != null) {
            defaultsUsed.add(element);
        }
        return value;
    }

    /** Notes whether a name the overlay uses is known to the mapping that is being compiled. */
    void referred(YamlNode at, String problem, boolean known) {
        String place = at.line() + " " + problem;
        if (known) {
            found.add(place);
        } else {
            missing.putIfAbsent(place, at.problem(problem));
        }
    }

    /** Tells what no mapping knew. */
    void finish(Set<String> mappings) {
        missing.forEach((place, problem) -> {
            if (!found.contains(place)) {
                problems.accept(problem);
            }
        });
        document.change().forEach((block, node) -> blockKnown(block, node));
        document.mappings().forEach((name, node) -> {
            if (!mappings.contains(name)) {
                problems.accept(node.problem("mappings: there is no mapping named " + name));
            }
            node.get("change").map(YamlNode::entries).orElse(Map.of()).forEach(this::blockKnown);
        });
    }

    private void blockKnown(String block, YamlNode node) {
        if (!blocks.contains(block)) {
            problems.accept(node.problem("change: there is no block named " + block));
        }
    }

    /** Tells of defaults nothing would take. */
    void unusedDefaults() {
        document.defaults().forEach((element, node) -> {
            if (!defaultsUsed.contains(element)) {
                problems.accept(node.problem("defaults: no rule fills " + element));
            }
        });
    }
}

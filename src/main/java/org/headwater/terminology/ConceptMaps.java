package org.headwater.terminology;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** All concept maps, by name. */
public final class ConceptMaps {

    private static final Set<String> KEYS =
            Set.of("concept-map", "version", "purpose", "source", "target", "codes", "kept", "origin");
    private static final Set<String> TARGET_KEYS = Set.of("code", "system", "display");

    private final Map<String, ConceptMap> maps;

    private ConceptMaps(Map<String, ConceptMap> maps) {
        this.maps = maps;
    }

    /**
     * Reads every file that has a {@code concept-map} key.
     *
     * @param problems told of whatever is wrong with one
     */
    public static ConceptMaps load(List<YamlFile> files, Consumer<Problem> problems) {
        Map<String, ConceptMap> maps = new TreeMap<>();
        for (YamlFile file : files) {
            String name = file.root().text("concept-map").orElse(null);
            if (name == null) {
                continue;
            }
            file.root().unknownKeys(KEYS).forEach(problems);
            Map<String, Translation> codes = kept(file.root().get("kept").orElse(null));
            codes.putAll(codes(file.root().get("codes").orElse(null), problems));
            ConceptMap map = new ConceptMap(
                    name,
                    file.root().text("source").orElse(null),
                    file.root().text("target").orElse(null),
                    codes);
            if (maps.put(name, map) != null) {
                problems.accept(file.root().problem("there is another concept map named " + name));
            }
        }
        return new ConceptMaps(maps);
    }

    /** Codes that stay what they are, by their display. */
    private static Map<String, Translation> kept(@Nullable YamlNode node) {
        Map<String, Translation> codes = new LinkedHashMap<>();
        if (node != null) {
            node.entries()
                    .forEach((code, display) -> codes.put(
                            code, new Translation(code, null, display.text().orElse(null))));
        }
        return codes;
    }

    /** The codes of a map's or an overlay's {@code codes}. */
    public static Map<String, Translation> codes(@Nullable YamlNode node, Consumer<Problem> problems) {
        Map<String, Translation> codes = new LinkedHashMap<>();
        if (node == null) {
            return codes;
        }
        node.entries().forEach((code, target) -> {
            if (target.isMap()) {
                target.unknownKeys(TARGET_KEYS).forEach(problems);
                codes.put(
                        code,
                        new Translation(
                                target.text("code").orElse(""),
                                target.text("system").orElse(null),
                                target.text("display").orElse(null)));
            } else {
                codes.put(
                        code,
                        target.text()
                                .map(text -> new Translation(text, null, null))
                                .orElse(Translation.NONE));
            }
        });
        return codes;
    }

    /** The map of a name; empty when there is none. */
    public Optional<ConceptMap> map(String name) {
        return Optional.ofNullable(maps.get(name));
    }

    /** All maps, in order of name. */
    public List<ConceptMap> all() {
        return List.copyOf(maps.values());
    }
}

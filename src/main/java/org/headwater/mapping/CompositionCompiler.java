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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.headwater.message.Format;
import org.headwater.problem.Problem;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.ConceptMaps;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** Compiles compositions: {@code outbound} files and the data types they write. */
final class CompositionCompiler {

    private static final Set<String> FILE_KEYS = Set.of("outbound", "version", "purpose", "message", "segments");
    private static final Set<String> BLOCK_KEYS =
            Set.of("segment", "include", "each", "when", "always", "rules", "parts", "since", "until");
    private static final Set<String> TYPE_KEYS = Set.of("when", "rules");
    private static final Set<String> RULE_KEYS = Set.of(
            "to",
            "each",
            "from",
            "join",
            "value",
            "less",
            "unlike",
            "match",
            "translate",
            "reverse",
            "unmapped",
            "default",
            "as",
            "max",
            "missing",
            "when",
            "since",
            "until");
    private static final Pattern FIELD =
            Pattern.compile("([A-Z][A-Z0-9]{2})-(\\d{1,2})(?:\\.(\\d{1,2})(?:\\.(\\d))?)?");
    private static final Pattern COMPONENT = Pattern.compile("\\.(\\d{1,2})(?:\\.(\\d))?");
    private static final Pattern VERSION = Pattern.compile("2\\.\\d(\\.\\d)?");

    private final ConceptMaps conceptMaps;
    private final Consumer<Problem> problems;
    private final Map<String, YamlNode> files = new LinkedHashMap<>();
    private final Map<String, Writing> writings = new HashMap<>(Writing.builtIn());
    private final Set<String> including = new HashSet<>();

    CompositionCompiler(ConceptMaps conceptMaps, Consumer<Problem> problems) {
        this.conceptMaps = conceptMaps;
        // A fragment is compiled once for each composition that includes it; its problems are told once.
        Set<Problem> told = new HashSet<>();
        this.problems = problem -> {
            if (told.add(problem)) {
                problems.accept(problem);
            }
        };
    }

    /** Compiles all compositions among these files; fragments, which have no {@code message}, only where included. */
    List<Compositions.Composition> compile(List<YamlFile> yaml) {
        Map<String, YamlNode> types = new LinkedHashMap<>();
        for (YamlFile file : yaml) {
            file.root().text("outbound").ifPresent(name -> {
                if (files.put(name, file.root()) != null) {
                    problems.accept(file.root().problem("there is another composition named " + name));
                }
            });
            file.root().get("outbound-datatypes").ifPresent(node -> types.putAll(node.entries()));
        }
        datatypes(types);
        List<Compositions.Composition> compositions = new ArrayList<>();
        files.forEach((name, root) -> {
            root.unknownKeys(FILE_KEYS).forEach(problems);
            if (root.get("message").isPresent()) {
                including.add(name);
                compositions.add(
                        new Compositions.Composition(name, number(root, "version", 1), blocks(root.items("segments"))));
                including.remove(name);
            }
        });
        return compositions;
    }

    private void datatypes(Map<String, YamlNode> types) {
        types.forEach((name, node) -> {
            if (writings.put(name, new WireType()) != null) {
                problems.accept(node.problem("data type " + name + " is built in; choose another name"));
            }
        });
        types.forEach((name, node) -> {
            node.unknownKeys(TYPE_KEYS).forEach(problems);
            if (writings.get(name) instanceof WireType type) {
                type.compiled(condition(node), rules(node.items("rules"), ""));
            }
        });
    }

    // ---- blocks

    private List<SegmentBlock> blocks(List<YamlNode> nodes) {
        return nodes.stream().flatMap(node -> block(node).stream()).toList();
    }

    private Optional<SegmentBlock> block(YamlNode node) {
        node.unknownKeys(BLOCK_KEYS).forEach(problems);
        String segment = node.text("segment").orElse(null);
        if (segment != null && !segment.matches("[A-Z][A-Z0-9]{2}")) {
            problems.accept(at(node, "segment").problem("segment: three capital letters or digits are expected"));
            return Optional.empty();
        }
        if (segment == null && !node.items("rules").isEmpty()) {
            problems.accept(node.problem("rules: a block with rules names its segment"));
            return Optional.empty();
        }
        List<SegmentBlock> parts = new ArrayList<>(included(node));
        parts.addAll(blocks(node.items("parts")));
        return Optional.of(new SegmentBlock(
                each(node),
                condition(node),
                segment,
                "true".equals(node.text("always").orElse("")),
                segment == null ? List.of() : rules(node.items("rules"), segment),
                List.copyOf(parts),
                version(node, "since"),
                version(node, "until")));
    }

    private List<SegmentBlock> included(YamlNode node) {
        String name = node.text("include").orElse(null);
        if (name == null) {
            return List.of();
        }
        YamlNode root = files.get(name);
        if (root == null || !including.add(name)) {
            problems.accept(at(node, "include")
                    .problem(
                            root == null
                                    ? "include: there is no composition named " + name
                                    : "include: " + name + " would include itself"));
            return List.of();
        }
        List<SegmentBlock> blocks = blocks(root.items("segments"));
        including.remove(name);
        return blocks;
    }

    // ---- rules

    private List<FieldRule> rules(List<YamlNode> nodes, String segment) {
        return nodes.stream().flatMap(node -> rule(node, segment).stream()).toList();
    }

    private Optional<FieldRule> rule(YamlNode node, String segment) {
        node.unknownKeys(RULE_KEYS).forEach(problems);
        Place.Coordinate to = coordinate(node, segment);
        List<Source> from = sources(node, "from");
        String constant = node.text("value").orElse("");
        if (from.isEmpty() == constant.isEmpty()) {
            problems.accept(node.problem("a rule has either from or value"));
            return Optional.empty();
        }
        Writing writing = writings.get(node.text("as").orElse("text"));
        if (writing == null) {
            problems.accept(at(node, "as")
                    .problem("as: there is no data type " + node.text("as").orElse("") + "; there are "
                            + String.join(
                                    ", ", writings.keySet().stream().sorted().toList())));
        }
        if (to == null || writing == null) {
            return Optional.empty();
        }
        String unmapped = node.text("unmapped").orElse("");
        if (!Set.of("", "keep-original").contains(unmapped)) {
            problems.accept(at(node, "unmapped").problem("unmapped: keep-original is expected, or nothing"));
        }
        List<Source> less = sources(node, "less");
        List<Source> unlike = sources(node, "unlike");
        return Optional.of(new FieldRule(
                to,
                each(node),
                from,
                node.text("join").orElse(" "),
                constant,
                less.isEmpty() ? null : less.get(0),
                unlike.isEmpty() ? null : unlike.get(0),
                pattern(node),
                conceptMap(node, "translate"),
                conceptMap(node, "reverse"),
                unmapped.equals("keep-original"),
                node.text("default").orElse(""),
                writing,
                number(node, "max", Integer.MAX_VALUE),
                "true".equals(node.text("missing").orElse("")),
                condition(node),
                version(node, "since"),
                version(node, "until")));
    }

    private Place.@Nullable Coordinate coordinate(YamlNode node, String segment) {
        String text = node.text("to").orElse("");
        if (segment.isEmpty()) {
            Matcher component = COMPONENT.matcher(text);
            if (component.matches()) {
                return new Place.Coordinate(0, Integer.parseInt(component.group(1)), part(component.group(2)));
            }
            problems.accept(at(node, "to").problem("to: a component is expected, as .4 or .4.2"));
            return null;
        }
        Matcher field = FIELD.matcher(text);
        if (field.matches() && field.group(1).equals(segment)) {
            return new Place.Coordinate(Integer.parseInt(field.group(2)), part(field.group(3)), part(field.group(4)));
        }
        problems.accept(at(node, "to")
                .problem("to: a field of the segment is expected, as " + segment + "-3 or " + segment + "-3.4"));
        return null;
    }

    private static int part(@Nullable String number) {
        return number == null ? 0 : Integer.parseInt(number);
    }

    private @Nullable ConceptMap conceptMap(YamlNode node, String key) {
        String name = node.text(key).orElse(null);
        if (name == null) {
            return null;
        }
        Optional<ConceptMap> map = conceptMaps.map(name);
        if (map.isEmpty()) {
            problems.accept(at(node, key).problem(key + ": there is no concept map " + name));
        }
        return map.orElse(null);
    }

    // ---- the small languages

    private List<Source> sources(YamlNode node, String key) {
        List<Source> sources = new ArrayList<>();
        for (YamlNode item : node.items(key)) {
            try {
                sources.add(ExpressionParser.source(Format.FHIR, item.text().orElse("")));
            } catch (ExpressionParser.SyntaxException e) {
                problems.accept(item.problem(key + ": " + e.getMessage()));
            }
        }
        return sources;
    }

    private @Nullable SourcePath each(YamlNode node) {
        return node.text("each")
                .map(text -> {
                    try {
                        return ExpressionParser.each(Format.FHIR, text);
                    } catch (ExpressionParser.SyntaxException e) {
                        problems.accept(at(node, "each").problem("each: " + e.getMessage()));
                        return null;
                    }
                })
                .orElse(null);
    }

    private @Nullable Condition condition(YamlNode node) {
        return node.text("when")
                .map(text -> {
                    try {
                        return ExpressionParser.condition(Format.FHIR, text);
                    } catch (ExpressionParser.SyntaxException e) {
                        problems.accept(at(node, "when").problem("when: " + e.getMessage()));
                        return null;
                    }
                })
                .orElse(null);
    }

    private @Nullable Pattern pattern(YamlNode node) {
        return node.text("match")
                .map(text -> {
                    try {
                        return Pattern.compile(text);
                    } catch (PatternSyntaxException e) {
                        problems.accept(
                                at(node, "match").problem("match: not a regular expression: " + e.getDescription()));
                        return null;
                    }
                })
                .orElse(null);
    }

    private String version(YamlNode node, String key) {
        String text = node.text(key).orElse("");
        if (!text.isEmpty() && !VERSION.matcher(text).matches()) {
            problems.accept(at(node, key).problem(key + ": a version of the standard is expected, as \"2.5\""));
            return "";
        }
        return text;
    }

    private int number(YamlNode node, String key, int otherwise) {
        String text = node.text(key).orElse("");
        if (text.isEmpty()) {
            return otherwise;
        }
        if (text.matches("[1-9]\\d{0,5}")) {
            return Integer.parseInt(text);
        }
        problems.accept(at(node, key).problem(key + ": a whole number from 1 is expected"));
        return otherwise;
    }

    private static YamlNode at(YamlNode node, String key) {
        return node.get(key).orElse(node);
    }
}

package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;
import org.headwater.dictionary.Dictionary;
import org.headwater.dictionary.ElementUse;
import org.headwater.mapping.ExpressionParser.SyntaxException;
import org.headwater.mapping.TargetPath.UnknownPathException;
import org.headwater.message.Format;
import org.headwater.problem.Problem;
import org.headwater.terminology.CodeSystems;
import org.headwater.terminology.ConceptMap;
import org.headwater.terminology.ConceptMaps;
import org.headwater.yaml.YamlFile;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/**
 * Compiles mapping files to closures. Every problem of every file is gathered; a mapping with problems still compiles as
 * far as it is understood, and it is for the caller to refuse to run it.
 */
final class MappingCompiler {

    private static final Set<String> MAPPING_KEYS = Set.of(
            "mapping",
            "version",
            "purpose",
            "source",
            "time",
            "resources",
            "extends",
            "feeds",
            "change",
            "codes",
            "columns",
            "defaults",
            "dates",
            "sheet");
    private static final Set<String> SOURCE_KEYS = Set.of("format", "types", "except");
    private static final Set<String> SHEET_KEYS = Set.of("needs", "refuse", "remarks", "lists");
    private static final Set<String> NEED_KEYS = Set.of("any", "vague", "beside", "else");
    private static final Set<String> REFUSAL_KEYS = Set.of("columns", "because");
    private static final Set<String> DATATYPE_KEYS = Set.of("type", "when", "rules", "extends", "purpose");
    private static final Set<String> CHANGE_KEYS = Set.of(
            "rules",
            "add",
            "remove",
            "parts",
            "when",
            "key",
            "authority",
            "landing",
            "profile",
            "required",
            "time",
            "deleted",
            "gone",
            "purpose");

    private final FhirContext fhir;
    private final Dictionary dictionary;
    private final ConceptMaps conceptMaps;
    private final Map<String, Reading> readings;
    private final Consumer<Problem> problems;
    private final Map<String, YamlNode> files = new TreeMap<>();
    private final Map<Format, Map<String, Datatype>> datatypes = new HashMap<>();
    private final Map<Format, Map<String, YamlNode>> datatypeFiles = new HashMap<>();
    private final Set<ElementUse> uses = new LinkedHashSet<>();
    private final Set<String> reached = new HashSet<>();
    private final Set<Problem> told;
    private final @Nullable OverlayProgress overlay;

    MappingCompiler(
            FhirContext fhir,
            Dictionary dictionary,
            ConceptMaps conceptMaps,
            CodeSystems codeSystems,
            Consumer<Problem> problems) {
        this.fhir = fhir;
        this.dictionary = dictionary;
        this.conceptMaps = conceptMaps;
        this.readings = Reading.builtIn(codeSystems);
        this.overlay = null;
        this.told = new HashSet<>();
        // A fragment is compiled once for each mapping that includes it; its problems are told once.
        this.problems = problem -> {
            if (told.add(problem)) {
                problems.accept(problem);
            }
        };
    }

    /** A compiler of the same files that makes a feed's changes in them; what is wrong with the files is told already. */
    private MappingCompiler(
            MappingCompiler shared, OverlayDocument document, Format format, Consumer<Problem> problems) {
        this.fhir = shared.fhir;
        this.dictionary = shared.dictionary;
        this.conceptMaps = shared.conceptMaps;
        this.readings = shared.readings;
        this.told = new HashSet<>(shared.told);
        this.problems = problem -> {
            if (told.add(problem)) {
                problems.accept(problem);
            }
        };
        this.files.putAll(shared.files);
        this.datatypes.putAll(shared.datatypes);
        this.overlay = new OverlayProgress(document, conceptMaps, this.problems);
        Map<String, YamlNode> nodes = shared.datatypeFiles.get(format);
        if (nodes != null && !document.codes().isEmpty()) {
            // Data types translate too.
            this.datatypes.remove(format);
            compileDatatypes(format, nodes);
        }
    }

    MappingCompiler overlaid(OverlayDocument document, Format format, Consumer<Problem> toTell) {
        return new MappingCompiler(this, document, format, toTell);
    }

    /** Compiles mappings with the overlay's changes made, so that whatever is wrong with those is told. */
    void checkOverlay(List<String> names, boolean table) {
        OverlayProgress progress = overlay;
        if (progress == null) {
            return;
        }
        progress.document().columnNodes().forEach(node -> {
            if (!node.text().orElse("").equals(TableHabits.LEAVE_OUT)) {
                checkElement(node, node.text().orElse(""));
            }
        });
        progress.document().defaults().forEach((element, node) -> checkElement(node, element));
        if (progress.document().changesRules()) {
            names.forEach(this::again);
        }
        progress.finish(files.keySet());
        if (!names.isEmpty() && progress.document().root().get("defaults").isPresent() && !table) {
            progress.unusedDefaults();
        }
    }

    /** Compiles a mapping anew, with the overlay's changes made. */
    @Nullable CompiledMapping again(String name) {
        YamlNode root = files.get(name);
        return root == null ? null : mapping(name, root);
    }

    /** Compiles all mappings among these files. */
    List<CompiledMapping> compile(List<YamlFile> yaml) {
        for (YamlFile file : yaml) {
            file.root().text("mapping").ifPresent(name -> {
                if (files.put(name, file.root()) != null) {
                    problems.accept(file.root().problem("there is another mapping named " + name));
                }
            });
            file.root()
                    .get("datatypes")
                    .ifPresent(node -> formatOf(file)
                            .ifPresentOrElse(
                                    format -> datatypeFiles
                                            .computeIfAbsent(format, key -> new LinkedHashMap<>())
                                            .putAll(node.entries()),
                                    () -> problems.accept(node.problem("data types stand below mappings/<format>/"))));
        }
        datatypeFiles.forEach(this::compileDatatypes);
        List<CompiledMapping> mappings = new ArrayList<>();
        files.forEach((name, root) -> {
            root.unknownKeys(MAPPING_KEYS).forEach(problems);
            if (root.get("source").isPresent() || root.get("extends").isPresent()) {
                CompiledMapping mapping = mapping(name, root);
                if (mapping != null) {
                    mappings.add(mapping);
                }
            }
        });
        files.forEach((name, root) -> {
            if (root.get("source").isEmpty() && root.get("extends").isEmpty() && !reached.contains(name)) {
                problems.accept(root.problem("nothing includes " + name
                        + ", so it maps nothing and was not checked: give it a source, or include it"));
            }
        });
        return mappings;
    }

    /** Every rule that fills a dictionary element. */
    List<ElementUse> uses() {
        return List.copyOf(uses);
    }

    private static java.util.Optional<Format> formatOf(YamlFile file) {
        String[] folders = file.path().split("/");
        return folders.length < 2 ? java.util.Optional.empty() : Format.of(folders[folders.length - 2]);
    }

    // ---- mappings

    private @Nullable CompiledMapping mapping(String name, YamlNode root) {
        YamlNode base = root;
        Map<String, List<YamlNode>> changes = new HashMap<>();
        Map<String, ConceptMap> codes = new HashMap<>();
        Set<String> seen = new HashSet<>();
        YamlNode source = root.get("source").orElse(null);
        while (true) {
            base.get("change")
                    .ifPresent(change -> change.entries().forEach((block, what) -> {
                        what.unknownKeys(CHANGE_KEYS).forEach(problems);
                        // Nearer changes are made after farther ones.
                        changes.computeIfAbsent(block, key -> new ArrayList<>()).add(0, what);
                    }));
            base.get("codes").ifPresent(node -> overlaid(node, codes));
            String extended = base.text("extends").orElse(null);
            if (extended == null) {
                break;
            }
            YamlNode next = fragment(extended);
            if (next == null || !seen.add(extended)) {
                problems.accept(base.problem("extends: there is no mapping named " + extended));
                return null;
            }
            base = next;
            source = source == null ? base.get("source").orElse(null) : source;
        }
        if (source == null) {
            problems.accept(root.problem("source: is missing, with the format and the types it maps"));
            return null;
        }
        source.unknownKeys(SOURCE_KEYS).forEach(problems);
        Format format = Format.of(source.text("format").orElse("")).orElse(null);
        if (format == null) {
            problems.accept(
                    source.problem("format: one of hl7v2, ccda, fhir, x12, cclf, hmis, hsds, table is expected"));
            return null;
        }
        YamlNode ground = base;
        Set<String> blockNames = new HashSet<>();
        List<YamlNode> written = new ArrayList<>(base.items("resources"));
        boolean copies = written.stream().anyMatch(block -> block.text("copy").isPresent());
        Map<String, List<YamlNode>> own = Map.copyOf(changes);
        if (overlay != null) {
            overlay.into(
                    name,
                    changes,
                    codes,
                    written,
                    what -> what.unknownKeys(CHANGE_KEYS).forEach(problems));
        }
        BlockCompiler blocks = new BlockCompiler(this, name, format, changes, codes, blockNames);
        written.removeIf(block -> block.text("copy").isPresent());
        List<Block> compiled = blocks.top(written);
        own.forEach((block, change) -> {
            if (!blockNames.contains(block)) {
                problems.accept(change.get(0).problem("change: there is no block named " + block));
            }
        });
        if (overlay != null) {
            overlay.compiled(blockNames);
        }
        return new CompiledMapping(
                name,
                version(root),
                format,
                types(root, source),
                Set.copyOf(source.texts("except")),
                Set.copyOf(root.texts("feeds")),
                time(root, base, format),
                compiled,
                columns(root.get("columns").orElse(null)),
                columns(root.get("defaults").orElse(null), true),
                "",
                dayFirst(root),
                sheet(root.get("sheet").or(() -> ground.get("sheet")).orElse(null)),
                TableHabits.NONE,
                copies);
    }

    /** A mapping that extends another one is for the feeds it lists, or for those that name it. */
    private static List<String> types(YamlNode root, YamlNode source) {
        if (root.get("extends").isPresent() && root.texts("feeds").isEmpty()) {
            return List.of();
        }
        return source.get("types").isPresent() ? source.texts("types") : List.of("*");
    }

    private int version(YamlNode root) {
        try {
            return Integer.parseInt(root.text("version").orElse("1"));
        } catch (NumberFormatException e) {
            problems.accept(root.problem("version: a whole number is expected"));
            return 1;
        }
    }

    private @Nullable Source time(YamlNode root, YamlNode base, Format format) {
        YamlNode time = root.get("time").or(() -> base.get("time")).orElse(null);
        return time == null ? null : source(format, time);
    }

    private Map<String, String> columns(@Nullable YamlNode node) {
        return columns(node, false);
    }

    /** Headers to elements, or elements to values; the elements must be the dictionary's. */
    private Map<String, String> columns(@Nullable YamlNode node, boolean elementFirst) {
        Map<String, String> columns = new LinkedHashMap<>();
        if (node != null) {
            node.entries().forEach((key, value) -> {
                String text = value.text().orElse("");
                checkElement(value, elementFirst ? key : text);
                columns.put(key, text);
            });
        }
        return columns;
    }

    private Sheet sheet(@Nullable YamlNode node) {
        if (node == null) {
            return Sheet.ANY;
        }
        node.unknownKeys(SHEET_KEYS).forEach(problems);
        return new Sheet(
                node.items("needs").stream().map(this::need).toList(),
                node.items("refuse").stream().map(this::refusal).toList(),
                node.get("remarks").map(this::pattern).orElse(null),
                lists(node));
    }

    private Map<String, java.util.Optional<ConceptMap>> lists(YamlNode node) {
        Map<String, java.util.Optional<ConceptMap>> lists = new HashMap<>();
        node.get("lists").map(YamlNode::entries).orElse(Map.of()).forEach((element, map) -> {
            checkElement(map, element);
            lists.put(element, map.text().map(name -> conceptMap(map, name)));
        });
        return lists;
    }

    private @Nullable Pattern pattern(YamlNode node) {
        try {
            return Pattern.compile(node.text().orElse(""));
        } catch (PatternSyntaxException e) {
            problem(node, "not a regular expression: " + e.getDescription());
            return null;
        }
    }

    private boolean dayFirst(YamlNode root) {
        String order = root.text("dates").orElse("month-first");
        if (!order.equals("day-first") && !order.equals("month-first")) {
            problem(root, "dates: day-first or month-first is expected");
        }
        return order.equals("day-first");
    }

    private Sheet.Need need(YamlNode node) {
        node.unknownKeys(NEED_KEYS).forEach(problems);
        if (node.texts("any").isEmpty() || node.text("else").isEmpty()) {
            problem(node, "needs: any, with elements, and else, with what to tell, are expected");
        }
        return new Sheet.Need(
                elements(node, "any"),
                node.texts("vague").stream().map(Sheet::folded).collect(Collectors.toSet()),
                elements(node, "beside"),
                node.text("else").orElse(""));
    }

    private Set<String> elements(YamlNode node, String key) {
        node.items(key).forEach(item -> checkElement(item, item.text().orElse("")));
        return new HashSet<>(node.texts(key));
    }

    private Sheet.Refusal refusal(YamlNode node) {
        node.unknownKeys(REFUSAL_KEYS).forEach(problems);
        if (node.texts("columns").isEmpty() || node.text("because").isEmpty()) {
            problem(node, "refuse: columns, with headers, and because, with what to tell, are expected");
        }
        return new Sheet.Refusal(node.texts("columns"), node.text("because").orElse(""));
    }

    private void overlaid(YamlNode node, Map<String, ConceptMap> codes) {
        node.entries()
                .forEach((name, changed) -> conceptMaps
                        .map(name)
                        .ifPresentOrElse(
                                map -> codes.merge(
                                        name,
                                        map.with(ConceptMaps.codes(changed, problems)),
                                        (nearer, farther) -> nearer),
                                () -> problems.accept(
                                        changed.problem("codes: there is no concept map named " + name))));
    }

    // ---- data types

    private void compileDatatypes(Format format, Map<String, YamlNode> nodes) {
        Map<String, Datatype> known = datatypes.computeIfAbsent(format, key -> new HashMap<>());
        nodes.forEach((name, node) -> {
            node.unknownKeys(DATATYPE_KEYS).forEach(problems);
            String type = inherited(node, nodes, "type").flatMap(YamlNode::text).orElse("");
            try {
                known.put(name, new Datatype(name, TargetPath.defined(fhir, type)));
            } catch (UnknownPathException e) {
                problems.accept(node.problem("type: " + e.getMessage()));
            }
        });
        nodes.forEach((name, node) -> {
            Datatype datatype = known.get(name);
            if (datatype != null) {
                RuleCompiler rules = new RuleCompiler(this, "datatypes", format, Map.of(), datatype.type());
                List<Rule> compiled = new ArrayList<>();
                allRules(node, nodes, new HashSet<>())
                        .forEach(rule -> rules.compile(rule).ifPresent(compiled::add));
                YamlNode when = inherited(node, nodes, "when").orElse(null);
                datatype.compiled(when == null ? null : condition(format, when), compiled, rules.slotCount());
            }
        });
    }

    private java.util.Optional<YamlNode> inherited(YamlNode node, Map<String, YamlNode> nodes, String key) {
        return node.get(key)
                .or(() -> node.text("extends")
                        .flatMap(base -> java.util.Optional.ofNullable(nodes.get(base)))
                        .filter(base -> base != node)
                        .flatMap(base -> inherited(base, nodes, key)));
    }

    private List<YamlNode> allRules(YamlNode node, Map<String, YamlNode> nodes, Set<String> seen) {
        List<YamlNode> rules = new ArrayList<>();
        node.text("extends").ifPresent(base -> {
            YamlNode extended = nodes.get(base);
            if (extended == null || !seen.add(base)) {
                problems.accept(node.problem("extends: there is no data type named " + base));
            } else {
                rules.addAll(allRules(extended, nodes, seen));
            }
        });
        rules.addAll(node.items("rules"));
        return rules;
    }

    // ---- what the compilers of blocks and rules ask for

    FhirContext fhir() {
        return fhir;
    }

    void problem(YamlNode at, @Nullable String message) {
        problems.accept(at.problem(String.valueOf(message)));
    }

    void unknownKeys(YamlNode node, Set<String> allowed) {
        node.unknownKeys(allowed).forEach(problems);
    }

    void use(ElementUse use) {
        uses.add(use);
    }

    /** What an overlay makes of a default for an element, where a block fills it; null when it has none. */
    @Nullable YamlNode defaultOf(String element) {
        return overlay == null ? null : overlay.defaultOf(element);
    }

    /** Whether a rule's reference names a block: an overlay's rule is added to mappings that may lack it. */
    void referred(YamlNode at, String problem, boolean found) {
        if (overlay == null || !at.file().equals(overlay.document().root().file())) {
            if (!found) {
                problem(at, problem);
            }
            return;
        }
        overlay.referred(at, problem, found);
    }

    /** Whether an element that is to be removed was filled by a rule. */
    void removed(YamlNode at, String element, boolean found) {
        String problem = "remove: no rule of this block fills " + element;
        referred(at, problem, found);
    }

    @Nullable YamlNode fragment(String name) {
        reached.add(name);
        return files.get(name);
    }

    @Nullable Datatype datatype(Format format, String name) {
        return datatypes.getOrDefault(format, Map.of()).get(name);
    }

    Set<String> datatypeNames(Format format) {
        return datatypes.getOrDefault(format, Map.of()).keySet();
    }

    @Nullable Reading reading(String name) {
        return readings.get(name);
    }

    Set<String> readingNames() {
        return readings.keySet();
    }

    @Nullable ConceptMap conceptMap(YamlNode at, String name) {
        ConceptMap map = overlay == null
                ? conceptMaps.map(name).orElse(null)
                : overlay.map(name).or(() -> conceptMaps.map(name)).orElse(null);
        if (map == null) {
            problem(at, "translate: there is no concept map named " + name);
        }
        return map;
    }

    Dictionary dictionary() {
        return dictionary;
    }

    /** Whether the dictionary has an element; a problem if not. */
    boolean checkElement(YamlNode at, String element) {
        if (dictionary.element(element).isPresent()) {
            return true;
        }
        List<String> near = dictionary.suggestions(element);
        problem(
                at,
                "the dictionary has no element " + element
                        + (near.isEmpty() ? "" : "; did you mean " + String.join(" or ", near) + "?"));
        return false;
    }

    @Nullable Source source(Format format, YamlNode node) {
        try {
            if (node.isList()) {
                List<Source> sources = new ArrayList<>();
                for (YamlNode item : node.items()) {
                    sources.add(ExpressionParser.source(format, item.text().orElse("")));
                }
                return new Source.Several(
                        sources,
                        String.join(
                                ", ",
                                node.items().stream()
                                        .flatMap(item -> item.text().stream())
                                        .toList()));
            }
            return ExpressionParser.source(format, node.text().orElse(""));
        } catch (SyntaxException e) {
            problem(node, e.getMessage());
            return null;
        }
    }

    @Nullable Condition condition(Format format, YamlNode node) {
        try {
            return ExpressionParser.condition(format, node.text().orElse(""));
        } catch (SyntaxException e) {
            problem(node, "when: " + e.getMessage());
            return null;
        }
    }

    @Nullable Key key(Format format, YamlNode node) {
        try {
            return ExpressionParser.key(format, node.text().orElse(""));
        } catch (SyntaxException e) {
            problem(node, "key: " + e.getMessage());
            return null;
        }
    }

    List<Key> keys(Format format, List<YamlNode> nodes) {
        List<Key> keys = new ArrayList<>();
        for (YamlNode node : nodes) {
            Key key = key(format, node);
            if (key != null) {
                keys.add(key);
            }
        }
        return keys;
    }

    @Nullable SourcePath each(Format format, YamlNode node) {
        try {
            return ExpressionParser.each(format, node.text().orElse(""));
        } catch (SyntaxException e) {
            problem(node, "each: " + e.getMessage());
            return null;
        }
    }

    @Nullable BaseRuntimeElementDefinition<?> resourceType(YamlNode node) {
        String name = node.text().orElse("");
        try {
            return fhir.getResourceDefinition(name);
        } catch (ca.uhn.fhir.parser.DataFormatException e) {
            problem(node, "resource: FHIR R4 has no resource type " + name);
            return null;
        }
    }

    Rule.Guard guard(Format format, YamlNode node, BaseRuntimeElementDefinition<?> type) {
        return Rule.Guard.of(
                node.get("when").map(when -> condition(format, when)).orElse(null),
                probes(node, "given", type),
                probes(node, "missing", type));
    }

    private List<TargetProbe> probes(YamlNode node, String key, BaseRuntimeElementDefinition<?> type) {
        return node.items(key).stream()
                .map(path -> probe(path, type))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable TargetProbe probe(YamlNode node, BaseRuntimeElementDefinition<?> type) {
        try {
            return TargetProbe.compile(type, node.text().orElse(""));
        } catch (UnknownPathException e) {
            problem(node, e.getMessage());
            return null;
        }
    }
}

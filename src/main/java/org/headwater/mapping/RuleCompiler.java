package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.headwater.dictionary.Element;
import org.headwater.dictionary.ElementUse;
import org.headwater.mapping.Conversion.Codes;
import org.headwater.mapping.Conversion.Unmapped;
import org.headwater.mapping.TargetPath.UnknownPathException;
import org.headwater.message.Format;
import org.headwater.terminology.ConceptMap;
import org.headwater.yaml.YamlNode;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.BaseDateTimeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Compiles the rules of one block or data type. */
final class RuleCompiler {

    private static final Set<String> KEYS = Set.of(
            "element",
            "from",
            "value",
            "reference",
            "to",
            "as",
            "system",
            "translate",
            "unmapped",
            "default",
            "join",
            "choose",
            "match",
            "plus",
            "minus",
            "minutes",
            "fill",
            "required",
            "when",
            "given",
            "missing",
            "delete",
            "undo",
            "entry",
            "note");
    private static final Set<String> PLUS_KEYS = Set.of("amount", "unit");
    private static final Map<String, Unmapped> POLICIES = Map.of(
            "report", Unmapped.REPORT,
            "keep-original", Unmapped.KEEP_ORIGINAL,
            "pass", Unmapped.PASS,
            "leave-out", Unmapped.LEAVE_OUT,
            "reject", Unmapped.REJECT);

    private static final Map<String, Filling.Choice> CHOICES =
            Map.of("earliest", Filling.Choice.EARLIEST, "latest", Filling.Choice.LATEST);

    private final MappingCompiler compiler;
    private final String mapping;
    private final Format format;
    private final Map<String, ConceptMap> codes;
    private final @Nullable BaseRuntimeElementDefinition<?> type;
    private Map<String, Integer> slots = new HashMap<>();
    private String resource = "";
    private String path = "";
    private List<String> each = List.of();
    private @Nullable Function<String, Optional<Boolean>> names;

    RuleCompiler(
            MappingCompiler compiler,
            String mapping,
            Format format,
            Map<String, ConceptMap> codes,
            @Nullable BaseRuntimeElementDefinition<?> type) {
        this.compiler = compiler;
        this.mapping = mapping;
        this.format = format;
        this.codes = codes;
        this.type = type;
    }

    /**
     * Says that the rules stand in a block.
     *
     * @param resourceName the type of the resource around
     * @param pathInResource path from it to the block's target; empty when it is the target
     * @param blockSlots names of the slots taken so far
     * @param blockNames whether a block's name is known and where
     */
    RuleCompiler within(
            String resourceName,
            String pathInResource,
            Map<String, Integer> blockSlots,
            Function<String, Optional<Boolean>> blockNames) {
        this.resource = resourceName;
        this.path = pathInResource;
        this.slots = blockSlots;
        this.names = blockNames;
        return this;
    }

    /** Says what the block around is repeated for. */
    RuleCompiler repeatedFor(List<String> paths) {
        this.each = List.copyOf(paths);
        return this;
    }

    int slotCount() {
        return slots.size();
    }

    /** Compiles one rule; empty when a problem leaves nothing to run. */
    Optional<Rule> compile(YamlNode node) {
        compiler.unknownKeys(node, KEYS);
        if (type == null) {
            compiler.problem(node, "there is no resource around this rule");
            return Optional.empty();
        }
        String element = element(node);
        TargetPath to = target(node, element, type);
        if (to == null) {
            return Optional.empty();
        }
        Filling filling = filling(node, to);
        if (filling == null) {
            return Optional.empty();
        }
        boolean required = flag(node, "required");
        return Optional.of(new Rule(
                BlockCompiler.place(node),
                element,
                compiler.guard(format, guarded(node, element), type),
                to,
                filling,
                required,
                manner(node)));
    }

    private Rule.Manner manner(YamlNode node) {
        boolean fills = flag(node, "fill");
        String entry = node.text("entry").orElse(null);
        if (!fills && entry == null) {
            return Rule.Manner.FIRM;
        }
        if (names == null || (fills && !path.isEmpty())) {
            compiler.problem(node, "fill: and entry: say something of the resource itself");
        }
        return new Rule.Manner(fills, entry);
    }

    private static boolean flag(YamlNode node, String key) {
        return node.text(key).map("true"::equals).orElse(false);
    }

    /** {@code missing: .} is the rule's own place. */
    private YamlNode guarded(YamlNode node, @Nullable String element) {
        YamlNode missing = node.get("missing").orElse(null);
        if (missing == null || !missing.text().orElse("").equals(".")) {
            return node;
        }
        String to = node.text("to").or(() -> fromDictionary(element)).orElse("");
        return node.with(Map.of("missing", missing.textOf(to.replaceAll("\\[[^\\]x]*]", ""))));
    }

    private @Nullable String element(YamlNode node) {
        String element = node.text("element").orElse(null);
        if (names == null) {
            return element;
        }
        if (element == null) {
            compiler.problem(node, "element: is missing; name the dictionary element this rule fills");
            return null;
        }
        if (element.equals(Rule.OF_CONTEXT)) {
            if (each.isEmpty()) {
                compiler.problem(node, "element: $name is for a block whose each names dictionary elements");
            }
            each.stream()
                    .filter(named -> compiler.checkElement(node, named))
                    .forEach(named -> compiler.use(
                            new ElementUse(named, mapping, format.code(), named, node.file(), node.line())));
        } else if (compiler.checkElement(node, element)) {
            String from = node.get("from")
                    .map(RuleCompiler::written)
                    .orElseGet(() -> node.get("reference").isPresent() ? "reference" : "constant");
            compiler.use(new ElementUse(element, mapping, format.code(), from, node.file(), node.line()));
        }
        return element;
    }

    private static String written(YamlNode node) {
        return node.isList()
                ? String.join(
                        ", ",
                        node.items().stream().flatMap(i -> i.text().stream()).toList())
                : node.text().orElse("");
    }

    // ---- target

    private @Nullable TargetPath target(
            YamlNode node, @Nullable String element, BaseRuntimeElementDefinition<?> around) {
        String to = node.text("to").or(() -> fromDictionary(element)).orElse(null);
        if (to == null) {
            compiler.problem(
                    node,
                    "to: is missing"
                            + (element == null
                                    ? ""
                                    : ", and the dictionary does not say where " + element + " lands in "
                                            + (path.isEmpty() ? resource : resource + "." + path)));
            return null;
        }
        try {
            return TargetPath.compile(compiler.fhir(), around, to, slots, wanted(node));
        } catch (UnknownPathException e) {
            compiler.problem(node, "to: " + e.getMessage());
            return null;
        }
    }

    /** The FHIR type a named conversion gives, for a choice written without its type. */
    private @Nullable String wanted(YamlNode node) {
        String as = node.text("as").orElse(null);
        if (as == null) {
            return null;
        }
        Datatype datatype = compiler.datatype(format, as);
        return datatype == null ? as : datatype.type().getName();
    }

    private Optional<String> fromDictionary(@Nullable String element) {
        String prefix = path.isEmpty() ? resource + "." : resource + "." + path.replaceAll("\\[[^\\]]*]", "") + ".";
        return Optional.ofNullable(element)
                .flatMap(compiler.dictionary()::element)
                .map(Element::fhir)
                .flatMap(paths -> paths.stream()
                        .filter(candidate -> candidate.startsWith(prefix))
                        .map(candidate -> candidate.substring(prefix.length()))
                        .findFirst());
    }

    // ---- filling

    private @Nullable Filling filling(YamlNode node, TargetPath to) {
        if (flag(node, "delete")) {
            return deletion(node);
        }
        if (flag(node, "undo")) {
            return new Filling.Undoing();
        }
        if (node.get("value").isPresent()) {
            Filling.Constant constant = constant(node, "value", to);
            return constant == null ? null : new Filling.Stated(constant);
        }
        YamlNode reference = node.get("reference").orElse(null);
        if (reference != null) {
            return reference.isMap() ? identified(reference) : toBlock(reference);
        }
        YamlNode from = node.get("from").orElse(null);
        if (from == null) {
            compiler.problem(node, "one of from, value, reference, delete or undo is missing");
            return null;
        }
        Source source = compiler.source(format, from);
        Conversion conversion = conversion(node, to);
        if (source == null || conversion == null) {
            return null;
        }
        String join = node.text("join").orElse(null);
        Filling.Constant fallback = node.get("default").isPresent() ? constant(node, "default", to) : null;
        Filling.Choice choice = choice(node, conversion);
        return new Filling.Taken(source, join != null || source.many(), join, choice, conversion, fallback);
    }

    private @Nullable Filling deletion(YamlNode node) {
        YamlNode reference = node.get("reference").orElse(null);
        if (reference != null) {
            Filling.ToBlock block = blocksNamed(reference);
            return block == null ? null : new Filling.Deletion(null, block);
        }
        YamlNode from = node.get("from").orElse(null);
        Source source = from == null ? null : compiler.source(format, from);
        return new Filling.Deletion(source, null);
    }

    private Filling.@Nullable Choice choice(YamlNode node, Conversion conversion) {
        String choice = node.text("choose").orElse(null);
        if (choice == null) {
            return null;
        }
        if (!CHOICES.containsKey(choice) || !(conversion instanceof Conversion.Primitive)) {
            compiler.problem(node, "choose: earliest or latest is expected, of dates or times");
        }
        return CHOICES.get(choice);
    }

    private @Nullable Filling toBlock(YamlNode reference) {
        if (reference.text().filter("parent"::equals).isPresent()) {
            return new Filling.ToEnclosing();
        }
        return blocksNamed(reference);
    }

    private Filling.@Nullable ToBlock blocksNamed(YamlNode reference) {
        List<String> blocks = List.of(reference.text().orElse("").split("\\s*\\|\\s*"));
        boolean anywhere = false;
        for (String block : blocks) {
            Optional<Boolean> where = names == null ? Optional.empty() : names.apply(block);
            compiler.referred(reference, "reference: no block before this one is named " + block, where.isPresent());
            if (where.isEmpty()) {
                return null;
            }
            anywhere |= where.get();
        }
        return new Filling.ToBlock(blocks, anywhere);
    }

    private @Nullable Filling identified(YamlNode reference) {
        if (reference.get("alias").isPresent()) {
            return new Filling.ToAliased(compiler.keys(format, reference.items("alias")));
        }
        String target = reference.text("type").orElse("");
        Datatype identifier = compiler.datatype(format, reference.text("as").orElse("identifier"));
        Source from = reference
                .get("identifier")
                .map(path -> compiler.source(format, path))
                .orElse(null);
        if (identifier == null || from == null || target.isEmpty()) {
            compiler.problem(reference, "reference: type and identifier are needed, and a data type named identifier");
            return null;
        }
        return new Filling.ToIdentified(target, from, identifier);
    }

    // ---- conversion

    private @Nullable Conversion conversion(YamlNode node, TargetPath to) {
        boolean primitive = IPrimitiveType.class.isAssignableFrom(to.type().getImplementingClass());
        String typeName = to.type().getName();
        String as = node.text("as").orElse(primitive ? typeName : kebab(typeName));
        Codes translation = codes(node);
        if (primitive) {
            Reading reading = compiler.reading(as);
            if (reading == null) {
                compiler.problem(
                        node,
                        "as: " + as + " does not make a " + typeName + "; there are "
                                + String.join(
                                        ", ",
                                        compiler.readingNames().stream()
                                                .sorted()
                                                .toList()));
                return null;
            }
            Conversion read = new Conversion.Primitive(reading, pattern(node), translation);
            return node.get("minutes")
                    .map(unit -> minutes(unit, read, to))
                    .or(() -> node.get("plus").map(plus -> later(plus, read, to, false)))
                    .or(() -> node.get("minus").map(minus -> later(minus, read, to, true)))
                    .orElse(read);
        }
        Datatype datatype = compiler.datatype(format, as);
        if (datatype == null) {
            compiler.problem(
                    node,
                    "as: " + format.code() + " has no data type " + as + "; it has "
                            + String.join(
                                    ", ",
                                    compiler.datatypeNames(format).stream()
                                            .sorted()
                                            .toList()));
            return null;
        }
        if (!to.type().getImplementingClass().isAssignableFrom(datatype.type().getImplementingClass())) {
            compiler.problem(
                    node, "as: " + as + " makes a " + datatype.type().getName() + ", but " + to + " is a " + typeName);
            return null;
        }
        if (node.get("match").isPresent()) {
            compiler.problem(node, "match: only a simple value can be matched, not a " + typeName);
        }
        return new Conversion.Composite(datatype, node.text("system").orElse(null), translation);
    }

    private Conversion later(YamlNode plus, Conversion read, TargetPath to, boolean earlier) {
        compiler.unknownKeys(plus, PLUS_KEYS);
        Source amount =
                plus.get("amount").map(path -> compiler.source(format, path)).orElse(null);
        Source unit =
                plus.get("unit").map(path -> compiler.source(format, path)).orElse(null);
        if (amount == null || !BaseDateTimeType.class.isAssignableFrom(to.type().getImplementingClass())) {
            compiler.problem(
                    plus, (earlier ? "minus" : "plus") + ": a date or time is expected, and the amount to move it by");
            return read;
        }
        return new Later(read, amount, unit, earlier);
    }

    private Conversion minutes(YamlNode path, Conversion read, TargetPath to) {
        Source unit = compiler.source(format, path);
        if (unit == null || !IntegerType.class.isAssignableFrom(to.type().getImplementingClass())) {
            compiler.problem(path, "minutes: a whole number is expected to land in, and the path of the amount's unit");
            return read;
        }
        return new Minutes(unit);
    }

    private @Nullable Codes codes(YamlNode node) {
        String name = node.text("translate").orElse(null);
        if (name == null) {
            return null;
        }
        String policy = node.text("unmapped").orElse("report");
        if (!POLICIES.containsKey(policy)) {
            compiler.problem(
                    node, "unmapped: one of report, keep-original, pass, leave-out, reject is expected, not " + policy);
        }
        ConceptMap overlaid = codes.get(name);
        ConceptMap map = overlaid == null ? compiler.conceptMap(node, name) : overlaid;
        return map == null ? null : new Codes(map, POLICIES.getOrDefault(policy, Unmapped.REPORT));
    }

    private @Nullable Pattern pattern(YamlNode node) {
        String match = node.text("match").orElse(null);
        if (match == null) {
            return null;
        }
        try {
            return Pattern.compile(match, Pattern.DOTALL);
        } catch (PatternSyntaxException e) {
            compiler.problem(node, "match: not a regular expression: " + e.getDescription());
            return null;
        }
    }

    private Filling.@Nullable Constant constant(YamlNode node, String key, TargetPath to) {
        String text = node.text(key).orElse("");
        if (to.newValue() instanceof IPrimitiveType<?> primitive) {
            try {
                primitive.setValueAsString(text);
            } catch (DataFormatException | IllegalArgumentException e) {
                compiler.problem(
                        node,
                        key + ": \"" + text + "\" is not a valid " + to.type().getName());
                return null;
            }
            return () -> {
                IPrimitiveType<?> value = (IPrimitiveType<?>) to.newValue();
                value.setValueAsString(text);
                return value;
            };
        }
        String[] part = text.split("\\|", -1);
        Class<?> wanted = to.type().getImplementingClass();
        if (wanted.equals(Coding.class) && part.length >= 2) {
            return () -> coding(part);
        }
        if (wanted.equals(CodeableConcept.class)) {
            return part.length >= 2
                    ? () -> new CodeableConcept().addCoding(coding(part))
                    : () -> new CodeableConcept().setText(text);
        }
        if (wanted.equals(Identifier.class) && part.length == 2) {
            return () -> new Identifier().setSystem(part[0]).setValue(part[1]);
        }
        if (wanted.equals(Reference.class) && part.length == 1) {
            return () -> new Reference().setDisplay(text);
        }
        compiler.problem(
                node, key + ": there is no way to write a constant " + to.type().getName() + " as \"" + text + "\"");
        return null;
    }

    private static Coding coding(String[] part) {
        return new Coding(part[0], part[1], part.length > 2 ? part[2] : null);
    }

    private static String kebab(String typeName) {
        return typeName.replaceAll("([a-z])([A-Z])", "$1-$2").toLowerCase(Locale.ROOT);
    }
}

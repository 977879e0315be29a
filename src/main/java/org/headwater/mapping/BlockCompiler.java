package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.headwater.mapping.TargetPath.UnknownPathException;
import org.headwater.message.Format;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.headwater.terminology.ConceptMap;
import org.headwater.yaml.YamlNode;
import org.jspecify.annotations.Nullable;

/** Compiles the blocks of one mapping, with what it includes in place and an overlay's changes made. */
final class BlockCompiler {

    private static final Set<String> KEYS = Set.of(
            "each",
            "by",
            "when",
            "name",
            "resource",
            "onto",
            "alias",
            "into",
            "include",
            "key",
            "authority",
            "landing",
            "profile",
            "link",
            "required",
            "always",
            "rules",
            "parts",
            "time",
            "finding",
            "follow",
            "other-than",
            "deleted",
            "gone",
            "purpose");
    private static final Set<String> FINDING_KEYS = Set.of("code", "severity", "text");
    private static final Set<String> PASSED_ON =
            Set.of("name", "link", "key", "authority", "landing", "required", "follow");
    private static final Set<String> SETTABLE =
            Set.of("when", "key", "authority", "landing", "profile", "required", "time", "deleted", "gone");
    private static final Set<String> PROFILE_KEYS = Set.of("is", "url", "when", "given", "missing");
    private static final Map<String, Landing> LANDINGS = Map.of(
            "merge",
            Landing.MERGE,
            "replace",
            Landing.REPLACE,
            "create-only",
            Landing.CREATE_ONLY,
            "update-only",
            Landing.UPDATE_ONLY,
            "by-identifier",
            Landing.BY_IDENTIFIER,
            "with-entry",
            Landing.WITH_ENTRY);

    /** Where blocks land: the type of the target around, and the path to it from its resource. */
    private record Place(
            @Nullable BaseRuntimeElementDefinition<?> type, String resource, String path, Map<String, Integer> slots) {}

    private final MappingCompiler compiler;
    private final String mapping;
    private final Format format;
    private final Map<String, List<YamlNode>> changes;
    private final Map<String, ConceptMap> codes;
    private final Set<String> names;
    private final Deque<Set<String>> scopes = new ArrayDeque<>();
    private final Deque<String> including = new ArrayDeque<>();

    BlockCompiler(
            MappingCompiler compiler,
            String mapping,
            Format format,
            Map<String, List<YamlNode>> changes,
            Map<String, ConceptMap> codes,
            Set<String> names) {
        this.compiler = compiler;
        this.mapping = mapping;
        this.format = format;
        this.changes = changes;
        this.codes = codes;
        this.names = names;
    }

    List<Block> top(List<YamlNode> nodes) {
        scopes.push(new HashSet<>());
        List<Block> blocks = blocks(nodes, new Place(null, "", "", new HashMap<>()));
        scopes.pop();
        return blocks;
    }

    private List<Block> blocks(List<YamlNode> nodes, Place around) {
        List<Block> blocks = new ArrayList<>();
        for (YamlNode node : nodes) {
            blocks.add(block(node, around));
        }
        return blocks;
    }

    private Block block(YamlNode written, Place around) {
        compiler.unknownKeys(written, KEYS);
        YamlNode node = changed(written);
        String name = node.text("name").orElse(null);
        String included = node.text("include").orElse(null);
        boolean opens = node.get("each").isPresent();
        if (included != null) {
            return include(node, included, around, opens);
        }
        Block.Onto onto = onto(node);
        BaseRuntimeElementDefinition<?> resource = node.get("resource")
                .or(() -> node.get("onto").flatMap(earlier -> earlier.get("type")))
                .map(compiler::resourceType)
                .orElse(null);
        TargetPath into = node.get("into").map(path -> target(path, around)).orElse(null);
        if (Stream.of("resource", "into", "onto")
                        .filter(key -> node.get(key).isPresent())
                        .count()
                > 1) {
            compiler.problem(node, "a block makes a resource, says more of one or goes into one, not several of these");
        }
        Block block = new Block(
                place(node),
                name,
                selection(node),
                resource == null || onto != null ? null : making(node, resource),
                onto,
                into,
                node.get("link").map(path -> target(path, around)).orElse(null),
                flag(node, "required"),
                flag(node, "always"),
                node.get("finding").map(this::telling).orElse(null));
        if (name != null) {
            Objects.requireNonNull(scopes.peek()).add(name);
            names.add(name);
        }
        block.follows(follow(node, resource != null));
        node.get("other-than")
                .ifPresent(other -> block.otherThan(named(other, other.text().orElse(""))));
        Place inside = inside(node, around, resource, into);
        boolean scope = resource != null || into != null || opens;
        if (scope) {
            scopes.push(new HashSet<>());
        }
        RuleCompiler rules = new RuleCompiler(compiler, mapping, format, codes, inside.type())
                .within(inside.resource(), inside.path(), inside.slots(), this::anywhere)
                .repeatedFor(node.texts("each"));
        List<Rule> compiled = new ArrayList<>();
        node.items("rules").forEach(rule -> rules.compile(rule).ifPresent(compiled::add));
        List<Block> parts = blocks(node.items("parts"), inside);
        if (scope) {
            scopes.pop();
        }
        block.compiled(compiled, parts, inside.slots().size());
        return block;
    }

    private Place inside(
            YamlNode node,
            Place around,
            @Nullable BaseRuntimeElementDefinition<?> resource,
            @Nullable TargetPath into) {
        if (resource != null) {
            return new Place(resource, resource.getName(), "", new HashMap<>());
        }
        if (into != null) {
            String path = node.text("into").orElse("");
            return new Place(
                    into.type(),
                    around.resource(),
                    around.path().isEmpty() ? path : around.path() + "." + path,
                    new HashMap<>());
        }
        return new Place(around.type(), around.resource(), around.path(), new HashMap<>());
    }

    private Block include(YamlNode node, String included, Place around, boolean opens) {
        String name = opens ? node.text("name").orElse(null) : null;
        Block wrapper = new Block(
                place(node), name, selection(node), null, null, null, null, flag(node, "required"), false, null);
        YamlNode fragment = compiler.fragment(included);
        if (fragment == null) {
            compiler.problem(node, "include: there is no mapping named " + included);
            return wrapper;
        }
        if (including.contains(included)) {
            compiler.problem(node, "include: " + included + " includes itself");
            return wrapper;
        }
        List<YamlNode> blocks = new ArrayList<>(fragment.items("resources"));
        Map<String, YamlNode> passed = new LinkedHashMap<>();
        node.entries().forEach((key, value) -> {
            if (PASSED_ON.contains(key)) {
                passed.put(key, value);
            }
        });
        if (!passed.isEmpty()) {
            for (int i = 0; i < blocks.size(); i++) {
                if (blocks.get(i).get("resource").isPresent()) {
                    blocks.set(i, blocks.get(i).with(passed));
                    break;
                }
            }
        }
        including.push(included);
        if (opens) {
            // What the fragment's first resource is called is known to those around; the rest stays inside.
            if (name != null) {
                Objects.requireNonNull(scopes.peek()).add(name);
                names.add(name);
            }
            scopes.push(new HashSet<>());
        }
        Map<String, Integer> slots = new HashMap<>();
        List<Block> parts = blocks(blocks, new Place(around.type(), around.resource(), around.path(), slots));
        if (opens) {
            scopes.pop();
        }
        including.pop();
        wrapper.compiled(List.of(), parts, slots.size());
        return wrapper;
    }

    /** Whether a name stands in none of the scopes around, but deeper in an earlier block; empty when nowhere. */
    private java.util.Optional<Boolean> anywhere(String name) {
        for (Set<String> scope : scopes) {
            if (scope.contains(name)) {
                return java.util.Optional.of(false);
            }
        }
        return names.contains(name) ? java.util.Optional.of(true) : java.util.Optional.empty();
    }

    private List<Block.Follow> follow(YamlNode node, boolean resource) {
        List<Block.Follow> follow = new ArrayList<>();
        YamlNode written = node.get("follow").orElse(null);
        if (written == null) {
            return follow;
        }
        if (!resource || !written.isMap()) {
            compiler.problem(written, "follow: needs a resource, and block names: { former: present }");
            return follow;
        }
        written.entries().forEach((from, to) -> {
            Filling.ToBlock former = named(written, from);
            Filling.ToBlock present = named(to, to.text().orElse(""));
            if (former != null && present != null) {
                follow.add(new Block.Follow(former, present));
            }
        });
        return follow;
    }

    private Filling.@Nullable ToBlock named(YamlNode node, String block) {
        java.util.Optional<Boolean> where = anywhere(block);
        if (where.isEmpty()) {
            compiler.problem(node, "no block up to this one is named " + block);
            return null;
        }
        return new Filling.ToBlock(List.of(block), where.get());
    }

    private Block.Selection selection(YamlNode node) {
        List<SourcePath> each = new ArrayList<>();
        node.items("each").forEach(path -> {
            SourcePath compiled = compiler.each(format, path);
            if (compiled != null) {
                each.add(compiled);
            }
        });
        return new Block.Selection(
                each,
                node.get("by").map(by -> compiler.key(format, by)).orElse(null),
                node.get("when").map(when -> compiler.condition(format, when)).orElse(null));
    }

    private Block.Making making(YamlNode node, BaseRuntimeElementDefinition<?> type) {
        String landing = node.text("landing").orElse("merge");
        if (!LANDINGS.containsKey(landing)) {
            compiler.problem(
                    node,
                    "landing: one of merge, replace, create-only, update-only, by-identifier, with-entry is expected, not "
                            + landing);
        }
        return new Block.Making(
                type,
                Maker.of(type),
                node.get("key").map(key -> compiler.key(format, key)).orElse(null),
                node.get("authority").map(path -> compiler.source(format, path)).orElse(null),
                node.get("time").map(path -> compiler.source(format, path)).orElse(null),
                LANDINGS.getOrDefault(landing, Landing.MERGE),
                profiles(node, type),
                compiler.keys(format, node.items("alias")),
                node.get("deleted")
                        .map(when -> compiler.condition(format, when))
                        .orElse(null),
                node.get("gone").map(when -> compiler.condition(format, when)).orElse(null));
    }

    private Block.Telling telling(YamlNode node) {
        compiler.unknownKeys(node, FINDING_KEYS);
        FindingCode code = named(FindingCode.values(), node, "code", FindingCode.NOTHING_TO_RECORD);
        Severity severity = named(Severity.values(), node, "severity", Severity.INFORMATION);
        String text = node.text("text").orElse("");
        if (text.isEmpty()) {
            compiler.problem(node, "finding: text is missing; say what is the matter and what to do about it");
        }
        return new Block.Telling(code, severity, text);
    }

    private <E extends Enum<E>> E named(E[] values, YamlNode node, String key, E otherwise) {
        String wanted = node.text(key).orElse(otherwise.name());
        for (E value : values) {
            if (value.name().equalsIgnoreCase(wanted)) {
                return value;
            }
        }
        compiler.problem(node, "finding: " + key + ": one of " + Arrays.toString(values) + " is expected");
        return otherwise;
    }

    private Block.@Nullable Onto onto(YamlNode node) {
        YamlNode earlier = node.get("onto").orElse(null);
        if (earlier == null) {
            return null;
        }
        if (earlier.get("type").isEmpty() || earlier.get("alias").isEmpty()) {
            compiler.problem(earlier, "onto: type and alias of a resource made before are needed");
        }
        return new Block.Onto(earlier.text("type").orElse(""), compiler.keys(format, earlier.items("alias")));
    }

    private List<Block.Profile> profiles(YamlNode node, BaseRuntimeElementDefinition<?> type) {
        List<Block.Profile> profiles = new ArrayList<>();
        for (YamlNode profile :
                node.get("profile").map(p -> p.isMap() ? List.of(p) : p.items()).orElse(List.of())) {
            if (profile.isMap()) {
                compiler.unknownKeys(profile, PROFILE_KEYS);
                String url = profile.text("is").or(() -> profile.text("url")).orElse("");
                profiles.add(new Block.Profile(url, compiler.guard(format, profile, type)));
            } else {
                profile.text().ifPresent(url -> profiles.add(new Block.Profile(url, Rule.Guard.NONE)));
            }
        }
        return profiles;
    }

    private @Nullable TargetPath target(YamlNode node, Place around) {
        if (around.type() == null) {
            compiler.problem(node, "there is no resource around this block");
            return null;
        }
        try {
            return TargetPath.compile(
                    compiler.fhir(), around.type(), node.text().orElse(""), around.slots(), null);
        } catch (UnknownPathException e) {
            compiler.problem(node, e.getMessage());
            return null;
        }
    }

    /** The block with what is changed in it. */
    private YamlNode changed(YamlNode node) {
        YamlNode changed = node;
        for (YamlNode change : node.text("name").map(changes::get).orElse(List.of())) {
            changed = changed(changed, change);
        }
        return withDefaults(changed);
    }

    private YamlNode changed(YamlNode node, YamlNode change) {
        List<YamlNode> rules = new ArrayList<>(node.items("rules"));
        for (YamlNode removed : change.items("remove")) {
            String element = removed.text().orElse("");
            boolean found =
                    rules.removeIf(rule -> element.equals(rule.text("element").orElse("")));
            compiler.removed(removed, element, found);
        }
        for (YamlNode rule : change.items("rules")) {
            rules.removeIf(old -> same(old, rule, "to") || (rule.get("to").isEmpty() && same(old, rule, "element")));
            rules.add(rule);
        }
        rules.addAll(change.items("add"));
        List<YamlNode> parts = new ArrayList<>(node.items("parts"));
        parts.addAll(change.items("parts"));
        Map<String, YamlNode> settings = new LinkedHashMap<>();
        change.entries().forEach((key, value) -> {
            if (SETTABLE.contains(key)) {
                settings.put(key, value);
            }
        });
        settings.put("rules", node.listOf(rules));
        settings.put("parts", node.listOf(parts));
        return node.with(settings);
    }

    /** An overlay's default fills what the rules before left empty. */
    private YamlNode withDefaults(YamlNode node) {
        Map<String, YamlNode> last = new LinkedHashMap<>();
        for (YamlNode rule : node.items("rules")) {
            String element = rule.text("element").orElse("");
            if (rule.get("from").isPresent() && compiler.defaultOf(element) != null) {
                last.put(element, rule);
            }
        }
        if (last.isEmpty()) {
            return node;
        }
        List<YamlNode> rules = new ArrayList<>(node.items("rules"));
        last.forEach((element, rule) -> rules.add(defaulted(element, rule)));
        return node.with(Map.of("rules", node.listOf(rules)));
    }

    private YamlNode defaulted(String element, YamlNode rule) {
        YamlNode value = Objects.requireNonNull(compiler.defaultOf(element));
        Map<String, YamlNode> keys = new LinkedHashMap<>();
        keys.put("element", value.textOf(element));
        keys.put("value", value);
        keys.put("missing", value.textOf("."));
        rule.get("to").ifPresent(to -> keys.put("to", to));
        return value.mapOf(keys);
    }

    private static boolean same(YamlNode a, YamlNode b, String key) {
        return a.text(key).isPresent() && a.text(key).equals(b.text(key));
    }

    private boolean flag(YamlNode node, String key) {
        return node.text(key).map("true"::equals).orElse(false);
    }

    static String place(YamlNode node) {
        return node.file() + ":" + node.line();
    }
}

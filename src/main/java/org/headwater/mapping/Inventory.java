package org.headwater.mapping;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.terminology.ConceptMap;
import org.hl7.fhir.instance.model.api.IPrimitiveType;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Extension;
import org.jspecify.annotations.Nullable;

/**
 * Reads off compiled blocks what they would do with which field, without running them.
 *
 * <p>It over-states in one way only: conditions are taken to hold. What fills an element, through all data types and
 * includes, is followed exactly.
 */
final class Inventory {

    private static final int DEEPEST = 8;

    /** Where a block's values land. */
    private record Landing(String resource, String path) {
        String at(String below) {
            return path.isEmpty() ? below : path + "." + below;
        }
    }

    private final String mapping;
    private final Set<FieldUse> uses = new LinkedHashSet<>();
    private final Map<String, Set<String>> named = new HashMap<>();

    private Inventory(String mapping) {
        this.mapping = mapping;
    }

    /** Everything a mapping's blocks fill, from wherever it may come. */
    static Set<FieldUse> of(CompiledMapping mapping) {
        Inventory inventory = new Inventory(mapping.name());
        inventory.blocks(mapping.blocks(), List.of(""), new Landing("", ""));
        return inventory.uses;
    }

    private void blocks(List<Block> blocks, Collection<String> contexts, Landing landing) {
        blocks.forEach(block -> block(block, contexts, landing));
    }

    private void block(Block block, Collection<String> around, Landing landing) {
        Collection<String> contexts = around;
        if (!block.selection().each().isEmpty()) {
            Set<String> selected = new LinkedHashSet<>();
            block.selection().each().forEach(path -> selected.addAll(path.places(around)));
            contexts = selected;
        }
        Landing inside = inside(block, landing);
        Set<String> sources = new LinkedHashSet<>(contexts);
        Condition when = block.selection().when();
        if (when != null) {
            sources.addAll(places(when.sources(), contexts));
        }
        for (Rule rule : block.rules()) {
            sources.addAll(rule(rule, contexts, inside, 0, null));
        }
        sources.remove("");
        remember(block.name(), sources);
        blocks(block.parts(), contexts, inside);
        if (block.link() != null) {
            for (String source : sources) {
                use(source, landing, plain(block.link().toString()), null, null, null);
            }
        }
    }

    private static Landing inside(Block block, Landing landing) {
        if (block.making() != null) {
            return new Landing(block.making().type().getName(), "");
        }
        if (block.onto() != null) {
            return new Landing(block.onto().type(), "");
        }
        return block.into() == null
                ? landing
                : new Landing(landing.resource(), landing.at(plain(block.into().toString())));
    }

    private void remember(@Nullable String name, Set<String> sources) {
        if (name != null) {
            named.computeIfAbsent(name, key -> new LinkedHashSet<>()).addAll(sources);
        }
    }

    /** Tells what a rule fills; answers the places it takes values from. */
    private Set<String> rule(
            Rule rule, Collection<String> contexts, Landing landing, int depth, @Nullable String system) {
        String to = plain(rule.to().toString());
        Filling filling = rule.filling();
        if (filling instanceof Filling.Stated stated) {
            Set<String> places = new LinkedHashSet<>(contexts);
            if (rule.guard().when() != null) {
                places.addAll(places(rule.guard().when().sources(), contexts));
            }
            places.forEach(place ->
                    constant(place, landing, to, (Base) stated.constant().make()));
            return Set.of();
        }
        if (filling instanceof Filling.ToBlock toBlock) {
            toBlock.blocks()
                    .forEach(block -> named.getOrDefault(block, Set.of())
                            .forEach(place -> use(place, landing, to, null, null, null)));
            contexts.forEach(place -> use(place, landing, to, null, null, null));
            return Set.of();
        }
        if (filling instanceof Filling.ToAliased) {
            contexts.forEach(place -> use(place, landing, to, null, null, null));
            return Set.of();
        }
        if (filling instanceof Filling.ToIdentified identified) {
            Set<String> places = places(List.of(identified.from()), contexts);
            places.forEach(place -> use(place, landing, to, null, null, null));
            return places;
        }
        return filling instanceof Filling.Taken taken ? taken(taken, to, contexts, landing, depth, system) : Set.of();
    }

    private Set<String> taken(
            Filling.Taken taken,
            String to,
            Collection<String> contexts,
            Landing landing,
            int depth,
            @Nullable String system) {
        Set<String> places = places(List.of(taken.from()), contexts);
        if (taken.from().text().contains("$system") && system != null) {
            contexts.forEach(place -> use(place, landing, to, system, null, null));
        }
        Conversion conversion = taken.conversion();
        if (conversion instanceof Later later) {
            // What is a duration after its beginning comes from both.
            conversion = later.base();
            places.addAll(places(List.of(later.amount()), contexts));
            places.addAll(later.unit() == null ? Set.of() : places(List.of(later.unit()), contexts));
        }
        if (conversion instanceof Minutes minutes) {
            places.addAll(places(List.of(minutes.unit()), contexts));
            places.forEach(place -> use(place, landing, to, null, null, null));
        }
        for (String place : places) {
            if (conversion instanceof Conversion.Primitive primitive) {
                use(place, landing, to, null, name(primitive.codes()), null);
            } else if (conversion instanceof Conversion.Composite composite) {
                use(place, landing, to, null, name(composite.codes()), composite.system());
                String inner = composite.system() == null ? system : composite.system();
                datatype(composite.datatype(), place, new Landing(landing.resource(), landing.at(to)), depth, inner);
            }
            if (taken.fallback() != null) {
                constant(place, landing, to, (Base) taken.fallback().make());
            }
        }
        return places;
    }

    private void datatype(Datatype datatype, String place, Landing landing, int depth, @Nullable String system) {
        if (depth < DEEPEST) {
            for (Rule rule : datatype.rules()) {
                rule(rule, List.of(place), landing, depth + 1, system);
            }
        }
    }

    private static @Nullable String name(Conversion.@Nullable Codes codes) {
        ConceptMap map = codes == null ? null : codes.map();
        return map == null ? null : map.name();
    }

    private static Set<String> places(List<Source> sources, Collection<String> contexts) {
        Set<String> places = new LinkedHashSet<>();
        sources.forEach(source -> source.paths().forEach(path -> places.addAll(path.places(contexts))));
        places.remove("");
        return places;
    }

    private void constant(String place, Landing landing, String to, Base value) {
        if (value instanceof IPrimitiveType<?> primitive) {
            use(place, landing, to, primitive.getValueAsString(), null, null);
            return;
        }
        value.children().forEach(child -> {
            for (Base below : child.getValues()) {
                String name = below instanceof Extension extension
                        ? "extension(" + extension.getUrl() + ")"
                        : child.getName().replace("[x]", "");
                constant(place, landing, to + "." + name, below);
            }
        });
    }

    private void use(
            String from,
            Landing landing,
            String to,
            @Nullable String value,
            @Nullable String conceptMap,
            @Nullable String system) {
        uses.add(new FieldUse(mapping, from, landing.resource(), landing.at(to), value, conceptMap, system));
    }

    /** A path without the tags that tell instances of an element apart; extensions keep their URLs. */
    static String plain(String path) {
        StringBuilder plain = new StringBuilder();
        int within = 0;
        boolean tag = false;
        for (char c : new ArrayList<>(path.chars().mapToObj(i -> (char) i).toList())) {
            within += c == '(' ? 1 : c == ')' ? -1 : 0;
            tag |= c == '[' && within == 0;
            if (!tag) {
                plain.append(c);
            }
            tag &= c != ']';
        }
        return plain.toString();
    }

    static List<Source> joined(List<Condition> parts) {
        return parts.stream().flatMap(part -> part.sources().stream()).toList();
    }
}

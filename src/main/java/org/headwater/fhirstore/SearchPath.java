package org.headwater.fhirstore;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/**
 * A search parameter's FHIRPath, made into plain steps. Of FHIR's own nearly all are of four forms, which need no engine:
 * {@code Type.a.b}, {@code (Type.a as Range)}, {@code Type.a.as(Range)} and {@code Type.a.where(resolve() is Patient)}. Those
 * of extensions have a step {@code extension.where(url='…')}.
 */
final class SearchPath {

    private static final String BY_URL = "(?:\\.where\\(url ?= ?'[^']+'\\))?";
    private static final String STEPS = "((?!Resource|DomainResource)[A-Z]\\w*)((?:\\.[a-z]\\w*" + BY_URL + ")+?)";
    private static final Pattern STEP = Pattern.compile("\\.([a-z]\\w*)(?:\\.where\\(url ?= ?'([^']+)'\\))?");
    private static final Pattern PLAIN = Pattern.compile(STEPS);
    private static final Pattern CAST = Pattern.compile("\\(" + STEPS + " as (\\w+)\\)|" + STEPS + "\\.as\\((\\w+)\\)");
    private static final Pattern TARGET = Pattern.compile(STEPS + "\\.where\\(resolve\\(\\) is (\\w+)\\)");

    private final String type;
    private final List<Step> steps;
    private final @Nullable String cast;
    private final @Nullable String target;

    /** A child's name, and the URL it must have; null for any. */
    private record Step(String name, @Nullable String url) {}

    private SearchPath(String type, String steps, @Nullable String cast, @Nullable String target) {
        this.type = type;
        this.steps = STEP.matcher(steps)
                .results()
                .map(step -> new Step(step.group(1), step.group(2)))
                .toList();
        this.cast = cast;
        this.target = target;
    }

    /** The steps of an expression; empty when it is of another form. */
    static Optional<SearchPath> of(String expression) {
        Matcher plain = PLAIN.matcher(expression);
        if (plain.matches()) {
            return Optional.of(new SearchPath(plain.group(1), plain.group(2), null, null));
        }
        Matcher target = TARGET.matcher(expression);
        if (target.matches()) {
            return Optional.of(new SearchPath(target.group(1), target.group(2), null, target.group(3)));
        }
        Matcher cast = CAST.matcher(expression);
        if (cast.matches()) {
            int first = cast.group(1) != null ? 1 : 4;
            return Optional.of(new SearchPath(cast.group(first), cast.group(first + 1), cast.group(first + 2), null));
        }
        return Optional.empty();
    }

    /** The path without its condition on what a reference points at; empty when it has none. */
    static Optional<String> withoutTarget(String expression) {
        Matcher target = TARGET.matcher(expression);
        return target.matches() ? Optional.of(target.group(1) + target.group(2)) : Optional.empty();
    }

    /** The values at the path; null when only an engine can tell, as for references within the resource. */
    @Nullable List<Base> evaluate(Base resource) {
        if (!resource.fhirType().equals(type)) {
            return List.of();
        }
        List<Base> values = List.of(resource);
        for (Step step : steps) {
            values = children(values, step, step == steps.get(steps.size() - 1));
        }
        return target == null ? values : pointing(values, target);
    }

    private List<Base> children(List<Base> parents, Step step, boolean last) {
        List<Base> children = new ArrayList<>();
        for (Base parent : parents) {
            for (Base child : parent.getProperty(step.name().hashCode(), step.name(), false)) {
                if (child != null
                        && has(child, step.url())
                        && (!last || cast == null || child.fhirType().equals(cast))) {
                    children.add(child);
                }
            }
        }
        return children;
    }

    private static boolean has(Base child, @Nullable String url) {
        return url == null || (child instanceof Extension extension && url.equals(extension.getUrl()));
    }

    private static @Nullable List<Base> pointing(List<Base> values, String target) {
        List<Base> pointing = new ArrayList<>();
        for (Base value : values) {
            if (!(value instanceof Reference reference)
                    || reference.getResource() != null
                    || (reference.hasReference() && reference.getReference().startsWith("#"))) {
                return null;
            }
            if (reference.hasReference() && target.equals(new IdType(reference.getReference()).getResourceType())) {
                pointing.add(value);
            }
        }
        return pointing;
    }
}

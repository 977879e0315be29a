package org.headwater.mapping;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeDeclaredChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.context.RuntimeResourceDefinition;
import ca.uhn.fhir.parser.DataFormatException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which release of FHIR a resource is written for. Instances do not say it, so it is told by elements that R4 lacks and
 * another release has.
 */
final class FhirRelease {

    private static final Set<String> OF_JSON = Set.of("resourceType", "fhir_comments");

    private FhirRelease() {}

    /** An element of another release. */
    record Foreign(String release, String element) {}

    /**
     * What gives a resource away as one of another release; empty for R4, and for elements that no release has. A lone
     * leftover of STU3 costs only itself, unless it changes what the rest means or R4 misses an element it requires.
     *
     * @param elements the names of its top elements
     */
    static Optional<Foreign> foreign(FhirContext r4, String type, List<String> elements) {
        RuntimeResourceDefinition definition = r4.getResourceDefinition(type);
        List<String> unknown = elements.stream()
                .filter(name -> !OF_JSON.contains(name) && !name.startsWith("_"))
                .filter(name -> definition.getChildByName(name) == null)
                .toList();
        if (unknown.isEmpty()) {
            return Optional.empty();
        }
        Optional<String> later = unknown.stream()
                .filter(name -> child(FhirContext.forR5Cached(), type, name) != null)
                .findFirst();
        if (later.isPresent()) {
            return later.map(name -> new Foreign("R5", name));
        }
        Map<String, BaseRuntimeChildDefinition> earlier = new LinkedHashMap<>();
        for (String name : unknown) {
            BaseRuntimeChildDefinition child = child(FhirContext.forDstu3Cached(), type, name);
            if (child != null) {
                earlier.put(name, child);
            }
        }
        boolean leftover = earlier.size() < 2
                && earlier.values().stream().noneMatch(FhirRelease::changesTheMeaning)
                && definition.getChildren().stream()
                        .filter(child -> child.getMin() > 0)
                        .allMatch(child -> elements.stream().anyMatch(child.getValidChildNames()::contains));
        return leftover
                ? Optional.empty()
                : earlier.keySet().stream().findFirst().map(name -> new Foreign("STU3", name));
    }

    private static boolean changesTheMeaning(BaseRuntimeChildDefinition child) {
        return child instanceof BaseRuntimeDeclaredChildDefinition declared && declared.isModifier();
    }

    private static @Nullable BaseRuntimeChildDefinition child(FhirContext release, String type, String element) {
        try {
            return release.getResourceDefinition(type).getChildByName(element);
        } catch (DataFormatException e) {
            return null;
        }
    }
}

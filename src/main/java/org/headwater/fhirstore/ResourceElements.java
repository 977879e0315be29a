package org.headwater.fhirstore;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Resource;

/**
 * The top-level elements of one resource type, each with a number that is also its bit in a mask: alphabetical by name, so
 * that numbers kept in the database mean the same in every release. {@code id} and {@code meta} are not among them.
 */
final class ResourceElements {

    /** Finds the elements of a type by its name. */
    static final class Catalog {
        private final FhirContext context;
        private final Map<String, ResourceElements> byType = new ConcurrentHashMap<>();

        Catalog(FhirContext context) {
            this.context = context;
        }

        ResourceElements of(String type) {
            return byType.computeIfAbsent(type, name -> new ResourceElements(context, name));
        }
    }

    private final BaseRuntimeChildDefinition[] children;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    private ResourceElements(FhirContext context, String type) {
        children = context.getResourceDefinition(type).getChildren().stream()
                .filter(child -> !child.getElementName().equals("id")
                        && !child.getElementName().equals("meta"))
                .sorted(Comparator.comparing(BaseRuntimeChildDefinition::getElementName))
                .toArray(BaseRuntimeChildDefinition[]::new);
        if (children.length > Long.SIZE) {
            throw new IllegalStateException(type + " has more elements than a mask holds");
        }
        for (int i = 0; i < children.length; i++) {
            String name = children[i].getElementName();
            numbers.put(name, i);
            if (name.endsWith("[x]")) {
                numbers.put(name.substring(0, name.length() - 3), i);
            }
        }
    }

    /** The number of an element, with or without {@code [x]}; -1 when the type has none of that name. */
    int number(String name) {
        return numbers.getOrDefault(name, -1);
    }

    String name(int number) {
        return children[number].getElementName();
    }

    /** Which elements a resource holds. */
    long present(Resource resource) {
        long mask = 0;
        for (int i = 0; i < children.length; i++) {
            if (holds(resource, i)) {
                mask |= 1L << i;
            }
        }
        return mask;
    }

    private boolean holds(Resource resource, int number) {
        List<IBase> values = children[number].getAccessor().getValues(resource);
        for (IBase value : values) {
            if (value != null && !value.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    List<IBase> values(Resource resource, int number) {
        return children[number].getAccessor().getValues(resource);
    }

    /** Puts values in the place of those an element has; none empties it. */
    void replace(Resource resource, int number, List<IBase> values) {
        List<IBase> kept = new ArrayList<>(values);
        BaseRuntimeChildDefinition.IMutator mutator = children[number].getMutator();
        mutator.setValue(resource, null);
        for (IBase value : kept) {
            mutator.addValue(resource, value);
        }
    }
}

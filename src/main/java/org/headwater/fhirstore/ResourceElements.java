package org.headwater.fhirstore;

import ca.uhn.fhir.context.BaseRuntimeChildDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementCompositeDefinition;
import ca.uhn.fhir.context.BaseRuntimeElementDefinition;
import ca.uhn.fhir.context.FhirContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * The elements of one resource type that are stated and remembered one by one, each with a number that is also its bit in a
 * mask: the top-level elements alphabetically, so that numbers kept in the database mean the same in every release, then the
 * parts of those elements whose parts senders state at different times, then the marks. {@code id} and {@code meta} are not
 * among them.
 */
final class ResourceElements {

    /** Elements whose parts come one by one: a discharge tells the end of the stay and not its beginning. */
    private static final Set<String> IN_PARTS = Set.of("period", "servicePeriod", "hospitalization");

    /** Elements of which it is remembered when a change of theirs was last taken back. */
    private static final Map<String, List<String>> UNDONE = Map.of("Encounter", List.of("class", "location", "status"));

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

    /**
     * One of them.
     *
     * @param around the element this is a part of; null for an element of the resource
     * @param child null for a mark, which holds nothing
     */
    private record Field(
            String name,
            @Nullable BaseRuntimeChildDefinition around,
            @Nullable BaseRuntimeChildDefinition child) {}

    private final Field[] fields;
    private final Map<String, Integer> numbers = new ConcurrentHashMap<>();

    private ResourceElements(FhirContext context, String type) {
        List<BaseRuntimeChildDefinition> children = context.getResourceDefinition(type).getChildren().stream()
                .filter(child -> !child.getElementName().equals("id")
                        && !child.getElementName().equals("meta"))
                .sorted(Comparator.comparing(BaseRuntimeChildDefinition::getElementName))
                .toList();
        List<Field> all = new ArrayList<>();
        children.forEach(child -> all.add(new Field(child.getElementName(), null, child)));
        children.forEach(child -> parts(child, all));
        UNDONE.getOrDefault(type, List.of()).forEach(name -> all.add(new Field(undone(name), null, null)));
        if (all.size() > Long.SIZE) {
            throw new IllegalStateException(type + " has more elements than a mask holds");
        }
        fields = all.toArray(Field[]::new);
        for (int i = 0; i < fields.length; i++) {
            String name = fields[i].name();
            numbers.put(name, i);
            if (name.endsWith("[x]")) {
                numbers.put(name.substring(0, name.length() - 3), i);
            }
        }
    }

    private static void parts(BaseRuntimeChildDefinition child, List<Field> all) {
        String name = child.getElementName();
        if (!IN_PARTS.contains(name) || child.getMax() != 1) {
            return;
        }
        BaseRuntimeElementDefinition<?> type = child.getChildByName(name);
        if (type instanceof BaseRuntimeElementCompositeDefinition<?> composite) {
            composite.getChildren().stream()
                    .filter(part -> !part.getElementName().equals("id"))
                    .sorted(Comparator.comparing(BaseRuntimeChildDefinition::getElementName))
                    .forEach(part -> all.add(new Field(name + "." + part.getElementName(), child, part)));
        }
    }

    private static String undone(String element) {
        return "undone " + element;
    }

    /** The number of an element, with or without {@code [x]}; -1 when the type has none of that name. */
    int number(String name) {
        return numbers.getOrDefault(name, -1);
    }

    /** The number of the mark of an element; -1 when there is none. */
    int undoneNumber(String name) {
        return number(undone(name));
    }

    String name(int number) {
        return fields[number].name();
    }

    /** The mask of an element, or of its parts where it has them; 0 when the type has none of that name. */
    long mask(String name) {
        long mask = 0;
        for (int i = 0; i < fields.length; i++) {
            if (fields[i].around() != null && fields[i].name().startsWith(name + ".")) {
                mask |= 1L << i;
            }
        }
        int number = number(name);
        return mask != 0 || number < 0 ? mask : 1L << number;
    }

    /** Which elements a resource holds. */
    long present(Resource resource) {
        long mask = 0;
        long inParts = 0;
        for (int i = 0; i < fields.length; i++) {
            if (holds(resource, i)) {
                mask |= 1L << i;
                if (fields[i].around() != null) {
                    inParts |= 1L << number(fields[i].around().getElementName());
                }
            }
        }
        return mask & ~inParts;
    }

    private boolean holds(Resource resource, int number) {
        for (IBase value : values(resource, number)) {
            if (value != null && !value.isEmpty()) {
                return true;
            }
        }
        return false;
    }

    List<IBase> values(Resource resource, int number) {
        Field field = fields[number];
        if (field.child() == null) {
            return List.of();
        }
        if (field.around() == null) {
            return field.child().getAccessor().getValues(resource);
        }
        List<IBase> around = field.around().getAccessor().getValues(resource);
        return around.isEmpty() || around.get(0) == null
                ? List.of()
                : field.child().getAccessor().getValues(around.get(0));
    }

    /** Puts values in the place of those an element has; none empties it. */
    void replace(Resource resource, int number, List<IBase> values) {
        Field field = fields[number];
        if (field.child() == null) {
            return;
        }
        if (field.around() == null) {
            replace(resource, field.child(), values);
            return;
        }
        List<IBase> around = field.around().getAccessor().getValues(resource);
        IBase whole = around.isEmpty() ? null : around.get(0);
        if (whole == null) {
            if (values.isEmpty()) {
                return;
            }
            whole = field.around()
                    .getChildByName(field.around().getElementName())
                    .newInstance(field.around().getInstanceConstructorArguments());
            field.around().getMutator().setValue(resource, whole);
        }
        replace(whole, field.child(), values);
        if (whole.isEmpty()) {
            field.around().getMutator().setValue(resource, null);
        }
    }

    private static void replace(IBase parent, BaseRuntimeChildDefinition child, List<IBase> values) {
        List<IBase> kept = new ArrayList<>(values);
        BaseRuntimeChildDefinition.IMutator mutator = child.getMutator();
        mutator.setValue(parent, null);
        for (IBase value : kept) {
            mutator.addValue(parent, value);
        }
    }
}

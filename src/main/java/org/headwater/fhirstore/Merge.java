package org.headwater.fhirstore;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Lays a statement over what is stored, element by element: each element goes to whoever spoke of it last. What a statement
 * does not mention stays; what it deletes goes. Identifiers, extensions, contained resources and the tags, labels and
 * profiles of {@code meta} add up instead, each known by its own key, for a sender that names one does not deny the others.
 */
final class Merge {

    /**
     * What came of it.
     *
     * @param times when each element was last stated, now
     * @param current whether all the statement says is what is stored now
     */
    record Result(ElementTimes times, boolean current) {}

    private final ResourceElements elements;

    Merge(ResourceElements elements) {
        this.elements = elements;
    }

    /** Changes the stored resource into the merged one. */
    Result into(Resource stored, ElementTimes times, Statement statement) {
        boolean current = true;
        for (int i = 0; i < Long.SIZE; i++) {
            long bit = 1L << i;
            if ((statement.fills() & bit) != 0) {
                if (times.of(i) == ElementTimes.NEVER) {
                    lay(stored, statement.resource(), i, true);
                }
                continue;
            }
            if ((statement.touched() & bit) == 0) {
                continue;
            }
            boolean newer = statement.time() >= times.of(i);
            current &= newer;
            if ((statement.deleted() & bit) != 0) {
                if (newer) {
                    elements.replace(stored, i, List.of());
                }
            } else {
                lay(stored, statement.resource(), i, newer);
            }
        }
        if (statement.resource().hasMeta()) {
            addUp(stored.getMeta(), statement.resource().getMeta());
        }
        ElementTimes merged = times.after(statement.time(), statement.touched(), elements.present(stored));
        return new Result(merged, current);
    }

    private void lay(Resource stored, Resource stated, int element, boolean newer) {
        if (addsUp(elements.name(element))) {
            List<IBase> both = union(elements.values(stored, element), elements.values(stated, element), newer);
            elements.replace(stored, element, both);
        } else if (newer) {
            elements.replace(stored, element, elements.values(stated, element));
        }
    }

    private static boolean addsUp(String element) {
        return switch (element) {
            case "identifier", "extension", "modifierExtension", "contained" -> true;
            default -> false;
        };
    }

    /** What is stored, in its order, then what only the statement has; the newer of the two where both have a key. */
    private static List<IBase> union(List<IBase> stored, List<IBase> stated, boolean newer) {
        Map<Object, List<IBase>> byKey = new LinkedHashMap<>();
        stored.forEach(value ->
                byKey.computeIfAbsent(key(value), any -> new ArrayList<>()).add(value));
        Map<Object, List<IBase>> statedByKey = new LinkedHashMap<>();
        stated.forEach(value -> statedByKey
                .computeIfAbsent(key(value), any -> new ArrayList<>())
                .add(value));
        statedByKey.forEach((key, values) -> {
            if (newer) {
                byKey.put(key, values);
            } else {
                byKey.putIfAbsent(key, values);
            }
        });
        return byKey.values().stream().flatMap(List::stream).toList();
    }

    private static Object key(IBase value) {
        if (value instanceof Identifier identifier) {
            return new Named(identifier.getSystem(), identifier.getValue());
        }
        if (value instanceof Extension extension) {
            return new Named("extension", extension.getUrl());
        }
        if (value instanceof Resource contained) {
            return new Named("contained", contained.getIdPart());
        }
        return value;
    }

    private record Named(@Nullable String space, @Nullable String name) {}

    private static void addUp(Meta stored, Meta stated) {
        for (CanonicalType profile : stated.getProfile()) {
            if (!stored.hasProfile(profile.getValue())) {
                stored.addProfile(profile.getValue());
            }
        }
        addUp(stored.getSecurity(), stated.getSecurity());
        addUp(stored.getTag(), stated.getTag());
    }

    private static void addUp(List<Coding> stored, List<Coding> stated) {
        for (Coding coding : stated) {
            if (stored.stream().noneMatch(known -> same(known, coding))) {
                stored.add(coding);
            }
        }
    }

    private static boolean same(Coding one, Coding other) {
        return Objects.equals(one.getSystem(), other.getSystem()) && Objects.equals(one.getCode(), other.getCode());
    }
}

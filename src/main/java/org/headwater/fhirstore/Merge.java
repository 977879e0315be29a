package org.headwater.fhirstore;

import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBase;
import org.hl7.fhir.r4.model.CanonicalType;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;

/**
 * Lays a statement over what is stored, element by element: each element goes to whoever spoke of it last. What a statement
 * does not mention stays; what it deletes goes; what only fills a gap yields to what was stated. Lists whose entries are
 * known by a key of their own ({@link Entries}), and the tags, labels and profiles of {@code meta}, add up instead, for a
 * sender that names one entry does not deny the others. A visit keeps where and what it was before ({@link VisitHistory}).
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
        VisitHistory visit = stored instanceof Encounter encounter
                ? new VisitHistory(encounter, (Encounter) statement.resource(), elements, times, statement)
                : null;
        for (int i = 0; i < Long.SIZE; i++) {
            long bit = 1L << i;
            if ((statement.touched() & bit) == 0) {
                continue;
            }
            boolean newer = statement.timeOf(i) >= times.of(i);
            boolean outvoted = !newer && (statement.fills() & bit) != 0;
            current &= newer || outvoted;
            if (outvoted || (visit != null && visit.lays(i))) {
                continue;
            }
            Set<String> entries = statement.entries().get(i);
            if (entries != null && newer) {
                elements.replace(stored, i, Entries.without(elements.values(stored, i), entries));
            }
            if ((statement.deleted() & bit) != 0) {
                if (newer) {
                    elements.replace(stored, i, List.of());
                }
            } else if ((statement.stated() & bit) != 0) {
                lay(stored, statement.resource(), i, newer);
            }
        }
        if (visit != null) {
            visit.lay();
        }
        if (statement.resource().hasMeta()) {
            addUp(stored.getMeta(), statement.resource().getMeta());
        }
        return new Result(times.after(statement, elements.present(stored)), current);
    }

    private void lay(Resource stored, Resource stated, int element, boolean newer) {
        List<IBase> values = elements.values(stated, element);
        if (Entries.haveKeys(elements.name(element), values)) {
            List<IBase> known = elements.values(stored, element);
            // An older statement fills gaps, but nothing where a newer one left nothing.
            if (newer || !known.isEmpty()) {
                elements.replace(stored, element, Entries.union(known, values, newer));
            }
        } else if (newer) {
            elements.replace(stored, element, values);
        }
    }

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

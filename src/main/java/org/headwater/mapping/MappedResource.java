package org.headwater.mapping;

import java.time.Instant;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One resource a unit states, with a deterministic id, and how it is to land.
 *
 * <p>Elements are named by their path from the resource, no further than its second step ({@code birthDate},
 * {@code period.end}); an entry of a list by a key in brackets ({@code link[Patient/1]}, {@code telecom[home]},
 * {@code extension[https://…]}).
 *
 * @param resource the FHIR R4 resource; its references name other resources by {@code Type/id}
 * @param landing how it meets what is stored
 * @param eventTime when the stated fact was true at the sender; null when the unit does not tell (then the time of receipt)
 * @param deletions elements, or entries of lists, the sender asks to delete
 * @param fills elements that land only where nothing firm is stored of them, before or after
 * @param undone elements whose value stands because what became of them last is taken back
 * @param follow what references are to become in every resource that refers to this one: from, to
 */
public record MappedResource(
        Resource resource,
        Landing landing,
        @Nullable Instant eventTime,
        Set<String> deletions,
        Set<String> fills,
        Set<String> undone,
        Map<String, String> follow) {

    public MappedResource {
        deletions = Set.copyOf(deletions);
        fills = Set.copyOf(fills);
        undone = Set.copyOf(undone);
        follow = Map.copyOf(follow);
    }

    /** A resource of which all is stated firmly, and with which nothing moves. */
    public MappedResource(Resource resource, Landing landing, @Nullable Instant eventTime, Set<String> deletions) {
        this(resource, landing, eventTime, deletions, Set.of(), Set.of(), Map.of());
    }

    /** {@code Type/id}. */
    public String reference() {
        return resource.fhirType() + "/" + resource.getIdPart();
    }

    /** Prints no content: a resource holds health information. */
    @Override
    public String toString() {
        return reference();
    }
}

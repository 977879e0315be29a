package org.headwater.mapping;

import java.time.Instant;
import java.util.Set;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * One resource a unit states, with a deterministic id, and how it is to land.
 *
 * @param resource the FHIR R4 resource; its references name other resources by {@code Type/id}
 * @param landing how it meets what is stored
 * @param eventTime when the stated fact was true at the sender; null when the unit does not tell (then the time of receipt)
 * @param deletions top-level elements the sender asks to delete
 * @param fills top-level elements that land only where nothing is stored of them
 */
public record MappedResource(
        Resource resource, Landing landing, @Nullable Instant eventTime, Set<String> deletions, Set<String> fills) {

    public MappedResource {
        deletions = Set.copyOf(deletions);
        fills = Set.copyOf(fills);
    }

    /** A resource all of which is meant to land. */
    public MappedResource(Resource resource, Landing landing, @Nullable Instant eventTime, Set<String> deletions) {
        this(resource, landing, eventTime, deletions, Set.of());
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

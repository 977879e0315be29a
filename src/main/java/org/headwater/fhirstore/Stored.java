package org.headwater.fhirstore;

import org.hl7.fhir.r4.model.DomainResource;
import org.hl7.fhir.r4.model.Resource;

/**
 * A resource as the store holds it.
 *
 * @param resource with the tags, labels and profiles of its {@code meta}, but without what HAPI says of the version
 * @param json its text in the database
 */
record Stored(Resource resource, String json) {

    /** HAPI's mark on a resource that exists only because others refer to it. */
    static final String PLACEHOLDER = "http://hapifhir.io/fhir/StructureDefinition/resource-placeholder";

    boolean placeholder() {
        return resource instanceof DomainResource domain && domain.hasExtension(PLACEHOLDER);
    }

    @Override
    public String toString() {
        return resource.fhirType();
    }
}

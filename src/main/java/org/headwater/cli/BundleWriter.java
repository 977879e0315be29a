package org.headwater.cli;

import ca.uhn.fhir.context.FhirContext;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;

/** Writes what a unit states as a FHIR transaction that any R4 server takes. */
final class BundleWriter {

    /** References are relative; a full URL of the same shape lets a reader resolve them within the bundle. */
    private static final String BASE = "http://localhost:8080/fhir/";

    private final FhirContext fhir;

    BundleWriter(FhirContext fhir) {
        this.fhir = fhir;
    }

    /** Only what the sender deleted: what a unit merely does not say any more, nobody without a memory can have. */
    private static void retire(Bundle bundle, MappedResource mapped) {
        boolean stated = mapped.resource().children().stream()
                .anyMatch(child -> child.hasValues()
                        && !child.getName().equals("id")
                        && !child.getName().equals("meta"));
        if (stated) {
            bundle.addEntry()
                    .setFullUrl(BASE + mapped.reference())
                    .getRequest()
                    .setMethod(Bundle.HTTPVerb.DELETE)
                    .setUrl(mapped.reference());
        }
    }

    /** The transaction as JSON; null when the unit was refused. */
    @Nullable String json(MappingResult result) {
        if (result.refused()) {
            return null;
        }
        Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
        for (MappedResource mapped : result.stated()) {
            if (mapped.landing() == Landing.RETIRE) {
                retire(bundle, mapped);
                continue;
            }
            Bundle.BundleEntryComponent entry =
                    bundle.addEntry().setFullUrl(BASE + mapped.reference()).setResource(mapped.resource());
            entry.getRequest().setMethod(Bundle.HTTPVerb.PUT).setUrl(mapped.reference());
            if (mapped.landing() == Landing.CREATE_ONLY) {
                entry.getRequest().setIfNoneMatch("*");
            }
        }
        return fhir.newJsonParser().encodeResourceToString(bundle);
    }
}

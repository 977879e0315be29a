package org.headwater.ingest;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.headwater.mapping.MappingResult;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Reference;
import org.springframework.stereotype.Component;

/** Says of the resources a unit changed who sent it, when it was recorded, and by which mapping. */
@Component
class Provenances {

    private final Clock clock;

    Provenances(Clock clock) {
        this.clock = clock;
    }

    /** The one Provenance of an entry; its id is the entry's, so that replaying makes no second. */
    MappedResource of(InboxEntry entry, String organization, MappingResult result, List<String> changed) {
        Provenance provenance = stated(result);
        provenance.setId(UUID.nameUUIDFromBytes(entry.uri().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", ""));
        provenance.setTarget(null);
        changed.forEach(reference -> provenance.addTarget(new Reference(reference)));
        if (!provenance.hasRecorded()) {
            provenance.setRecorded(Date.from(clock.instant()));
        }
        provenance.addPolicy("urn:headwater:mapping:" + result.mapping());
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://hl7.org/fhir/us/core/CodeSystem/us-core-provenance-participant-type",
                        "transmitter",
                        "Transmitter")))
                .setWho(new Reference().setDisplay(organization));
        provenance
                .addEntity()
                .setRole(Provenance.ProvenanceEntityRole.SOURCE)
                .setWhat(new Reference()
                        .setIdentifier(
                                new Identifier().setSystem("urn:ietf:rfc:3986").setValue(entry.uri())));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "assembler", "Assembler")))
                .setWho(new Reference().setDisplay("Headwater"));
        return new MappedResource(provenance, Landing.REPLACE, clock.instant(), Set.of());
    }

    /** What the unit says of its own making; an empty one when it says nothing. */
    private static Provenance stated(MappingResult result) {
        return result.resources().stream()
                .filter(mapped -> mapped.landing() == Landing.WITH_ENTRY)
                .map(MappedResource::resource)
                .filter(Provenance.class::isInstance)
                .map(resource -> ((Provenance) resource).copy())
                .findFirst()
                .orElseGet(Provenance::new);
    }
}

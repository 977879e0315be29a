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
    MappedResource of(InboxEntry entry, String organization, String mapping, List<String> changed) {
        Provenance provenance = new Provenance();
        provenance.setId(UUID.nameUUIDFromBytes(entry.uri().getBytes(StandardCharsets.UTF_8))
                .toString()
                .replace("-", ""));
        changed.forEach(reference -> provenance.addTarget(new Reference(reference)));
        provenance.setRecorded(Date.from(clock.instant()));
        provenance.addPolicy("urn:headwater:mapping:" + mapping);
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
        return new MappedResource(provenance, Landing.REPLACE, clock.instant(), Set.of());
    }
}

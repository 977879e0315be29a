package org.headwater.ingest;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.References;
import org.headwater.mapping.Landing;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Base;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Property;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** Lets what a unit says of something it knows by a number only land on what is stored under that number. */
@Component
class Carriers {

    private final FhirStore store;

    Carriers(FhirStore store) {
        this.store = store;
    }

    /** Whether a unit says something of what may be stored, so that all before it must be. */
    static boolean wanted(List<MappedResource> unit) {
        return unit.stream().anyMatch(one -> one.landing() == Landing.BY_IDENTIFIER);
    }

    /** The unit with each such resource in place of every one that carries its number; what refers to it names the first. */
    List<MappedResource> found(List<MappedResource> unit) {
        if (!wanted(unit)) {
            return unit;
        }
        List<MappedResource> found = new ArrayList<>();
        for (MappedResource one : unit) {
            if (one.landing() != Landing.BY_IDENTIFIER) {
                found.add(one);
                continue;
            }
            List<String> carriers = carriers(one.resource());
            if (carriers.isEmpty()) {
                found.add(as(one, one.resource()));
                continue;
            }
            for (String carrier : carriers) {
                Resource copy = one.resource().copy();
                copy.setId(carrier.substring(carrier.indexOf('/') + 1));
                found.add(as(one, copy));
            }
            Map<String, String> renamed = Map.of(one.reference(), carriers.get(0));
            unit.stream()
                    .map(MappedResource::resource)
                    .filter(other -> other != one.resource())
                    .forEach(other -> References.rename(other, renamed));
        }
        return found;
    }

    private static MappedResource as(MappedResource one, Resource resource) {
        return new MappedResource(
                resource, Landing.MERGE, one.eventTime(), one.deletions(), one.fills(), one.undone(), one.follow());
    }

    private List<String> carriers(Resource stated) {
        Set<String> numbered = new LinkedHashSet<>();
        for (Base value : values(stated, "identifier")) {
            if (value instanceof Identifier identifier && identifier.hasSystem() && identifier.hasValue()) {
                numbered.addAll(store.carrying(stated.fhirType(), identifier.getSystem(), identifier.getValue()));
            }
        }
        Map<String, Resource> stored = store.read(numbered);
        String subject = subject(stated);
        return numbered.stream()
                .filter(reference -> {
                    Resource one = stored.get(reference);
                    return one != null && (subject.isEmpty() || subject.equals(subject(one)));
                })
                .toList();
    }

    private static String subject(Resource resource) {
        return values(resource, "subject").stream()
                .map(value -> value instanceof Reference reference && reference.hasReference()
                        ? reference.getReference()
                        : "")
                .findFirst()
                .orElse("");
    }

    private static List<Base> values(Resource resource, String name) {
        Property property = resource.getNamedProperty(name);
        return property == null ? List.of() : property.getValues();
    }
}

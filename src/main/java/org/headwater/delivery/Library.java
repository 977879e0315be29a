package org.headwater.delivery;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.fhirstore.FhirStore;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/** What is stored, each resource read once while one event is looked at. */
final class Library {

    private final FhirStore store;
    private final Map<String, Optional<Resource>> read = new HashMap<>();

    Library(FhirStore store) {
        this.store = store;
    }

    /** The resource of a {@code Type/id}; empty when it is none or not stored. */
    Optional<Resource> find(@Nullable String reference) {
        if (reference == null || !reference.matches("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}")) {
            return Optional.empty();
        }
        Optional<Resource> known = read.get(reference);
        if (known == null) {
            int slash = reference.indexOf('/');
            known = store.read(reference.substring(0, slash), reference.substring(slash + 1));
            read.put(reference, known);
        }
        return known;
    }

    <T extends Resource> Optional<T> find(@Nullable String reference, Class<T> type) {
        return find(reference).filter(type::isInstance).map(type::cast);
    }

    <T extends Resource> List<T> search(String query, Class<T> type) {
        return store.search(query).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(type::isInstance)
                .map(type::cast)
                .toList();
    }
}

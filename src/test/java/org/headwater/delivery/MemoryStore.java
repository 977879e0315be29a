package org.headwater.delivery;

import ca.uhn.fhir.context.FhirContext;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.Landed;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.fhirstore.PersonRuling;
import org.headwater.fhirstore.StoreRequest;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;

/** Resources in memory, and who is one person. */
final class MemoryStore implements FhirStore, PersonLinks {

    private final Map<String, Resource> resources = new ConcurrentHashMap<>();
    private final Map<String, String> goldens = new LinkedHashMap<>();

    /** Keeps a resource; answers its reference. */
    String put(Resource resource) {
        String reference = resource.fhirType() + "/" + resource.getIdPart();
        resources.put(reference, resource);
        return reference;
    }

    @Override
    public Optional<Resource> read(String type, String id) {
        return Optional.ofNullable(resources.get(type + "/" + id)).map(Resource::copy);
    }

    /** The one search delivery asks for. */
    @Override
    public Bundle search(String query) {
        String focus = query.substring("Task?focus=".length());
        Bundle bundle = new Bundle();
        resources.values().stream()
                .filter(Task.class::isInstance)
                .filter(task -> focus.equals(((Task) task).getFocus().getReference()))
                .forEach(task -> bundle.addEntry().setResource(task));
        return bundle;
    }

    @Override
    public void link(Map<String, String> linked) {
        goldens.putAll(linked);
    }

    @Override
    public void unlink(Collection<String> patientIds) {
        goldens.keySet().removeAll(patientIds);
    }

    @Override
    public Optional<String> goldenOf(String patientId) {
        return Optional.ofNullable(goldens.get(patientId));
    }

    @Override
    public Map<String, String> goldensOf(Collection<String> patientIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, List<String>> patientsOf(Collection<String> goldenIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void rule(PersonRuling ruling) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<PersonRuling> rulingsOn(Collection<String> patientIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> redirect(String resource, Map<String, String> renamed) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> carrying(String type, String system, String value) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Map<String, Resource> read(Collection<String> references) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<String> patientsOf(String goldenId) {
        return goldens.entrySet().stream()
                .filter(entry -> entry.getValue().equals(goldenId))
                .map(Map.Entry::getKey)
                .toList();
    }

    @Override
    public List<Landed> land(List<StoreRequest> requests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public List<Landed> withdraw(List<StoreRequest> requests) {
        throw new UnsupportedOperationException();
    }

    @Override
    public int retire(Collection<String> references, Instant when, String source) {
        throw new UnsupportedOperationException();
    }

    @Override
    public FhirContext context() {
        return FhirContext.forR4Cached();
    }
}

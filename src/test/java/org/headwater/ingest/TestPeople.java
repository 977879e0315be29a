package org.headwater.ingest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.fhirstore.PersonLinks;
import org.headwater.fhirstore.PersonRuling;

/** Links that only note what was ruled. */
final class TestPeople implements PersonLinks {

    final List<PersonRuling> rulings = new ArrayList<>();

    @Override
    public void link(Map<String, String> goldens) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void unlink(Collection<String> patientIds) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Optional<String> goldenOf(String patientId) {
        return Optional.empty();
    }

    @Override
    public Map<String, String> goldensOf(Collection<String> patientIds) {
        return Map.of();
    }

    @Override
    public List<String> patientsOf(String goldenId) {
        return List.of();
    }

    @Override
    public Map<String, List<String>> patientsOf(Collection<String> goldenIds) {
        return Map.of();
    }

    @Override
    public List<String> samePerson(String patientId) {
        return List.of(patientId);
    }

    @Override
    public void rule(PersonRuling ruling) {
        rulings.add(ruling);
    }

    @Override
    public List<PersonRuling> rulingsOn(Collection<String> patientIds) {
        return List.of();
    }
}

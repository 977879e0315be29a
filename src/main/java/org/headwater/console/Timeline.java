package org.headwater.console;

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headwater.fhirstore.FhirStore;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Resource;
import org.springframework.stereotype.Component;

/** One person's record across senders and sectors, by date. */
@Component
class Timeline {
    private static final int MOST_OF_A_TYPE = 500;

    private static final List<String> TYPES = List.of(
            "Encounter",
            "Claim",
            "ExplanationOfBenefit",
            "Condition",
            "Observation",
            "DiagnosticReport",
            "Procedure",
            "Immunization",
            "MedicationRequest",
            "MedicationStatement",
            "MedicationDispense",
            "MedicationAdministration",
            "Appointment",
            "EpisodeOfCare",
            "DocumentReference",
            "Goal",
            "Task",
            "AllergyIntolerance",
            "ServiceRequest",
            "CarePlan",
            "QuestionnaireResponse");

    private final FhirStore store;
    private final Senders senders;

    Timeline(FhirStore store, Senders senders) {
        this.store = store;
        this.senders = senders;
    }

    /**
     * One thing that happened.
     *
     * @param date with the precision that was sent; empty when no date was
     * @param kind what kind of thing, in plain words
     * @param title what it was
     * @param detail a result, an amount, a state; may be empty
     * @param parts what belongs to it: the results of a report
     * @param reference {@code Type/id}
     * @param sender who sent it
     */
    record Event(
            String date,
            String kind,
            String title,
            String detail,
            List<PlainWords> parts,
            String reference,
            Senders.Sent sender) {
        /** Prints no content: it is health information. */
        @Override
        public String toString() {
            return "Event[" + reference + "]";
        }
    }

    /**
     * A person's events.
     *
     * @param dated newest first
     * @param undated what came without a date
     */
    record Events(List<Event> dated, List<Event> undated) {

        /** Sectors that tell something, each with how many events. */
        Map<String, Long> sectors() {
            return Stream.concat(dated.stream(), undated.stream())
                    .collect(Collectors.groupingBy(
                            event -> event.sender().sector(), TreeMap::new, Collectors.counting()));
        }

        /** What one sector tells; everything when none is named. */
        Events of(String sector) {
            return sector.isEmpty() ? this : new Events(only(dated, sector), only(undated, sector));
        }

        private static List<Event> only(List<Event> events, String sector) {
            return events.stream()
                    .filter(event -> event.sender().sector().equals(sector))
                    .toList();
        }
    }

    /** What all of a person's source records tell together. */
    Events of(List<String> patientIds) {
        Map<String, Resource> all = resources(patientIds);
        Set<String> parts = all.values().stream()
                .filter(DiagnosticReport.class::isInstance)
                .flatMap(report -> results((DiagnosticReport) report))
                .collect(Collectors.toSet());
        List<Event> events = all.entrySet().stream()
                .filter(entry -> !parts.contains(entry.getKey()))
                .flatMap(entry -> event(entry.getValue(), all).stream())
                .sorted(Comparator.comparing(Event::date).reversed())
                .toList();
        return new Events(
                events.stream().filter(event -> !event.date().isEmpty()).toList(),
                events.stream().filter(event -> event.date().isEmpty()).toList());
    }

    private Map<String, Resource> resources(List<String> patientIds) {
        String patients = patientIds.stream().map(id -> "Patient/" + id).collect(Collectors.joining(","));
        Map<String, Resource> all = new LinkedHashMap<>();
        for (String type : TYPES) {
            String query = type + "?patient=" + patients + "&_count=" + MOST_OF_A_TYPE;
            for (Bundle.BundleEntryComponent entry : store.search(query).getEntry()) {
                all.put(reference(entry.getResource()), entry.getResource());
            }
        }
        return all;
    }

    private Optional<Event> event(Resource resource, Map<String, Resource> all) {
        return PlainWords.of(resource)
                .map(words -> new Event(
                        words.date(),
                        words.kind(),
                        words.title(),
                        words.detail(),
                        parts(resource, all),
                        reference(resource),
                        senders.of(resource)));
    }

    private static List<PlainWords> parts(Resource resource, Map<String, Resource> all) {
        if (!(resource instanceof DiagnosticReport report)) {
            return List.of();
        }
        return results(report)
                .flatMap(reference -> Optional.ofNullable(all.get(reference)).stream())
                .flatMap(result -> PlainWords.of(result).stream())
                .toList();
    }

    private static Stream<String> results(DiagnosticReport report) {
        return report.getResult().stream()
                .map(result ->
                        result.getReferenceElement().toUnqualifiedVersionless().getValue())
                .filter(Objects::nonNull);
    }

    private static String reference(Resource resource) {
        return resource.fhirType() + "/" + resource.getIdPart();
    }
}

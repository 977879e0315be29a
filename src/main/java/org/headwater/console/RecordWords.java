package org.headwater.console;

import ca.uhn.fhir.parser.IParser;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.headwater.problem.Finding;
import org.headwater.spreadsheet.PreviewedRow;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;

/**
 * What would be recorded of a row, in plain words.
 *
 * @param place where the row stands
 * @param person who it is about
 * @param facts what is said of the person, by what it is called
 * @param events what happened, a sentence each
 * @param findings what is wrong
 * @param json all of it as FHIR
 */
record RecordWords(
        String place,
        String person,
        Map<String, String> facts,
        List<String> events,
        List<Finding> findings,
        String json) {

    private static final Map<String, String> KINDS = Map.ofEntries(
            Map.entry("Procedure", "Help given"),
            Map.entry("Encounter", "Visit"),
            Map.entry("Condition", "Need"),
            Map.entry("ServiceRequest", "Referral"),
            Map.entry("Task", "Where the referral stands"),
            Map.entry("EpisodeOfCare", "Program"),
            Map.entry("Goal", "Goal"),
            Map.entry("Consent", "Consent"),
            Map.entry("Coverage", "Insurance"),
            Map.entry("Observation", "Noted"),
            Map.entry("RelatedPerson", "Related person"),
            Map.entry("Practitioner", "Worker"),
            Map.entry("Location", "Place"),
            Map.entry("Group", "Household"));

    static RecordWords of(PreviewedRow row, IParser parser) {
        Patient patient = row.resources().stream()
                .filter(Patient.class::isInstance)
                .map(Patient.class::cast)
                .findFirst()
                .orElseGet(Patient::new);
        List<String> events = new ArrayList<>();
        row.resources().stream()
                .filter(resource -> !(resource instanceof Patient))
                .forEach(resource -> events.add(kind(resource) + ": " + Gist.of(resource)));
        return new RecordWords(
                row.place(),
                name(patient),
                facts(patient),
                events,
                row.findings(),
                row.resources().stream().map(parser::encodeResourceToString).collect(Collectors.joining("\n")));
    }

    private static String kind(Resource resource) {
        return KINDS.getOrDefault(resource.fhirType(), resource.fhirType());
    }

    private static String name(Patient patient) {
        if (!patient.hasName()) {
            return patient.getIdentifier().stream()
                    .map(Identifier::getValue)
                    .findFirst()
                    .map(number -> "Client " + number)
                    .orElse("Somebody");
        }
        String text = patient.getNameFirstRep().getText();
        return text != null && !text.isBlank()
                ? text
                : Stream.of(
                                patient.getNameFirstRep().getGivenAsSingleString(),
                                patient.getNameFirstRep().getFamily())
                        .filter(part -> part != null && !part.isBlank())
                        .collect(Collectors.joining(" "));
    }

    private static Map<String, String> facts(Patient patient) {
        Map<String, String> facts = new LinkedHashMap<>();
        fact(
                facts,
                "Born",
                patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "");
        fact(facts, "Gender", patient.hasGender() ? patient.getGender().getDisplay() : "");
        fact(
                facts,
                "Numbers",
                patient.getIdentifier().stream().map(Identifier::getValue).collect(Collectors.joining(", ")));
        fact(
                facts,
                "Speaks",
                patient.getCommunication().stream()
                        .map(spoken -> spoken.getLanguage().hasText()
                                ? spoken.getLanguage().getText()
                                : spoken.getLanguage().getCodingFirstRep().getDisplay() == null
                                        ? spoken.getLanguage()
                                                .getCodingFirstRep()
                                                .getCode()
                                        : spoken.getLanguage()
                                                .getCodingFirstRep()
                                                .getDisplay())
                        .collect(Collectors.joining(", ")));
        fact(
                facts,
                "Reached at",
                patient.getTelecom().stream().map(ContactPoint::getValue).collect(Collectors.joining(", ")));
        fact(
                facts,
                "Lives at",
                patient.getAddress().stream().map(RecordWords::address).collect(Collectors.joining("; ")));
        return facts;
    }

    private static String address(Address address) {
        if (address.hasText()) {
            return address.getText();
        }
        return Stream.concat(
                        address.getLine().stream().map(line -> line.getValue()),
                        Stream.of(address.getCity(), address.getState(), address.getPostalCode()))
                .filter(part -> part != null && !part.isBlank())
                .collect(Collectors.joining(", "));
    }

    private static void fact(Map<String, String> facts, String name, String value) {
        if (value != null && !value.isBlank()) {
            facts.put(name, value);
        }
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "RecordWords[" + place + "]";
    }
}

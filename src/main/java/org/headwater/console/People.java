package org.headwater.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.headwater.fhirstore.FhirStore;
import org.headwater.fhirstore.PersonLinks;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PrimitiveType;
import org.springframework.stereotype.Component;

/** Finds people in the store. */
@Component
class People {
    private static final int MOST = 50;

    private final FhirStore store;
    private final PersonLinks links;
    private final Senders senders;

    People(FhirStore store, PersonLinks links, Senders senders) {
        this.store = store;
        this.links = links;
        this.senders = senders;
    }

    /** What somebody typed to find a person. */
    record Question(String name, String identifier, String birthDate) {
        Question {
            name = name.strip();
            identifier = identifier.strip();
            birthDate = birthDate.strip();
        }

        boolean empty() {
            return name.isEmpty() && identifier.isEmpty() && birthDate.isEmpty();
        }

        /** Prints no content: it names a person. */
        @Override
        public String toString() {
            return "Question";
        }
    }

    /**
     * One view of a person.
     *
     * @param id of the Patient resource
     * @param name as the sender writes it, the first where there are several; empty when unknown
     * @param birthDate with the precision the sender gave; empty when unknown
     * @param sex the administrative gender; empty when unknown
     * @param identifiers as {@code value (type)}
     * @param address where the sender says the person lives, without street; empty when unknown
     * @param sender who sent it
     */
    record Person(
            String id,
            String name,
            String birthDate,
            String sex,
            List<String> identifiers,
            String address,
            Senders.Sent sender) {
        /** Prints no content: it is health information. */
        @Override
        public String toString() {
            return "Person[" + id + "]";
        }
    }

    /**
     * Somebody, whatever senders call them.
     *
     * @param whole the joined view; what the one sender says of a person whom only one knows
     * @param records what each sender says, in the order they came to be known as one person
     */
    record Somebody(Person whole, List<Person> records) {}

    /** The people of whom some record fits all that was typed; nobody when nothing was. */
    List<Somebody> find(Question question) {
        if (question.empty()) {
            return List.of();
        }
        List<String> parameters = new ArrayList<>();
        for (String word : question.name().split("[\\s,]+")) {
            add(parameters, "name", word);
        }
        add(parameters, "identifier", question.identifier());
        add(parameters, "birthdate", question.birthDate());
        parameters.add("_count=" + MOST);
        return store.search("Patient?" + String.join("&", parameters)).getEntry().stream()
                .map(Bundle.BundleEntryComponent::getResource)
                .filter(Patient.class::isInstance)
                .map(found -> links.goldenOf(found.getIdPart()).orElse(found.getIdPart()))
                .distinct()
                .flatMap(whole -> read(whole).stream())
                .toList();
    }

    /** Whoever a Patient is, source or golden; empty when there is no such Patient. */
    Optional<Somebody> read(String id) {
        return patient(links.goldenOf(id).orElse(id)).map(whole -> {
            List<Person> records = links.patientsOf(whole.id()).stream()
                    .flatMap(source -> patient(source).stream())
                    .toList();
            return new Somebody(whole, records.isEmpty() ? List.of(whole) : records);
        });
    }

    private Optional<Person> patient(String id) {
        return store.read("Patient", id).filter(Patient.class::isInstance).map(found -> person((Patient) found));
    }

    private static void add(List<String> parameters, String name, String value) {
        if (!value.isEmpty()) {
            String escaped = value.replace("\\", "\\\\")
                    .replace(",", "\\,")
                    .replace("|", "\\|")
                    .replace("$", "\\$");
            parameters.add(name + "=" + URLEncoder.encode(escaped, StandardCharsets.UTF_8));
        }
    }

    private Person person(Patient patient) {
        return new Person(
                patient.getIdPart(),
                name(patient),
                patient.hasBirthDate() ? patient.getBirthDateElement().getValueAsString() : "",
                patient.hasGender() ? patient.getGender().toCode() : "",
                patient.getIdentifier().stream()
                        .filter(Identifier::hasValue)
                        .map(People::identifier)
                        .toList(),
                address(patient),
                senders.of(patient));
    }

    static String name(Patient patient) {
        return patient.getName().stream().findFirst().map(People::written).orElse("");
    }

    private static String written(HumanName name) {
        String given = name.getGiven().stream().map(PrimitiveType::getValue).collect(Collectors.joining(" "));
        String whole = (name.hasFamily() ? name.getFamily() : "") + (given.isEmpty() ? "" : ", " + given);
        return whole.isEmpty() && name.hasText() ? name.getText() : whole;
    }

    private static String identifier(Identifier identifier) {
        String type = identifier.getType().hasText()
                ? identifier.getType().getText()
                : identifier.getType().getCodingFirstRep().getCode();
        return identifier.getValue() + (type == null ? "" : " (" + type + ")");
    }

    private static String address(Patient patient) {
        return patient.getAddress().stream()
                .findFirst()
                .map(address -> String.join(
                                " ",
                                List.of(
                                        address.hasCity() ? address.getCity() : "",
                                        address.hasState() ? address.getState() : "",
                                        address.hasPostalCode() ? address.getPostalCode() : ""))
                        .strip())
                .orElse("");
    }
}

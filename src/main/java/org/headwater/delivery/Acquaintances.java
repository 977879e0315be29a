package org.headwater.delivery;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.headwater.fhirstore.PersonLinks;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.springframework.stereotype.Component;

/** Who a destination knows, and by which numbers. */
@Component
class Acquaintances {

    /** Of other organisations' numbers these may go along; a social security number or a member's number is nobody's business. */
    private static final Set<String> RECORD_NUMBERS = Set.of("MR", "PI", "PT", "");

    private final PersonLinks links;

    Acquaintances(PersonLinks links) {
        this.links = links;
    }

    /**
     * A person as a destination is told of them.
     *
     * @param patient the joined record; its identifiers are the receiver's own first, then the reporting sender's
     * @param key tells this person's messages apart from another's, whatever joins or parts later; says nothing of who it is
     */
    record Acquaintance(Patient patient, String key) {
        @Override
        public String toString() {
            return "Acquaintance[" + key + "]";
        }
    }

    /**
     * The person of a source Patient, for a destination.
     *
     * @return empty when the destination is told only of people it knows, and it does not know this one
     */
    Optional<Acquaintance> of(String patientId, Destination destination, Library library) {
        List<Patient> same = links.samePerson(patientId).stream()
                .flatMap(id -> library.find("Patient/" + id, Patient.class).stream())
                .toList();
        Optional<Patient> source = library.find("Patient/" + patientId, Patient.class);
        if (source.isEmpty() || same.isEmpty()) {
            return Optional.empty();
        }
        Map<String, Identifier> numbers = new LinkedHashMap<>();
        same.stream()
                .flatMap(patient -> patient.getIdentifier().stream())
                .filter(number -> isInUse(number) && destination.authority().equals(number.getSystem()))
                .filter(number -> RECORD_NUMBERS.contains(type(number)))
                .forEach(number -> numbers.putIfAbsent(number.getSystem() + "|" + number.getValue(), number));
        if (numbers.isEmpty() && !destination.everyone()) {
            return Optional.empty();
        }
        String key = numbers.isEmpty()
                ? same.get(0).getIdPart()
                : numbers.keySet().iterator().next();
        source.get().getIdentifier().stream()
                .filter(number -> isInUse(number) && RECORD_NUMBERS.contains(type(number)))
                .forEach(number -> numbers.putIfAbsent(number.getSystem() + "|" + number.getValue(), number));
        Patient told = same.get(0).copy();
        told.setIdentifier(new ArrayList<>(numbers.values()));
        if (!told.hasContact()) {
            told.setContact(source.get().copy().getContact());
        }
        if (!told.hasGeneralPractitioner()) {
            told.setGeneralPractitioner(source.get().copy().getGeneralPractitioner());
        }
        return Optional.of(
                new Acquaintance(told, Digests.hex(32, destination.id().value(), key)));
    }

    /** A record that was merged into another, by the numbers its sender gave it; the receiver's own are its own affair. */
    Patient retired(Patient former, Destination destination) {
        Patient retired = new Patient();
        former.getIdentifier().stream()
                .filter(number -> isInUse(number) && RECORD_NUMBERS.contains(type(number)))
                .filter(number -> !destination.authority().equals(number.getSystem()))
                .forEach(retired::addIdentifier);
        former.getName().forEach(retired::addName);
        return retired;
    }

    private static boolean isInUse(Identifier number) {
        return number.hasValue() && number.getUse() != Identifier.IdentifierUse.OLD;
    }

    private static String type(Identifier number) {
        return number.getType().getCoding().stream()
                .map(coding -> coding.getCode() == null ? "" : coding.getCode())
                .findFirst()
                .orElse("");
    }
}

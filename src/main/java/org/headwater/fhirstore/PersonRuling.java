package org.headwater.fhirstore;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.headwater.mapping.MappedResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.PatientLinkComponent;

/**
 * What a sender said of two source Patients: that they are one person, by {@code Patient.link}, or that they are not, by
 * taking such a link away.
 *
 * @param one FHIR id of one Patient
 * @param other FHIR id of the other
 * @param at when it was said; the newest word counts
 */
public record PersonRuling(String one, String other, boolean samePerson, Instant at) {

    private static final String PATIENT = "Patient/";
    private static final String TAKEN_AWAY = "link[" + PATIENT;

    /** What a request to store says of such things; mostly nothing. */
    public static List<PersonRuling> of(StoreRequest request) {
        MappedResource mapped = request.mapped();
        if (!(mapped.resource() instanceof Patient patient)) {
            return List.of();
        }
        List<PersonRuling> rulings = new ArrayList<>();
        for (PatientLinkComponent link : patient.getLink()) {
            String other = link.getOther().getReference();
            if (other != null && other.startsWith(PATIENT)) {
                add(rulings, request, other.substring(PATIENT.length()), true);
            }
        }
        for (String deletion : mapped.deletions()) {
            if (deletion.startsWith(TAKEN_AWAY)) {
                add(rulings, request, deletion.substring(TAKEN_AWAY.length(), deletion.length() - 1), false);
            }
        }
        return rulings;
    }

    private static void add(List<PersonRuling> rulings, StoreRequest request, String other, boolean same) {
        String one = request.mapped().resource().getIdPart();
        if (!one.equals(other)) {
            rulings.add(new PersonRuling(one, other, same, request.eventTime()));
        }
    }

    /** Whether it is about two Patients, in whatever order. */
    public boolean isAbout(String first, String second) {
        return (one.equals(first) && other.equals(second)) || (one.equals(second) && other.equals(first));
    }
}

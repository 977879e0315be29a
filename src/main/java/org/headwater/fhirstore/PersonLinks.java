package org.headwater.fhirstore;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Which source Patients are one person: links to golden Patients, kept where HAPI's MDM keeps them, so that {@code :mdm}
 * searches and {@code $everything} follow them; and what senders said of that themselves. Ids are FHIR ids of Patients.
 */
public interface PersonLinks {

    /**
     * Links source Patients to golden ones inside the caller's transaction, in place of any links they had. All must be
     * stored.
     *
     * @param goldens golden id by source id, in the order of linking
     */
    void link(Map<String, String> goldens);

    /** Takes source Patients' links away inside the caller's transaction. */
    void unlink(Collection<String> patientIds);

    /** The golden Patient a source Patient belongs to; empty when it is linked to none. */
    Optional<String> goldenOf(String patientId);

    /** The golden Patients of source Patients that are linked, by source id. */
    Map<String, String> goldensOf(Collection<String> patientIds);

    /** The source Patients of a golden one, in order of linking. */
    List<String> patientsOf(String goldenId);

    /** The source Patients of golden ones, by golden id, in order of linking. */
    Map<String, List<String>> patientsOf(Collection<String> goldenIds);

    /** Everyone who is the same person as a Patient, source or golden, itself among them. */
    default List<String> samePerson(String patientId) {
        String golden = goldenOf(patientId).orElse(patientId);
        Set<String> all = new LinkedHashSet<>();
        all.add(golden);
        all.addAll(patientsOf(golden));
        all.add(patientId);
        return List.copyOf(all);
    }

    /** Notes a ruling inside the caller's transaction, unless a newer one on the two is known. */
    void rule(PersonRuling ruling);

    /** What was ruled last on each pair one of these Patients is of. */
    List<PersonRuling> rulingsOn(Collection<String> patientIds);
}

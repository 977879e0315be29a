package org.headwater.fhirstore;

import java.util.List;
import java.util.Optional;

/**
 * Which source Patients are one person: links to golden Patients, kept where HAPI's MDM keeps them, so that {@code :mdm}
 * searches and {@code $everything} follow them. Ids are FHIR ids of Patients.
 */
public interface PersonLinks {

    /**
     * Links a source Patient to a golden one inside the caller's transaction, in place of any link it had. Both must be
     * stored.
     */
    void link(String goldenId, String patientId);

    /** Takes a source Patient's link away inside the caller's transaction. */
    void unlink(String patientId);

    /** The golden Patient a source Patient belongs to; empty when it is linked to none. */
    Optional<String> goldenOf(String patientId);

    /** The source Patients of a golden one, in order of linking. */
    List<String> patientsOf(String goldenId);

    /** Everyone who is the same person as a Patient, source or golden, itself among them. */
    List<String> samePerson(String patientId);
}

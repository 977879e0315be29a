package org.headwater.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The validator must see what is wrong, and nothing where nothing is. */
class FhirValidationTests {

    private static final FhirValidation VALIDATION = FhirValidation.standard();

    private static final String PATIENT = """
            {"resourceType": "Patient",
             "meta": {"profile": ["http://hl7.org/fhir/us/core/StructureDefinition/us-core-patient"]},
             "extension": [
               {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race", "extension": [
                 {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2028-9", "display": "Asian"}},
                 {"url": "detailed", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2047-9", "display": "Vietnamese"}},
                 {"url": "text", "valueString": "Vietnamese"}]},
               {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-ethnicity", "extension": [
                 {"url": "ombCategory", "valueCoding": {"system": "urn:oid:2.16.840.1.113883.6.238", "code": "2186-5", "display": "Not Hispanic or Latino"}},
                 {"url": "text", "valueString": "Not Hispanic or Latino"}]},
               {"url": "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex", "valueCode": "F"}],
             "identifier": [{"system": "urn:oid:2.16.840.1.113883.19.5", "value": "1"}],
             "name": [{"family": "Testwater", "given": ["Ann"]}],
             "gender": "female"}
            """;

    @BeforeEach
    void withProfiles() {
        assumeTrue(VALIDATION.knowsProfiles(), FhirValidation::withoutProfiles);
    }

    @Test
    void aPatientAsUsCoreAsksIsValid() {
        assertThat(VALIDATION.errors(PATIENT)).isEmpty();
    }

    @Test
    void aMissingMustHaveOfTheClaimedProfileIsAnError() {
        assertThat(VALIDATION.errors(PATIENT.replaceAll("\"identifier\".*\n", "")))
                .anyMatch(issue -> issue.message().contains("Patient.identifier"));
    }

    @Test
    void anInventedRaceIsAnError() {
        assertThat(VALIDATION.errors(PATIENT.replace("2028-9", "2028-0"))).isNotEmpty();
    }

    @Test
    void aDetailedRaceInPlaceOfACategoryIsAnError() {
        assertThat(VALIDATION.errors(PATIENT.replace("2028-9", "2047-9"))).isNotEmpty();
    }

    @Test
    void aCodeOutsideARequiredValueSetIsAnError() {
        assertThat(VALIDATION.errors(PATIENT.replace("\"female\"", "\"F\""))).isNotEmpty();
    }

    @Test
    void aProfileNobodyPublishedIsAnError() {
        assertThat(VALIDATION.errors(PATIENT.replace("us-core-patient", "us-core-person")))
                .isNotEmpty();
    }
}

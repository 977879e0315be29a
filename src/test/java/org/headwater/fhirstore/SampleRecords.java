package org.headwater.fhirstore;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Enumerations;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.StringType;

/** Invented resources of the kinds an ADT and an ORU message yield, as many different people as one asks for. */
final class SampleRecords {

    private static final String US_CORE = "http://hl7.org/fhir/us/core/StructureDefinition/";
    private static final String[] TESTS = {"2345-7", "718-7", "2160-0", "2951-2", "6690-2"};

    private SampleRecords() {}

    /** What one message with results states: practitioner and organization shared, the rest of one person's. */
    static List<Resource> message(int person, int number) {
        List<Resource> all = new ArrayList<>();
        all.add(organization(person % 3));
        all.add(practitioner(person % 40));
        all.add(patient(person));
        all.add(encounter(person, number / 4));
        DiagnosticReport report = report(person, number);
        for (int i = 0; i < 3; i++) {
            Observation observation = observation(person, number, i);
            report.addResult(new Reference(observation.getId()));
            all.add(observation);
        }
        all.add(report);
        all.add(provenance(person, number));
        return all;
    }

    static Organization organization(int number) {
        Organization organization = new Organization();
        organization.setId("Organization/org" + id(number));
        organization.getMeta().addProfile(US_CORE + "us-core-organization");
        organization.addIdentifier().setSystem("http://hl7.org/fhir/sid/us-npi").setValue("18000000" + number);
        organization.setActive(true).setName("Hospital " + number);
        return organization;
    }

    static Practitioner practitioner(int number) {
        Practitioner practitioner = new Practitioner();
        practitioner.setId("Practitioner/pra" + id(number));
        practitioner.getMeta().addProfile(US_CORE + "us-core-practitioner");
        practitioner.addIdentifier().setSystem("http://hl7.org/fhir/sid/us-npi").setValue("19000000" + number);
        practitioner.addName().setFamily("Testwater").addGiven("Doctor" + number);
        return practitioner;
    }

    static Patient patient(int person) {
        Patient patient = new Patient();
        patient.setId("Patient/pat" + id(person));
        patient.getMeta().addProfile(US_CORE + "us-core-patient");
        Extension race = patient.addExtension().setUrl(US_CORE + "us-core-race");
        race.addExtension("ombCategory", new Coding("urn:oid:2.16.840.1.113883.6.238", "2106-3", "White"));
        race.addExtension("text", new StringType("White"));
        patient.addIdentifier()
                .setType(new CodeableConcept(
                        new Coding("http://terminology.hl7.org/CodeSystem/v2-0203", "MR", "Medical record number")))
                .setSystem("urn:oid:2.999.1.1")
                .setValue("MRN" + person);
        patient.addName()
                .setUse(HumanName.NameUse.OFFICIAL)
                .setFamily("Testwater" + person % 500)
                .addGiven("Given" + person % 300)
                .addGiven("M");
        patient.addTelecom()
                .setSystem(ContactPoint.ContactPointSystem.PHONE)
                .setUse(ContactPoint.ContactPointUse.HOME)
                .setValue("555-01" + person % 90);
        patient.setGender(
                person % 2 == 0 ? Enumerations.AdministrativeGender.FEMALE : Enumerations.AdministrativeGender.MALE);
        patient.setBirthDateElement(
                new DateType(String.format("19%02d-%02d-%02d", person % 90 + 10, person % 12 + 1, person % 28 + 1)));
        patient.addAddress()
                .setUse(Address.AddressUse.HOME)
                .addLine(person + " Testwater Lane")
                .setCity("Springfield")
                .setState("MA")
                .setPostalCode("0110" + person % 10);
        patient.addCommunication().setLanguage(new CodeableConcept(new Coding("urn:ietf:bcp:47", "en", "English")));
        return patient;
    }

    static Encounter encounter(int person, int number) {
        Encounter encounter = new Encounter();
        encounter.setId("Encounter/enc" + id(person) + id(number));
        encounter.getMeta().addProfile(US_CORE + "us-core-encounter");
        encounter.addIdentifier().setSystem("urn:oid:2.999.1.2").setValue("V" + person + "-" + number);
        encounter.setStatus(Encounter.EncounterStatus.INPROGRESS);
        encounter.setClass_(
                new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "IMP", "inpatient encounter"));
        encounter.addType().addCoding(new Coding("http://snomed.info/sct", "32485007", "Hospital admission"));
        encounter.setSubject(new Reference("Patient/pat" + id(person)));
        encounter.addParticipant().setIndividual(new Reference("Practitioner/pra" + id(person % 40)));
        encounter.getPeriod().setStartElement(new DateTimeType("2026-03-0" + (number % 9 + 1) + "T10:15:00-05:00"));
        encounter.setServiceProvider(new Reference("Organization/org" + id(person % 3)));
        return encounter;
    }

    static Observation observation(int person, int number, int line) {
        Observation observation = new Observation();
        observation.setId("Observation/obs" + id(person) + id(number) + line);
        observation.getMeta().addProfile(US_CORE + "us-core-observation-lab");
        observation.addIdentifier().setSystem("urn:oid:2.999.1.3").setValue(person + "-" + number + "-" + line);
        observation.setStatus(Observation.ObservationStatus.FINAL);
        observation
                .addCategory()
                .addCoding(new Coding(
                        "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory"));
        observation
                .getCode()
                .setText("Test " + line)
                .addCoding(new Coding("http://loinc.org", TESTS[line % TESTS.length], "Test " + line))
                .addCoding(new Coding("urn:oid:2.999.1.4", "L" + line, "Local test " + line));
        observation.setSubject(new Reference("Patient/pat" + id(person)));
        observation.setEncounter(new Reference("Encounter/enc" + id(person) + id(number / 4)));
        observation.setEffective(new DateTimeType("2026-03-1" + number % 9 + "T08:30:00-05:00"));
        observation.setIssuedElement(new InstantType("2026-03-1" + number % 9 + "T09:00:00.000-05:00"));
        observation.setValue(new Quantity()
                .setValue(new BigDecimal(person % 100 + "." + line))
                .setUnit("mg/dL")
                .setSystem("http://unitsofmeasure.org")
                .setCode("mg/dL"));
        observation
                .addInterpretation()
                .addCoding(new Coding(
                        "http://terminology.hl7.org/CodeSystem/v3-ObservationInterpretation", "N", "Normal"));
        observation.addReferenceRange().setText("70-100");
        return observation;
    }

    static DiagnosticReport report(int person, int number) {
        DiagnosticReport report = new DiagnosticReport();
        report.setId("DiagnosticReport/rep" + id(person) + id(number));
        report.getMeta().addProfile(US_CORE + "us-core-diagnosticreport-lab");
        report.addIdentifier().setSystem("urn:oid:2.999.1.5").setValue("F" + person + "-" + number);
        report.setStatus(DiagnosticReport.DiagnosticReportStatus.FINAL);
        report.addCategory()
                .addCoding(new Coding("http://terminology.hl7.org/CodeSystem/v2-0074", "LAB", "Laboratory"));
        report.getCode().addCoding(new Coding("http://loinc.org", "24323-8", "Comprehensive metabolic panel"));
        report.setSubject(new Reference("Patient/pat" + id(person)));
        report.setEncounter(new Reference("Encounter/enc" + id(person) + id(number / 4)));
        report.setEffective(new DateTimeType("2026-03-1" + number % 9 + "T08:30:00-05:00"));
        report.addPerformer(new Reference("Organization/org" + id(person % 3)));
        return report;
    }

    static Provenance provenance(int person, int number) {
        Provenance provenance = new Provenance();
        provenance.setId("Provenance/pro" + id(person) + id(number));
        provenance.addTarget(new Reference("Patient/pat" + id(person)));
        provenance.addTarget(new Reference("DiagnosticReport/rep" + id(person) + id(number)));
        provenance.setRecorded(Date.from(Instant.parse("2026-03-10T09:00:00Z").plusSeconds(number)));
        provenance
                .addAgent()
                .setType(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/provenance-participant-type", "author", "Author")))
                .setWho(new Reference("Organization/org" + id(person % 3)));
        provenance.addPolicy("urn:headwater:mapping:oru@1");
        provenance.setLanguageElement(new CodeType("en-US"));
        return provenance;
    }

    private static String id(int number) {
        return String.format("%08x", number);
    }
}

package org.headwater.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.hl7.fhir.r4.model.Claim;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

class PlainWordsTests {

    @Test
    void aResultIsItsNameAndValue() {
        Observation glucose = new Observation();
        glucose.setCode(new CodeableConcept().addCoding(new Coding("http://loinc.org", "2345-7", "Glucose")));
        glucose.setValue(new Quantity().setValue(new BigDecimal("182")).setUnit("mg/dL"));
        glucose.setEffective(new DateTimeType("2026-03-02T08:30:00-06:00"));

        assertThat(words(glucose)).isEqualTo("2026-03-02 | Observation | Glucose | 182 mg/dL");
    }

    @Test
    void aBloodPressureIsToldByItsParts() {
        Observation pressure = new Observation();
        pressure.setCode(new CodeableConcept().setText("Blood pressure"));
        pressure.addComponent()
                .setCode(new CodeableConcept().setText("Systolic"))
                .setValue(new Quantity().setValue(130).setUnit("mmHg"));
        pressure.addComponent()
                .setCode(new CodeableConcept().setText("Diastolic"))
                .setValue(new Quantity().setValue(85).setUnit("mmHg"));

        assertThat(words(pressure))
                .isEqualTo(" | Observation | Blood pressure | Systolic, 130 mmHg, Diastolic, 85 mmHg");
    }

    @Test
    void aYearStaysAYear() {
        Condition problem = new Condition();
        problem.setCode(new CodeableConcept().setText("Asthma"));
        problem.setOnset(new DateTimeType("1999"));

        assertThat(words(problem)).isEqualTo("1999 | Problem | Asthma | ");
    }

    @Test
    void aVisitWithoutTypeIsToldByItsSetting() {
        Encounter visit = new Encounter();
        visit.setClass_(new Coding().setCode("EMER"));
        visit.getPeriod().setStartElement(new DateTimeType("2026-03-02"));

        assertThat(words(visit)).isEqualTo("2026-03-02 | Visit | Emergency visit | ");
    }

    @Test
    void aClaimTellsWhatForAndHowMuch() {
        Claim claim = new Claim();
        claim.addDiagnosis().setDiagnosis(new CodeableConcept().setText("Fever"));
        claim.getTotal().setValue(new BigDecimal("150.00")).setCurrency("USD");

        assertThat(words(claim)).isEqualTo(" | Claim | Claim | Fever, USD 150.00");
    }

    @Test
    void whatIsNoEventIsLeftOut() {
        assertThat(PlainWords.of(new Organization())).isEmpty();
    }

    @Test
    void anEmptyResourceIsNoReasonToFail() {
        assertThat(words(new Encounter())).isEqualTo(" | Visit | Visit | ");
        assertThat(words(new Observation())).isEqualTo(" | Observation |  | ");
        assertThat(words(new Claim())).isEqualTo(" | Claim | Claim | ");
    }

    private static String words(Resource resource) {
        PlainWords words = PlainWords.of(resource).orElseThrow();
        return words.date() + " | " + words.kind() + " | " + words.title() + " | " + words.detail();
    }
}

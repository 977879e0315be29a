package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;

/** What becomes of people and their visits as one message follows another, from the inbox to what a clinician is shown. */
class PatientStoriesTests extends HospitalStories {

    // ---- visits

    @Test
    void aCancelledTransferNeverWas() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A02", 2, "M1", visit("V1", INTENSIVE_CARE, WARD));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-02", "ICU 2 B: 02-");
        send("A12", 3, "M1", visit("V1", WARD, INTENSIVE_CARE));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
    }

    @Test
    void everyBedOfAStayIsKeptEvenWhenThePatientReturns() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A02", 2, "M1", visit("V1", INTENSIVE_CARE, WARD));
        send("A08", 3, "M1", visit("V1", INTENSIVE_CARE, ""));
        send("A02", 4, "M1", visit("V1", WARD, INTENSIVE_CARE));
        send("A03", 5, "M1", visit("V1", WARD, "", "20260105080000"));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-02", "ICU 2 B: 02-04", "4EAST 410 A: 04-05");
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.FINISHED);
        assertThat(encounter.getLocation()).allMatch(place -> place.getStatus() == EncounterLocationStatus.COMPLETED);
        assertThat(encounter.getPeriod().getStartElement().getValueAsString()).startsWith("2026-01-01");
        assertThat(encounter.getPeriod().getEndElement().getValueAsString()).startsWith("2026-01-05");
    }

    @Test
    void aCancelledDischargeOpensTheVisitAgain() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A03", 2, "M1", visit("V1", WARD, "", "20260102080000"));
        send("A13", 3, "M1", visit("V1", WARD, "", "20260102080000"));
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(encounter.getStatusHistory()).isEmpty();
        assertThat(encounter.getPeriod().hasEnd()).isFalse();
        assertThat(encounter.getPeriod().hasStart()).isTrue();
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
        // The discharge once more, late or replayed, changes nothing.
        send("A03", 2, "M1", visit("V1", WARD, "", "20260102080000") + "\rZZZ|again");
        assertThat(encounter("V1").equalsDeep(encounter)).isTrue();
    }

    @Test
    void aLateUpdateDoesNotReopenAVisitNorShortenIt() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A03", 3, "M1", visit("V1", WARD, "", "20260103080000"));
        send("A08", 4, "M1", "PV1|1|I|||||||||||||||||V1");
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.FINISHED);
        assertThat(encounter.getPeriod().hasStart()).isTrue();
        assertThat(encounter.getPeriod().hasEnd()).isTrue();
        assertThat(encounter.getStatusHistory())
                .singleElement()
                .satisfies(one -> assertThat(one.getStatus()).isEqualTo(EncounterStatus.INPROGRESS));
    }

    @Test
    void theOrderOfArrivalDoesNotMatter() {
        send("A03", 5, "M1", visit("V1", WARD, "", "20260105080000"));
        send("A02", 2, "M1", visit("V1", INTENSIVE_CARE, WARD));
        send("A01", 1, "M1", visit("V1", WARD, ""));
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.FINISHED);
        assertThat(encounter.getPeriod().hasStart()).isTrue();
        assertThat(encounter.getPeriod().getEndElement().getValueAsString()).startsWith("2026-01-05");
        assertThat(places("V1")).contains("ICU 2 B: 02-");
        assertThat(encounter.getLocation()).allMatch(place -> place.getStatus() == EncounterLocationStatus.COMPLETED);
    }

    @Test
    void leaveClassAndCancellationLeaveTheirMarks() {
        send("A04", 1, "M1", "PV1|1|E|ED^1^1||||||||||||||||V1|||||||||||||||||||||||||20260101080000");
        send("A06", 2, "M1", "PV1|1|I|" + WARD + "|||ED^1^1|||||||||||||V1");
        send("A21", 3, "M1", visit("V1", WARD, ""));
        Encounter away = encounter("V1");
        assertThat(away.getStatus()).isEqualTo(EncounterStatus.ONLEAVE);
        assertThat(away.getClass_().getCode()).isEqualTo("IMP");
        assertThat(away.getClassHistory())
                .singleElement()
                .satisfies(one -> assertThat(one.getClass_().getCode()).isEqualTo("EMER"));
        send("A52", 4, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(encounter("V1").getStatusHistory()).isEmpty();
        send("A11", 5, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.CANCELLED);
    }

    // ---- merges

    @Test
    void aMergedPatientsRecordIsTheSurvivors() {
        send("A01", 1, "OLD", visit("V1", WARD, ""));
        result(2, "OLD", "F1", "");
        send("A04", 1, "NEW", visit("V2", "CLINIC", ""));
        merge(3, "NEW", "OLD");
        Patient survivor = patient("NEW");
        Patient former = patient("OLD");
        assertThat(former.getActive()).isFalse();
        assertThat(former.getLinkFirstRep().getType()).isEqualTo(Patient.LinkType.REPLACEDBY);
        assertThat(former.getLinkFirstRep().getOther().getReference()).isEqualTo(reference(survivor));
        assertThat(survivor.getLinkFirstRep().getType()).isEqualTo(Patient.LinkType.REPLACES);
        assertThat(everything(survivor, "Encounter")).hasSize(2);
        assertThat(everything(former, "Encounter")).hasSize(2);
        assertThat(search("Observation?patient=" + survivor.getIdPart())).hasSize(1);
        // A result that still names the old number ends with the survivor too, and replaying the admission brings
        // nothing back.
        result(4, "OLD", "F2", "");
        send("A01", 1, "OLD", visit("V1", WARD, "") + "\rZZZ|again");
        assertThat(search("Observation?patient=" + survivor.getIdPart())).hasSize(2);
        assertThat(everything(survivor, "Observation")).hasSize(2);
        assertThat(encounter("V1").getSubject().getReference()).isEqualTo(reference(survivor));
        assertThat(patient("OLD").getActive()).isFalse();
        assertThat(links.samePerson(survivor.getIdPart())).contains(former.getIdPart());
    }

    @Test
    void mergesFollowOneAnother() {
        result(1, "A", "F1", "");
        merge(2, "B", "A");
        merge(3, "C", "B");
        result(4, "A", "F2", "");
        assertThat(search("Observation?patient=" + patient("C").getIdPart())).hasSize(2);
        assertThat(everything(patient("A"), "Observation")).hasSize(2);
        merge(5, "C", "A");
        assertThat(patient("C").getLink()).hasSize(2);
    }

    @Test
    void aVisitOfAnotherPatientMovesWithItsResults() {
        send("A01", 1, "WRONG", visit("V1", WARD, ""));
        result(2, "WRONG", "F1", visit("V1", WARD, ""));
        send("A04", 1, "WRONG", visit("V2", "CLINIC", ""));
        send("A45", 3, "RIGHT", "MRG|WRONG^^^^MR||||V1\r" + visit("V1", WARD, ""));
        Patient right = patient("RIGHT");
        Patient wrong = patient("WRONG");
        assertThat(encounter("V1").getSubject().getReference()).isEqualTo(reference(right));
        assertThat(encounter("V2").getSubject().getReference()).isEqualTo(reference(wrong));
        assertThat(search("Observation?patient=" + right.getIdPart())).hasSize(1);
        assertThat(search("DiagnosticReport?patient=" + right.getIdPart())).hasSize(1);
        assertThat(wrong.hasActive()).isFalse();
        result(4, "WRONG", "F2", visit("V1", WARD, ""));
        result(4, "WRONG", "F3", "");
        assertThat(search("Observation?patient=" + right.getIdPart())).hasSize(2);
        assertThat(search("Observation?patient=" + wrong.getIdPart())).hasSize(1);
        // Moved back, it stays back, though the first move is replayed.
        send("A45", 5, "WRONG", "MRG|RIGHT^^^^MR||||V1\r" + visit("V1", WARD, ""));
        send("A45", 3, "RIGHT", "MRG|WRONG^^^^MR||||V1\r" + visit("V1", WARD, "") + "\rZZZ|again");
        assertThat(search("Observation?patient=" + right.getIdPart())).isEmpty();
        assertThat(search("Observation?patient=" + wrong.getIdPart())).hasSize(3);
    }

    @Test
    void aVisitThatGetsAnotherNumberKeepsItsHistory() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        result(2, "M1", "F1", visit("V1", WARD, ""));
        send("A50", 3, "M1", "MRG|M1^^^^MR||||V1\rPV1|1|I|||||||||||||||||V9");
        Encounter now = encounter("V9");
        assertThat(now.getIdentifier()).extracting(Identifier::getValue).containsExactly("V9", "V1");
        assertThat(now.getPeriod().hasStart()).isTrue();
        assertThat(now.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(places(now)).containsExactly("4EAST 410 A: 01-");
        Observation observation = (Observation)
                search("Observation?patient=" + patient("M1").getIdPart()).get(0);
        assertThat(observation.getEncounter().getReference()).isEqualTo("Encounter/" + now.getIdPart());
    }

    @Test
    void patientsWhoSwapBedsAreEachInTheOthers() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A01", 1, "M2", visit("V2", INTENSIVE_CARE, ""));
        String swap = header("A17", 2, "M1") + visit("V1", INTENSIVE_CARE, WARD) + "\r" + pid("M2") + "\r"
                + visit("V2", WARD, INTENSIVE_CARE);
        accept(swap);
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-02", "ICU 2 B: 02-");
        assertThat(places("V2")).containsExactly("ICU 2 B: 01-02", "4EAST 410 A: 02-");
    }

    // ---- links

    @Test
    void whatWasUnlinkedIsNeverJoinedAgainByItself() {
        String phone = "|||||F|||1 Canal^^Springfield^IL^62701||2175550143";
        accept(header("A28", 1, "P1", phone));
        accept(header("A28", 1, "P2", phone));
        Patient one = patient("P1");
        Patient other = patient("P2");
        assertThat(links.samePerson(one.getIdPart())).contains(other.getIdPart());
        accept(header("A37", 2, "P1", phone) + pid("P2", phone));
        assertThat(links.goldenOf(one.getIdPart())).isEmpty();
        assertThat(links.goldenOf(other.getIdPart())).isEmpty();
        // Neither an update nor a third record that is like both joins them.
        accept(header("A31", 3, "P1", phone));
        accept(header("A28", 3, "P3", phone));
        Patient third = patient("P3");
        assertThat(links.samePerson(third.getIdPart())).hasSize(3);
        assertThat(links.samePerson(one.getIdPart())).doesNotContain(other.getIdPart());
        // A late A24 from before does not either; a new one does.
        accept(header("A24", 1, "P1", phone) + pid("P2", phone));
        assertThat(links.samePerson(one.getIdPart())).doesNotContain(other.getIdPart());
        accept(header("A24", 4, "P1", phone) + pid("P2", phone));
        assertThat(links.samePerson(one.getIdPart())).contains(other.getIdPart(), third.getIdPart());
        assertThat(patient("P1").getLink()).hasSize(1);
    }

    @Test
    void aThinResultTakesNothingFromANameOrItsTelephones() {
        accept(header("A28", 1, "M1").replace("Testwater^Ann", "Testwater^Ann^Maria^^Ms^^L~Brook^Ann^^^^^M")
                + "NK1|1|Testwater^Omar|SPO");
        result(2, "M1", "F1", "");
        Patient patient = patient("M1");
        assertThat(patient.getName()).hasSize(2);
        assertThat(patient.getNameFirstRep().getGiven()).hasSize(2);
        assertThat(patient.getContact()).hasSize(1);
    }
}

package org.headwater.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.hl7.fhir.r4.model.Account;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a registrar is shown after each event that takes something back, moves or renumbers it (v2.9 §3.3). */
class AdtSequenceTests extends HospitalStories {

    // ---- plans

    @Test
    void aPreadmissionThatIsCalledOffIsCancelled() {
        send("A05", 1, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.PLANNED);
        send("A38", 2, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.CANCELLED);
        assertThat(places("V1")).isEmpty();
    }

    @Test
    void anAdmissionPlannedForLaterIsCancelledWhenItIsCalledOff() {
        send("A14", 1, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.PLANNED);
        send("A27", 2, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.CANCELLED);
        assertThat(places("V1")).isEmpty();
    }

    @Test
    void whoWaitsInEmergencyForABedStaysThereWhenNoneIsWantedAnyMore() {
        send("A04", 1, "M1", emergency("V1", "ED^1^1"));
        send("A14", 2, "M1", awaited("V1", "ED^1^1", WARD));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(places("V1")).containsExactly("ED 1 1: 01-", "4EAST 410 A: -");
        send("A27", 3, "M1", awaited("V1", "ED^1^1", WARD));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(places("V1")).containsExactly("ED 1 1: 01-");
    }

    @Test
    void anAdmissionThatIsCalledOffLeavesNobodyInABedAndMayBeMadeAgain() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A11", 2, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.CANCELLED);
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-02");
        send("A01", 3, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(places("V1")).last().asString().endsWith("-");
    }

    @Test
    void aTransferThatWasOnlyPlannedIsForgotten() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A15", 2, "M1", pending("V1", WARD, INTENSIVE_CARE));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-", "ICU 2 B: -");
        send("A26", 3, "M1", pending("V1", WARD, INTENSIVE_CARE));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
    }

    @Test
    void aDischargeThatWasOnlyPlannedIsForgotten() {
        String planned = "\rPV2|||||||||20260109100000";
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A16", 2, "M1", visit("V1", WARD, "") + planned);
        assertThat(encounter("V1").getExtension()).isNotEmpty();
        send("A25", 3, "M1", visit("V1", WARD, "") + planned);
        Encounter encounter = encounter("V1");
        assertThat(encounter.getExtension()).isEmpty();
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
    }

    // ---- ways through the house

    @Test
    void whoDidNotLeaveAfterAllIsWhereTheyWere() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A09", 2, "M1", temporary("V1", WARD, "XRAY^1"));
        send("A33", 3, "M1", temporary("V1", WARD, "XRAY^1"));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
    }

    @Test
    void whoDidNotArriveAfterAllHasNotBeenThere() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A09", 2, "M1", visit("V1", WARD, ""));
        send("A10", 3, "M1", visit("V1", INTENSIVE_CARE, WARD));
        send("A32", 4, "M1", visit("V1", WARD, INTENSIVE_CARE));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
    }

    @Test
    void aTransferTakenBackHindersNoneThatFollows() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A02", 2, "M1", visit("V1", INTENSIVE_CARE, WARD));
        send("A12", 3, "M1", visit("V1", WARD, INTENSIVE_CARE));
        send("A02", 4, "M1", visit("V1", "5WEST^501^A", WARD));
        send("A03", 5, "M1", visit("V1", "5WEST^501^A", "", "20260105080000"));
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-04", "5WEST 501 A: 04-05");
    }

    @Test
    void whoDidNotReturnFromLeaveIsStillAway() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A21", 2, "M1", visit("V1", WARD, ""));
        send("A22", 3, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        send("A53", 4, "M1", visit("V1", WARD, ""));
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.ONLEAVE);
        assertThat(encounter.getStatusHistory())
                .extracting(Encounter.StatusHistoryComponent::getStatus)
                .containsExactly(EncounterStatus.INPROGRESS);
    }

    @Test
    void anOutpatientWhoBecameAnInpatientMayBecomeOneAgain() {
        send("A04", 1, "M1", emergency("V1", "ED^1^1"));
        send("A06", 2, "M1", visit("V1", WARD, "ED^1^1"));
        send("A07", 3, "M1", emergency("V1", "ED^1^1"));
        Encounter encounter = encounter("V1");
        assertThat(encounter.getClass_().getCode()).isEqualTo("EMER");
        assertThat(encounter.getClassHistory())
                .extracting(one -> one.getClass_().getCode())
                .containsExactly("EMER", "IMP");
    }

    @Test
    void aDischargeTakenBackMayBeFollowedByAnother() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A03", 2, "M1", visit("V1", WARD, "", "20260102080000"));
        send("A13", 3, "M1", visit("V1", WARD, ""));
        send("A02", 4, "M1", visit("V1", INTENSIVE_CARE, WARD));
        send("A03", 5, "M1", visit("V1", INTENSIVE_CARE, "", "20260105080000"));
        Encounter encounter = encounter("V1");
        assertThat(encounter.getStatus()).isEqualTo(EncounterStatus.FINISHED);
        assertThat(encounter.getPeriod().getEndElement().getValueAsString()).startsWith("2026-01-05");
        assertThat(places("V1")).containsExactly("4EAST 410 A: 01-04", "ICU 2 B: 04-05");
    }

    // ---- doctors

    @Test
    void aChangeOfTheAttendingDoctorIsTakenBack() {
        send("A01", 1, "M1", attended("V1", "D1^Testwater^Iris"));
        send("A54", 2, "M1", attended("V1", "D2^Testwater^Noel"));
        assertThat(attending("V1")).singleElement().asString().contains("Noel");
        send("A55", 3, "M1", attended("V1", "D1^Testwater^Iris"));
        assertThat(attending("V1")).singleElement().asString().contains("Iris");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
    }

    // ---- mistakes

    @Test
    void aVisitThatIsDeletedWasAMistake() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A23", 2, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.ENTEREDINERROR);
        assertThat(places("V1")).noneMatch(place -> place.endsWith("-"));
        // An update on its way when it was deleted brings nothing back.
        send("A08", 3, "M1", visit("V1", WARD, ""));
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.ENTEREDINERROR);
    }

    @Test
    void aPersonWhoIsDeletedIsOutOfUseUntilAddedAgain() {
        send("A28", 1, "M1", "");
        send("A29", 2, "M1", "");
        assertThat(patient("M1").getActive()).isFalse();
        send("A31", 3, "M1", "");
        assertThat(patient("M1").getActive()).isFalse();
        send("A28", 4, "M1", "");
        assertThat(patient("M1").getActive()).isTrue();
    }

    // ---- two that are one

    @ParameterizedTest
    @ValueSource(strings = {"A18", "A30", "A34", "A36", "A39", "A40", "A43", "A47"})
    void whateverTheMergeIsCalledTheSurvivorHasItAll(String trigger) {
        send("A01", 1, "OLD", visit("V1", WARD, ""));
        result(2, "OLD", "F1", "");
        send(trigger, 3, "NEW", "MRG|OLD^^^^MR");
        result(4, "OLD", "F2", "");
        Patient survivor = patient("NEW");
        assertThat(patient("OLD").getActive()).isFalse();
        assertThat(encounter("V1").getSubject().getReference()).isEqualTo(reference(survivor));
        assertThat(search("Observation?patient=" + survivor.getIdPart())).hasSize(2);
        assertThat(survivor.getIdentifier()).anyMatch(number -> former(number, "OLD"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"A35", "A41", "A49"})
    void anAccountThatGoesOnUnderAnotherNumberTakesItsVisitsAlong(String trigger) {
        send("A01", 1, "M1", visit("V1", WARD, ""), "ACC1");
        send(trigger, 2, "M1", "MRG|M1^^^^MR||ACC1^^^^AN", "ACC2");
        Account former = account("ACC1");
        Account account = account("ACC2");
        assertThat(former.getStatus()).isEqualTo(Account.AccountStatus.INACTIVE);
        assertThat(account.getStatus()).isEqualTo(Account.AccountStatus.ACTIVE);
        assertThat(encounter("V1").getAccountFirstRep().getReference()).isEqualTo("Account/" + account.getIdPart());
        // What still names the former account is the other one's.
        send("A08", 3, "M1", visit("V1", WARD, ""), "ACC1");
        assertThat(encounter("V1").getAccountFirstRep().getReference()).isEqualTo("Account/" + account.getIdPart());
    }

    @Test
    void twoVisitsThatWereOneAreOne() {
        send("A01", 1, "M1", visit("V1", WARD, ""));
        send("A01", 2, "M1", visit("V2", INTENSIVE_CARE, ""));
        result(2, "M1", "F1", visit("V1", WARD, ""));
        send("A42", 3, "M1", "MRG|M1^^^^MR||||V1\r" + visit("V2", INTENSIVE_CARE, ""));
        Encounter survivor = encounter("V2");
        assertThat(encounter("V1").getStatus()).isEqualTo(EncounterStatus.ENTEREDINERROR);
        assertThat(survivor.getStatus()).isEqualTo(EncounterStatus.INPROGRESS);
        Observation observation = (Observation)
                search("Observation?patient=" + patient("M1").getIdPart()).get(0);
        assertThat(observation.getEncounter().getReference()).isEqualTo("Encounter/" + survivor.getIdPart());
    }

    // ---- what was another's

    @Test
    void anAccountOfAnotherPatientMovesWithItsVisits() {
        send("A01", 1, "WRONG", visit("V1", WARD, ""), "ACC1");
        send("A04", 1, "WRONG", emergency("V2", "ED^1^1"));
        send("A44", 2, "RIGHT", "MRG|WRONG^^^^MR||ACC1^^^^AN", "ACC1");
        Patient right = patient("RIGHT");
        Patient wrong = patient("WRONG");
        assertThat(account("ACC1").getSubjectFirstRep().getReference()).isEqualTo(reference(right));
        assertThat(encounter("V1").getSubject().getReference()).isEqualTo(reference(right));
        assertThat(encounter("V2").getSubject().getReference()).isEqualTo(reference(wrong));
        assertThat(wrong.hasActive()).isFalse();
    }

    // ---- numbers that change

    @Test
    void aVisitIsFoundByItsFormerAlternateNumberToo() {
        send("A01", 1, "M1", alternate("V1", "ALT1"));
        send("A51", 2, "M1", "MRG|M1^^^^MR|||||ALT1\r" + alternate("V1", "ALT2"));
        assertThat(encounter("V1").getIdentifier())
                .extracting(Identifier::getValue)
                .containsExactlyInAnyOrder("V1", "ALT1", "ALT2");
        assertThat(encounter("V1").getIdentifier())
                .filteredOn(number -> "ALT1".equals(number.getValue()))
                .allMatch(number -> number.getUse() == Identifier.IdentifierUse.OLD);
    }

    @Test
    void anAlternateNumberOfAPatientThatChangedIsKeptAsFormer() {
        send("A04", 1, "M1", emergency("V1", "ED^1^1"));
        send("A48", 2, "M1", "MRG|M1^^^^MR|ALT7^^^^PI");
        assertThat(patient("M1").getIdentifier()).anyMatch(number -> former(number, "ALT7"));
        assertThat(patient("M1").hasActive() && !patient("M1").getActive()).isFalse();
    }

    // ---- what is told and shown

    private static boolean former(Identifier number, String value) {
        return value.equals(number.getValue()) && number.getUse() == Identifier.IdentifierUse.OLD;
    }

    private Account account(String number) {
        return (Account) search("Account?identifier=" + authority + "|" + number).stream()
                .filter(account -> number.equals(
                        ((Account) account).getIdentifierFirstRep().getValue()))
                .findFirst()
                .orElseThrow();
    }

    private List<String> attending(String visit) {
        return encounter(visit).getParticipant().stream()
                .filter(one ->
                        one.getTypeFirstRep().getCodingFirstRep().getCode().equals("ATND"))
                .map(one -> one.getIndividual().getReferenceElement())
                .map(practitioner ->
                        store.read("Practitioner", practitioner.getIdPart()).orElseThrow())
                .map(practitioner ->
                        ((Practitioner) practitioner).getNameFirstRep().getGivenAsSingleString())
                .toList();
    }

    private void send(String trigger, int day, String mrn, String rest, String account) {
        accept(header(trigger, day, mrn, "|F" + "|".repeat(10) + account + "^^^^AN") + rest);
    }

    private static String emergency(String number, String place) {
        return "PV1|1|E|" + place + "|".repeat(16) + number + "|".repeat(25) + "20260101080000";
    }

    private static String awaited(String number, String place, String next) {
        return "PV1|1|E|" + place + "|".repeat(16) + number + "|".repeat(23) + next;
    }

    private static String attended(String number, String doctor) {
        return "PV1|1|I|" + WARD + "||||" + doctor + "|".repeat(12) + number;
    }

    private static String temporary(String number, String place, String temporary) {
        return "PV1|1|I|" + place + "|".repeat(8) + temporary + "|".repeat(8) + number;
    }

    private static String pending(String number, String place, String next) {
        return "PV1|1|I|" + place + "|".repeat(16) + number + "|".repeat(23) + next;
    }

    private static String alternate(String number, String alternate) {
        return "PV1|1|I|" + WARD + "|".repeat(16) + number + "|".repeat(31) + alternate;
    }
}

package org.headwater.lineage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.headwater.intake.EntryState;
import org.headwater.intake.FeedId;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.TraceStep;
import org.headwater.message.Format;
import org.junit.jupiter.api.Test;

class RetellingTests {

    @Test
    void theStepOfTheValueItselfExplainsIt() {
        assertThat(why("Patient.birthDate", step("Patient.birthDate", "PID-7"), step("Patient.gender", "PID-8")))
                .isEqualTo("PID-7");
    }

    @Test
    void theLastStepThatWroteAValueCounts() {
        assertThat(why("Patient.gender", step("Patient.gender", "PID-8"), step("Patient.gender", "PID-8 translated")))
                .isEqualTo("PID-8 translated");
    }

    @Test
    void theTypeOfAChoiceMakesNoDifference() {
        assertThat(why("Observation.valueQuantity.unit", step("Observation.value.unit", "OBX-6")))
                .isEqualTo("OBX-6");
    }

    @Test
    void aFirstIndexMayBeLeftOut() {
        assertThat(why("Patient.name[0].given[0]", step("Patient.name.given", "PID-5.2")))
                .isEqualTo("PID-5.2");
        assertThat(why("Patient.name[1].given[0]", step("Patient.name.given", "PID-5.2")))
                .isEqualTo("nothing");
    }

    @Test
    void theSystemBesideATranslatedCodeIsExplainedByTheCode() {
        assertThat(why(
                        "Patient.maritalStatus.coding[0].system",
                        step("Patient.maritalStatus.coding[0].code", "PID-16"),
                        step("Patient.birthDate", "PID-7")))
                .isEqualTo("PID-16");
    }

    @Test
    void whatNoRuleWroteIsExplainedByNone() {
        assertThat(why("Patient.active", step("Patient.birthDate", "PID-7"))).isEqualTo("nothing");
    }

    private static String why(String element, TraceStep... steps) {
        MappingResult result = new MappingResult("hl7v2/adt@1", List.of(), List.of(), List.of(steps), List.of());
        InboxEntry entry = new InboxEntry(
                1,
                new FeedId("mercy-adt"),
                EntryState.STORED,
                null,
                1,
                "",
                "ADT^A01",
                "M1",
                0,
                10,
                1,
                Instant.EPOCH,
                Instant.EPOCH,
                "hl7v2/adt@1",
                List.of());
        SourceText text = SourceText.of(Format.HL7V2, "MSH".getBytes(StandardCharsets.UTF_8));
        return new Retelling(entry, text, null, result)
                .why("Patient/1", element)
                .map(TraceStep::from)
                .orElse("nothing");
    }

    private static TraceStep step(String element, String from) {
        return new TraceStep("Patient/1", element, from, "hl7v2/adt@1", "mapping.yaml:1", null, null);
    }
}

package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.headwater.message.Node;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;

class CompositionsTests {

    private static final String CODES = """
            concept-map: sex
            codes: { F: female, M: male, A: other, O: other }
            """;

    private final List<Problem> problems = new ArrayList<>();

    private String composed(String rules, Node record, String version) {
        Compositions compositions = Compositions.compile(
                List.of(
                        YamlFile.parse("mappings/codes/sex.yaml", CODES, problems::add),
                        YamlFile.parse("mappings/outbound/t/mapping.yaml", """
                                outbound: t
                                message: ADT
                                segments:
                                  - segment: PID
                                    rules:
                                """ + rules.indent(6), problems::add)),
                problems::add);
        assertThat(problems).isEmpty();
        Compositions.Composed composed = compositions.compose(
                "t", record, new Dialect(version, ZoneId.of("America/Chicago"), Map.of("urn:oid:1.2.3", "MERCY")));
        return String.join("\n", composed.segments());
    }

    private static Node record(Map<String, ?> parts) {
        return RecordTree.of(parts, reference -> Optional.empty());
    }

    private static Node text(String value) {
        return record(Map.of("it", value));
    }

    @Test
    void separatorsLineEndsAndFramingAreEscaped() {
        assertThat(composed("- { to: PID-5.1, from: it }", text("A|B^C~D\\E&F\r\nG\u001cH"), "2.5.1"))
                .isEqualTo("PID|||||A\\F\\B\\S\\C\\R\\D\\E\\E\\T\\F\\.br\\G\\X1C\\H");
    }

    @Test
    void twoQuotationMarksAreNeverWrittenAsAnOrderToDelete() {
        assertThat(composed("- { to: PID-5.1, from: it }", text("\"\""), "2.5.1"))
                .isEqualTo("PID|||||\\X2222\\");
    }

    @Test
    void whatIsEmptyAtAnEndIsNotWrittenAndAlikeRepetitionsAreOne() {
        String rules = """
                - { to: PID-3, from: 'it[*]' }
                - { to: PID-5.4, from: nothing }
                """;
        assertThat(composed(rules, record(Map.of("it", List.of("1", "2", "1"))), "2.5.1"))
                .isEqualTo("PID|||1~2");
    }

    @Test
    void aSegmentThatHoldsNothingOfTheRecordIsNotSent() {
        assertThat(composed("- { to: PID-1, value: 1 }\n- { to: PID-3, from: nothing }", text("x"), "2.5.1"))
                .isEmpty();
    }

    @Test
    void timesGoInTheReceiversZoneAndAsPreciseAsTheyAreKnown() {
        String rule = "- { to: PID-7, from: 'it[*]', as: timestamp }";
        assertThat(composed(
                        rule,
                        record(Map.of("it", List.of("2026", "2026-03", "2026-03-02", "2026-03-02T14:15:00Z"))),
                        "2.5.1"))
                .isEqualTo("PID|||||||2026~202603~20260302~20260302081500-0600");
    }

    @Test
    void aFieldIsLeftOutInVersionsThatLackIt() {
        String rules = """
                - { to: PID-4, from: it, until: "2.6" }
                - { to: PID-5, from: it, since: "2.5" }
                """;
        assertThat(composed(rules, text("x"), "2.3")).isEqualTo("PID||||x");
        assertThat(composed(rules, text("x"), "2.5.1")).isEqualTo("PID||||x|x");
        assertThat(composed(rules, text("x"), "2.7")).isEqualTo("PID|||||x");
    }

    @Test
    void aConceptMapReadBackwardGivesTheFirstCodeAndAnAuthorityItsWord() {
        String rules = """
                - { to: PID-3.4, from: authority, as: authority }
                - { to: PID-8, from: sex, reverse: sex }
                """;
        assertThat(composed(rules, record(Map.of("authority", "urn:oid:1.2.3", "sex", "other")), "2.5.1"))
                .isEqualTo("PID|||^^^MERCY&1.2.3&ISO|||||A");
        assertThat(composed(
                        rules, record(Map.of("authority", "https://a.example/mrn", "sex", "nobody knows")), "2.5.1"))
                .isEqualTo("PID|||^^^&https://a.example/mrn&URI");
    }

    @Test
    void aReferenceIsFollowedAndAPlaceKnowsWhatItIsWithin() {
        Location ward = new Location().setName("4W");
        Location bed = new Location().setName("4W A").setPartOf(new Reference("Location/ward"));
        Patient patient = new Patient();
        patient.setManagingOrganization(new Reference("Location/bed"));
        Node record = RecordTree.of(
                Map.of("person", patient), reference -> Optional.of(reference.equals("Location/ward") ? ward : bed));
        String rules = """
                - { to: PID-3, from: 'person/managingOrganization/resource/within[*]/name' }
                - { to: PID-4, each: person/managingOrganization/resource, from: name, less: partOf/resource/name }
                """;
        assertThat(composed(rules, record, "2.5.1")).isEqualTo("PID|||4W A~4W|A");
    }

    @Test
    void everyMistakeIsToldWithItsFileAndLine() {
        Compositions.compile(
                List.of(YamlFile.parse("mappings/outbound/bad/mapping.yaml", """
                        outbound: bad
                        message: ADT
                        segments:
                          - segment: PID
                            rules:
                              - { to: PV1-3, from: it }
                              - { to: PID-3, from: 'it[' }
                              - { to: PID-3, from: it, as: cxx }
                              - { to: PID-3, from: it, translate: nowhere }
                              - { to: PID-3 }
                              - { to: PID-3, from: it, since: "3.0" }
                              - { to: PID-3, from: it, match: '(' }
                              - { to: PID-3, from: it, fram: it }
                          - include: missing
                          - include: bad
                        """, problems::add)), problems::add);
        assertThat(problems).extracting(Problem::line).containsExactlyInAnyOrder(6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15);
        assertThat(problems).extracting(Problem::file).containsOnly("mappings/outbound/bad/mapping.yaml");
    }
}

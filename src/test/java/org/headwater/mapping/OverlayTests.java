package org.headwater.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.context.FhirContext;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.headwater.message.Format;
import org.headwater.message.MessageReaders;
import org.headwater.message.Unit;
import org.headwater.problem.Problem;
import org.headwater.yaml.YamlFile;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Procedure;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;

/** What a feed may change in the shared mappings, sentence by sentence. */
class OverlayTests {

    private static final Mappings MAPPINGS = Mappings.packed(FhirContext.forR4Cached(), problem -> {});
    private static final String ADMISSION = """
            MSH|^~\\&|EPIC|MERCY|HW|HW|20240105103000||ADT^A01|1|P|2.5.1
            PID|1||123^^^MERCY^MR||Testwater^Ann||19800101|Q
            PV1|1|X|||||||||||||||||55^^^MERCY^VN|||||||||||||||||||||||||20240105103000
            ZPD|1|N|Blue bus stop
            """;
    private static final String RESULT = """
            MSH|^~\\&|EPIC|MERCY|HW|HW|20240105103000||ORU^R01|2|P|2.5.1
            PID|1||123^^^MERCY^MR||Testwater^Ann||19800101|F
            OBR|1||A1|1000^Panel^99LAB|||20240105100000
            OBX|1|NM|2000^Zinc^99LAB||5|mg||||||20240105100000
            """;

    private final List<Problem> problems = new ArrayList<>();

    @Test
    void localCodesAreTranslatedAsTheFeedSays() {
        assertThat(only(mapped(ADMISSION, ""), Patient.class).hasGender()).isFalse();
        MappingResult result = mapped(ADMISSION, """
                codes:
                  v2-administrative-sex: { Q: other }
                  v2-patient-class: { X: { code: OBSENC, display: observation encounter } }
                """);
        assertThat(only(result, Patient.class).getGender().toCode()).isEqualTo("other");
        assertThat(only(result, Encounter.class).getClass_().getCode()).isEqualTo("OBSENC");
        assertThat(result.mapping()).endsWith("+overlay");
    }

    @Test
    void codesThatDataTypesTranslateAreTheFeedsToo() {
        String message = ADMISSION.replace("Testwater^Ann", "Testwater^Ann^^^^^@@");
        MappingResult result = mapped(message, "codes: { v2-name-type: { \"@@\": maiden } }\n");
        assertThat(only(result, Patient.class).getNameFirstRep().getUse().toCode())
                .isEqualTo("maiden");
    }

    @Test
    void namespacesAndLocalCodeSystemsStandForTheUrisTheFeedGives() {
        String overlay =
                "authorities: { MERCY: 'urn:oid:2.16.840.1.113883.19.5' }\nsystems: { 99LAB: 'https://mercy.example/lab' }\n";
        assertThat(only(mapped(ADMISSION, overlay), Patient.class)
                        .getIdentifierFirstRep()
                        .getSystem())
                .isEqualTo("urn:oid:2.16.840.1.113883.19.5");
        assertThat(only(mapped(RESULT, overlay), Observation.class)
                        .getCode()
                        .getCodingFirstRep()
                        .getSystem())
                .isEqualTo("https://mercy.example/lab");
    }

    @Test
    void timesWithoutAnOffsetAreInTheOverlaysZone() {
        assertThat(only(mapped(RESULT, "zone: America/Denver\n"), Observation.class)
                        .getEffectiveDateTimeType()
                        .getValueAsString())
                .isEqualTo("2024-01-05T10:00:00-07:00");
    }

    @Test
    void rulesAreAddedReplacedAndRemovedInNamedBlocks() {
        Patient patient = only(mapped(ADMISSION, """
                change:
                  patient:
                    add:
                      - { element: person.name, from: ZPD-3, to: name.text }
                    rules:
                      - { element: person.birth-date, from: PID-33, to: birthDate }
                    remove: [person.gender]
                """), Patient.class);
        assertThat(patient.getName()).anyMatch(name -> "Blue bus stop".equals(name.getText()));
        assertThat(patient.hasBirthDate()).isFalse();
        assertThat(patient.hasGender()).isFalse();
    }

    @Test
    void aZSegmentBecomesAResourceOfItsOwnInEveryMappingThatKnowsThePatient() {
        String overlay = """
                resources:
                  - each: ZPD
                    name: bus-stop
                    resource: Observation
                    key: '"bus-stop" + ref(patient)'
                    rules:
                      - { element: observation.status, value: final, to: status }
                      - { element: observation.patient, reference: patient, to: subject }
                      - { element: observation.value, from: ZPD-3, to: valueString }
                """;
        Observation made = only(mapped(ADMISSION, overlay), Observation.class);
        assertThat(made.getValueStringType().getValue()).isEqualTo("Blue bus stop");
        assertThat(made.getSubject().getReference()).startsWith("Patient/");
    }

    @Test
    void oneMappingAloneMayBeChanged() {
        String overlay = "mappings: { hl7v2/oru-r01: { change: { patient: { remove: [person.birth-date] } } } }\n";
        assertThat(only(mapped(RESULT, overlay), Patient.class).hasBirthDate()).isFalse();
        assertThat(only(mapped(ADMISSION, overlay), Patient.class).hasBirthDate())
                .isTrue();
    }

    @Test
    void aDefaultStandsWhereTheSenderSaysNothing() {
        String overlay = "defaults: { person.birth-date: '1900-01-01', person.gender: unknown }\n";
        Patient patient = only(mapped(ADMISSION, overlay), Patient.class);
        assertThat(patient.getBirthDateElement().getValueAsString()).isEqualTo("1980-01-01");
        assertThat(patient.getGender().toCode()).isEqualTo("unknown");
    }

    @Test
    void theTraceNamesTheOverlaysLine() {
        MappingResult result = mapped(
                ADMISSION, "change: { patient: { add: [ { element: person.name, from: ZPD-3, to: name.text } ] } }\n");
        assertThat(result.trace()).anySatisfy(step -> {
            assertThat(step.from()).startsWith("ZPD");
            assertThat(step.rule()).isEqualTo("mercy.overlay.yaml:2");
        });
        assertThat(result.residue()).extracting(Unread::place).contains("ZPD-2").doesNotContain("ZPD-3");
    }

    @Test
    void whatIsWrongIsToldWithItsLine() {
        overlay("""
                zone: America/Chicken
                authorities: { MERCY: mercy }
                codes:
                  v2-administrative-sax: { Q: other }
                change:
                  patiant: { remove: [person.gender] }
                  patient:
                    remove: [person.gendre]
                    add:
                      - { element: person.gender, from: PID-8, to: gendre }
                mappings: { hl7v2/nothing: { resources: [] } }
                resources:
                  - { each: ZPD, resource: Observation, rules: [ { element: observation.patient, reference: nobody, to: subject } ] }
                defaults: { person.height: tall }
                colour: blue
                """);
        assertThat(problems).extracting(Problem::line).containsExactlyInAnyOrder(2, 3, 5, 7, 9, 11, 12, 14, 15, 15, 16);
    }

    @Test
    void anOverlayNamesItsFeed() {
        YamlFile file = YamlFile.parse("x.overlay.yaml", "overlay: other\n", problems::add);
        MAPPINGS.overlay("mercy", Format.HL7V2, Overlay.UNSAVED, file, problems::add);
        assertThat(problems)
                .singleElement()
                .satisfies(problem -> assertThat(problem.message()).contains("mercy"));
    }

    @Test
    void aSavedVersionStandsInTheMappingsName() {
        YamlFile file = YamlFile.parse("mercy.overlay.yaml", "overlay: mercy\n", problems::add);
        SourceFeed feed = feed().with(MAPPINGS.overlay("mercy", Format.HL7V2, 3, file, problems::add));
        assertThat(MAPPINGS.map(unit(ADMISSION), feed, Detail.PLAIN).mapping()).matches("hl7v2/adt@\\d+\\+overlay@3");
    }

    @Test
    void whatNobodyReadsIsToldWithoutWhatTheGatewayItselfReads() {
        MappingResult result = MAPPINGS.map(unit(ADMISSION), feed(), Detail.RESIDUE);
        assertThat(result.residue())
                .extracting(Unread::place)
                .contains("ZPD-1", "ZPD-2", "ZPD-3")
                .noneMatch(place -> place.startsWith("MSH-") || place.equals("PID-1") || place.equals("PV1-1"));
    }

    @Test
    void wordsWithoutATranslationAreToldWithTheirTable() {
        MappingResult result = MAPPINGS.map(unit(ADMISSION), feed(), Detail.RESIDUE);
        assertThat(result.unmapped())
                .extracting(UnmappedCode::table, UnmappedCode::code, UnmappedCode::location)
                .contains(
                        org.assertj.core.groups.Tuple.tuple("v2-administrative-sex", "Q", "PID-8"),
                        org.assertj.core.groups.Tuple.tuple("v2-patient-class", "X", "PV1-2"),
                        org.assertj.core.groups.Tuple.tuple(UnmappedCode.AUTHORITIES, "MERCY", "PID-3.4"));
    }

    @Test
    void aTablesColumnsDatesAndNumbersAreReadAsTheFeedSays() {
        MappingResult result =
                mappedRow("Klient,Geb,Row,Visit,Boxes\nAnn Testwater,3/4/1980,17,3/4/2026,\"1,5\"\n", """
                columns: { Klient: person.name, Geb: person.birth-date, Row: leave-out, Visit: service.date, Boxes: service.quantity }
                dates: { Geb: day-first, Visit: month-first }
                numbers: { Boxes: decimal-comma }
                """);
        assertThat(result.refused()).isFalse();
        assertThat(only(result, Patient.class).getBirthDateElement().getValueAsString())
                .isEqualTo("1980-04-03");
        assertThat(result.residue()).isEmpty();
        Procedure help = only(result, Procedure.class);
        assertThat(help.getPerformedDateTimeType().getValueAsString()).startsWith("2026-03-04");
        assertThat(help.getExtensionByUrl("urn:headwater:service-quantity").getValue())
                .isInstanceOfSatisfying(
                        Quantity.class, boxes -> assertThat(boxes.getValue()).isEqualByComparingTo("1.5"));
    }

    @Test
    void aTableOverlayIsToldWhatItHasWrong() {
        overlayOf("columns: { A: person.nmae }\nsheets: { Legend: drop }\ndates: { A: weekly }\n", Format.TABLE);
        assertThat(problems)
                .extracting(Problem::message)
                .hasSize(3)
                .anyMatch(message -> message.contains("month-first"));
    }

    private MappingResult mappedRow(String table, String overlay) {
        List<Unit> units = new ArrayList<>();
        try {
            MessageReaders.standard()
                    .of(Format.TABLE)
                    .orElseThrow()
                    .read(new ByteArrayInputStream(table.getBytes(StandardCharsets.UTF_8)), "", units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        SourceFeed feed = feed().with(overlayOf(overlay, Format.TABLE));
        assertThat(problems).isEmpty();
        return MAPPINGS.map(units.get(0), feed, Detail.RESIDUE);
    }

    private Overlay overlayOf(String text, Format format) {
        YamlFile file = YamlFile.parse("o.yaml", "overlay: " + feed().id() + "\n" + text, problems::add);
        return MAPPINGS.overlay(feed().id(), format, Overlay.UNSAVED, file, problems::add);
    }

    private MappingResult mapped(String message, String overlay) {
        SourceFeed feed = feed().with(overlay(overlay));
        assertThat(problems).isEmpty();
        return MAPPINGS.map(unit(message), feed, Detail.TRACE);
    }

    private Overlay overlay(String text) {
        YamlFile file = YamlFile.parse("mercy.overlay.yaml", "overlay: mercy\n" + text, problems::add);
        return MAPPINGS.overlay("mercy", Format.HL7V2, Overlay.UNSAVED, file, problems::add);
    }

    private static SourceFeed feed() {
        return new SourceFeed(
                "mercy", "hospital", "Testwater", ZoneId.of("America/Chicago"), "urn:testwater", Map.of(), null);
    }

    private static Unit unit(String message) {
        List<Unit> units = new ArrayList<>();
        try {
            byte[] bytes = message.replace('\n', '\r').getBytes(StandardCharsets.UTF_8);
            MessageReaders.standard()
                    .of(Format.HL7V2)
                    .orElseThrow()
                    .read(new ByteArrayInputStream(bytes), "", units::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return units.get(0);
    }

    private static <T extends Resource> T only(MappingResult result, Class<T> type) {
        return result.resources().stream()
                .map(MappedResource::resource)
                .filter(type::isInstance)
                .map(type::cast)
                .reduce((first, second) -> {
                    throw new AssertionError("more than one " + type.getSimpleName());
                })
                .orElseThrow();
    }
}

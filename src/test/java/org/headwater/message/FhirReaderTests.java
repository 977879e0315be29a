package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class FhirReaderTests {

    private static final String PATIENT = """
            {
              "resourceType": "Patient", "id": "ada",
              "identifier": [{"system": "urn:oid:1.2.3", "value": "4711"}],
              "name": [{"family": "Testwater", "given": ["Ada", "Maria"]}],
              "multipleBirthInteger": 2, "active": true, "deceasedBoolean": null,
              "extension": [{"url": "http://example.org/x", "valueDecimal": 1.50}]
            }
            """;

    @Test
    void aResourceIsOneUnitWithJsonNamesAndLines() {
        Unit unit = only(PATIENT);
        assertThat(unit.type()).isEqualTo("Patient");
        assertThat(unit.controlId()).isEqualTo("Patient/ada");
        assertThat(unit.personKey()).isEqualTo("Patient/ada");
        assertThat(unit.findings()).isEmpty();
        Node root = root(unit);
        Node name = Objects.requireNonNull(root.first("name"));
        assertThat(name.all("given")).extracting(Node::text).containsExactly("Ada", "Maria");
        assertThat(name.all("given").get(1).location().path()).isEqualTo("Patient.name[0].given[1] (line 4)");
        assertThat(text(root, "multipleBirthInteger")).isEqualTo("2");
        assertThat(text(root, "active")).isEqualTo("true");
        assertThat(root.first("deceasedBoolean")).isNull();
        assertThat(text(Objects.requireNonNull(root.first("extension")), "valueDecimal"))
                .isEqualTo("1.50");
    }

    @Test
    void xmlGivesTheTreeOfItsJson() {
        Unit unit = only("""
                <?xml version="1.0" encoding="UTF-8"?>
                <Bundle xmlns="http://hl7.org/fhir"><type value="collection"/>
                <entry><resource><Patient><id value="ada"/>
                <text><status value="generated"/><div xmlns="http://www.w3.org/1999/xhtml">Ada <b>T.</b></div></text>
                <extension url="http://example.org/x"><valueString value="y"/></extension>
                <name><given value="Ada"/><given value="Maria"/></name>
                </Patient></resource></entry></Bundle>
                """);
        assertThat(unit.type()).isEqualTo("Bundle");
        assertThat(unit.personKey()).isEqualTo("Patient/ada");
        Node patient = Objects.requireNonNull(
                Objects.requireNonNull(root(unit).first("entry")).first("resource"));
        assertThat(text(patient, "resourceType")).isEqualTo("Patient");
        assertThat(text(Objects.requireNonNull(patient.first("text")), "div")).isEqualTo("Ada T.");
        assertThat(text(Objects.requireNonNull(patient.first("extension")), "url"))
                .isEqualTo("http://example.org/x");
        Node given = Objects.requireNonNull(patient.first("name")).all("given").get(1);
        assertThat(given.location().path()).isEqualTo("Bundle.entry.resource.name.given[1] (line 6)");
    }

    @Test
    void anEncodingThatIsNotUtf8IsHandedOnAsUtf8() {
        byte[] latin =
                "<?xml version=\"1.0\" encoding=\"ISO-8859-1\"?><Patient xmlns=\"http://hl7.org/fhir\"><name><given value=\"Zoë\"/></name></Patient>"
                        .getBytes(StandardCharsets.ISO_8859_1);
        Unit unit = only(latin, "");
        assertThat(unit.findings()).isEmpty();
        assertThat(new String(unit.bytes(), StandardCharsets.UTF_8)).contains("Zoë");
        assertThat(only(unit.bytes(), "").findings()).isEmpty();
        byte[] marked = ("\uFEFF" + PATIENT).getBytes(StandardCharsets.UTF_8);
        assertThat(new String(only(marked, "").bytes(), StandardCharsets.UTF_8)).startsWith("{");
    }

    @Test
    void everyLineOfNdjsonIsAUnitAndABrokenOneCostsOnlyItself() {
        String one =
                "{\"resourceType\":\"Observation\",\"id\":\"o1\",\"subject\":{\"reference\":\"http://x.org/fhir/Patient/ada\"}}";
        List<Unit> units =
                read(one + "\n\n{\"resourceType\":\"Obser\n" + one + "\n[1]\n" + one + " x\n" + one, "obs.ndjson");
        assertThat(units)
                .extracting(Unit::place)
                .containsExactly("line 1", "line 3", "line 4", "line 5", "line 6", "line 7");
        assertThat(units)
                .extracting(unit -> unit.root() != null)
                .containsExactly(true, false, true, false, false, true);
        assertThat(units.get(0).personKey()).isEqualTo("Patient/ada");
        assertThat(units.get(1).findings().get(0).location().path()).isEqualTo("line 3");
        assertThat(units.get(5).root()).isNotNull();
        assertThat(root(units.get(2)).location().path()).isEqualTo("Observation (line 4)");
        assertThat(only(units.get(2).bytes(), "").controlId()).isEqualTo("Observation/o1");
    }

    @Test
    void aBrokenFirstLineDoesNotHideTheNext() {
        List<Unit> units = read("{\"resourceType\":\"Pati\n{\"resourceType\":\"Patient\",\"id\":\"a\"}\n", "");
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(false, true);
    }

    @Test
    void resourcesLaidOutOverLinesMayFollowOneAnother() {
        List<Unit> units = read(PATIENT + PATIENT + "{\n\"resourceType\": }", "");
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(true, true, false);
        assertThat(units).extracting(Unit::place).containsExactly("", "line 8", "resource 3");
        assertThat(only(units.get(1).bytes(), "").controlId()).isEqualTo("Patient/ada");
        assertThat(units.get(2).findings().get(0).location().path()).isEqualTo("line 16");
    }

    @Test
    void aBundleGoesByItsIdentifierAndItsFirstPatient() {
        Unit unit = only(
                "{\"resourceType\":\"Bundle\",\"id\":\"b\",\"identifier\":{\"value\":\"MSG-1\"},\"entry\":[{\"resource\":"
                        + "{\"resourceType\":\"Encounter\",\"subject\":{\"reference\":\"urn:uuid:1\"}}},{\"resource\":"
                        + PATIENT + "}]}");
        assertThat(unit.controlId()).isEqualTo("MSG-1");
        assertThat(unit.personKey()).isEqualTo("urn:oid:1.2.3|4711");
    }

    @Test
    void aBundleWithoutPatientGoesByWhoItsEntriesAreAbout() {
        Unit unit = only(
                "{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":{\"resourceType\":\"Coverage\",\"beneficiary\":"
                        + "{\"identifier\":{\"system\":\"urn:m\",\"value\":\"7\"}}}}]}");
        assertThat(unit.personKey()).isEqualTo("urn:m|7");
        assertThat(unit.controlId()).isNull();
        assertThat(only("{\"resourceType\":\"Organization\"}").personKey()).isNull();
    }

    @Test
    void anEntryOfUnknownTypeIsTold() {
        Unit unit = only("{\"resourceType\":\"Bundle\",\"entry\":[{\"resource\":" + PATIENT
                + "},{\"resource\":{\"resourceType\":\"ActorDefinition\"}},{}]}");
        assertThat(unit.root()).isNotNull();
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.severity()).isEqualTo(Severity.ERROR);
            assertThat(finding.location().path()).isEqualTo("Bundle.entry[1].resource (line 8)");
            assertThat(finding.message()).contains("\"ActorDefinition\"");
        });
    }

    @Test
    void whatIsNoFhirIsRefusedWithItsLine() {
        assertRefused("", FindingCode.UNREADABLE, "", "empty");
        assertRefused("hello Testwater", FindingCode.UNREADABLE, "line 1", "JSON");
        assertRefused("{\n\"a\": Testwater}", FindingCode.UNREADABLE, "line 2", "JSON");
        assertRefused("{\n\"resourceType\": \"Patient\"", FindingCode.UNREADABLE, "line 2", "cut off");
        assertRefused("[{\"resourceType\":\"Patient\"}]", FindingCode.UNRECOGNISED_FORMAT, "line 1", "NDJSON");
        assertRefused("{\"name\":\"Testwater\"}", FindingCode.UNRECOGNISED_FORMAT, "line 1", "resourceType");
        assertRefused("{\"resourceType\":\"Persona\"}", FindingCode.UNRECOGNISED_FORMAT, "line 1", "\"Persona\"");
        assertRefused("{\"resourceType\":\"T e s t\"}", FindingCode.UNRECOGNISED_FORMAT, "line 1", "What stands");
        assertRefused(
                "\n<Patient xmlns=\"http://hl7.org/fhir\">\n<id></Patient>", FindingCode.UNREADABLE, "line 3", "XML");
        assertRefused(
                "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"/>", FindingCode.UNRECOGNISED_FORMAT, "line 1", "no FHIR");
        assertRefused(
                "<!DOCTYPE Patient [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><Patient xmlns=\"http://hl7.org/fhir\"/>",
                FindingCode.UNREADABLE,
                "line 1",
                "DOCTYPE");
        assertRefused("{\"a\":".repeat(2000), FindingCode.UNREADABLE, "", "500 levels");
    }

    @Test
    void itRecognisesItsOwn() {
        assertThat(recognises(PATIENT)).isTrue();
        assertThat(recognises("<Patient xmlns=\"http://hl7.org/fhir\"/>")).isTrue();
        assertThat(recognises("{\"id\":1}")).isFalse();
        assertThat(recognises("a,b\n1,2")).isFalse();
    }

    private static boolean recognises(String text) {
        return new FhirReader().recognises(text.getBytes(StandardCharsets.UTF_8), "");
    }

    private static void assertRefused(String text, FindingCode code, String path, String message) {
        Unit unit = only(text);
        assertThat(unit.root()).isNull();
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.location().path()).startsWith(path);
            assertThat(finding.message()).contains(message).doesNotContain("Testwater");
        });
        assertThat(unit.findings()).allMatch(Finding::fatal);
    }

    private static Node root(Unit unit) {
        return Objects.requireNonNull(unit.root());
    }

    private static String text(Node node, String name) {
        return String.valueOf(Objects.requireNonNull(node.first(name), name).text());
    }

    private static Unit only(String text) {
        return only(text.getBytes(StandardCharsets.UTF_8), "");
    }

    private static Unit only(byte[] bytes, String fileName) {
        List<Unit> units = read(bytes, fileName);
        assertThat(units).hasSize(1);
        return units.get(0);
    }

    private static List<Unit> read(String text, String fileName) {
        return read(text.getBytes(StandardCharsets.UTF_8), fileName);
    }

    private static List<Unit> read(byte[] bytes, String fileName) {
        List<Unit> units = new ArrayList<>();
        try {
            new FhirReader().read(new ByteArrayInputStream(bytes), fileName, units::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return units;
    }
}

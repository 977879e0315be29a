package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class CcdaReaderTests {

    private static final String HEADER = """
            <templateId root="2.16.840.1.113883.10.20.22.1.1" extension="2015-08-01"/>
            <templateId root="2.16.840.1.113883.10.20.22.1.2" extension="2015-08-01"/>
            <id root="2.16.840.1.113883.19.5" extension="DOC-1"/>
            <code code="34133-9" codeSystem="2.16.840.1.113883.6.1"/>
            <recordTarget><patientRole>
            <id nullFlavor="UNK"/>
            <id root="2.16.840.1.113883.19.5.99" extension="4711"/>
            <patient><name><given>Ada</given><given>Maria</given><family>Testwater</family></name>
            <sdtc:raceCode code="2106-3"/></patient>
            </patientRole></recordTarget>
            """;

    private static final String PROBLEMS = """
            <component><section>
            <templateId root="2.16.840.1.113883.10.20.22.2.5.1"/>
            <code code="11450-4" codeSystem="2.16.840.1.113883.6.1"/>
            <text><table><thead><tr><th>Problem</th><th>Since</th></tr></thead><tbody>
            <tr ID="p1"><td ID="p1name">Asthma &amp; <content styleCode="Bold">cough</content></td><td>2012</td></tr>
            </tbody></table><script>alert(1)</script><list listType="ordered"><caption>Plan</caption>
            <item><linkHtml href="javascript:x()">Rest</linkHtml></item></list></text>
            <entry><act><code code="CONC"/></act></entry>
            <entry><observation><value xsi:type="v3:CD" code="195967001">
            <originalText><reference value="#p1name"/></originalText></value></observation></entry>
            </section></component>
            """;

    @Test
    void aDocumentIsOneUnitWithItsTypeAndItsPerson() {
        Unit unit = only(document(HEADER, PROBLEMS));
        assertThat(unit.type()).isEqualTo("CCD");
        assertThat(unit.controlId()).isEqualTo("2.16.840.1.113883.19.5^DOC-1");
        assertThat(unit.personKey()).isEqualTo("2.16.840.1.113883.19.5.99^4711");
        assertThat(unit.place()).isEmpty();
        assertThat(unit.findings()).isEmpty();
    }

    @Test
    void elementsGoByLocalNameAndAttributesByAnAtSign() {
        Node patient = at(root(only(document(HEADER, ""))), "recordTarget", "patientRole", "patient");
        assertThat(at(patient, "name").all("given")).extracting(Node::text).containsExactly("Ada", "Maria");
        assertThat(at(patient, "sdtc:raceCode", "@code").text()).isEqualTo("2106-3");
    }

    @Test
    void aTypeIsGivenWithoutItsPrefix() {
        Node entry = section("problems", PROBLEMS).all("entry").get(1);
        assertThat(at(entry, "observation", "value", "@xsi:type").text()).isEqualTo("CD");
    }

    @Test
    void aLocationIsAPathWithPositionsAndTheLine() {
        Node entry = section("problems", PROBLEMS).all("entry").get(1);
        Node code = at(entry, "observation", "value", "@code");
        assertThat(code.location().path())
                .isEqualTo("component/structuredBody/component/section/entry[2]/observation/value/@code (line 19)");
    }

    @Test
    void aReferenceToNarrativeTextReadsAsThatText() {
        Node entry = section("problems", PROBLEMS).all("entry").get(1);
        Node originalText = at(entry, "observation", "value", "originalText");
        assertThat(originalText.text()).isEqualTo("Asthma & cough");
        assertThat(at(originalText, "reference", "@value").wasRead()).isTrue();
    }

    @Test
    void aReferenceIsLookedForInItsOwnSectionFirst() {
        String body = "";
        for (String text : List.of("Penicillin", "Latex")) {
            body += "<component><section><code code=\"48765-2\"/><text><content ID=\"a1\">" + text
                    + "</content></text><entry><act><text><reference value=\"#a1\"/></text></act></entry></section></component>";
        }
        ClinicalDocument document = root(only(document(HEADER, body)));
        assertThat(document.sections("allergies"))
                .extracting(section -> at(section, "entry", "act", "text").text())
                .containsExactly("Penicillin", "Latex");
        assertThat(document.narrative("a1")).isEqualTo("Penicillin");
        assertThat(document.narrative("a2")).isNull();
    }

    @Test
    void aReferenceThatLeadsNowhereIsTold() {
        String body =
                "<component><section><text>none</text><entry><act><text><reference value=\"#gone\"/></text></act></entry>"
                        + "</section></component>";
        Unit unit = only(document(HEADER, body));
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.UNRESOLVED_REFERENCE);
            assertThat(finding.severity()).isEqualTo(Severity.INFORMATION);
            assertThat(finding.location().path()).contains("section/entry/act/text/reference/@value");
        });
    }

    @Test
    void aNarrativeGivesPlainTextAndSafeXhtml() {
        Narrative narrative = (Narrative) at(section("problems", PROBLEMS), "text");
        assertThat(narrative.text()).isEqualTo("Problem | Since\nAsthma & cough | 2012\nPlan\nRest");
        assertThat(narrative.children()).isEmpty();
        assertThat(narrative.xhtml().orElseThrow())
                .startsWith("<div xmlns=\"http://www.w3.org/1999/xhtml\"><table><thead>")
                .contains("<td id=\"p1name\">Asthma &amp; <span><b>cough</b></span></td>")
                .contains("<p>Plan</p><ol><li><a>Rest</a></li></ol>")
                .doesNotContain("script", "alert");
    }

    @Test
    void sectionsAreFoundByCodeByTemplateAndNested() {
        String nested = "<component><section><code code=\"18776-5\"/><component><section>"
                + "<templateId root=\"2.16.840.1.113883.10.20.22.2.60\"/><title>Goals</title></section></component></section></component>";
        ClinicalDocument document = root(only(document(HEADER, PROBLEMS + nested)));
        assertThat(document.sections("problems")).hasSize(1);
        assertThat(document.sections("plan")).hasSize(1);
        assertThat(document.sections("goals")).hasSize(1);
        assertThat(document.sections("results")).isEmpty();
        assertThat(document.sections()).hasSize(3);
        assertThat(ClinicalDocument.sectionNames())
                .contains(
                        "problems", "allergies", "medications", "results", "vital-signs", "immunizations", "procedures")
                .contains("encounters", "social-history", "health-concerns");
    }

    @Test
    void aSectionsCodeOutweighsTemplatesItWasCopiedWith() {
        String copied = "<component><section><templateId root=\"2.16.840.1.113883.10.20.22.2.6.1\"/>"
                + "<code code=\"10160-0\"/></section></component>";
        ClinicalDocument document = root(only(document(HEADER, copied)));
        assertThat(document.sections("medications")).hasSize(1);
        assertThat(document.sections("allergies")).isEmpty();
    }

    @Test
    void documentsAreToldApartByTemplateThenByCode() {
        assertThat(only(document("<templateId root=\"2.16.840.1.113883.10.20.15.2\"/>", ""))
                        .type())
                .isEqualTo("eICR");
        assertThat(only(document("<templateId root=\"2.16.840.1.113883.3.88.11.32.1\"/><code code=\"34133-9\"/>", ""))
                        .type())
                .isEqualTo("C32");
        assertThat(only(document("<code code=\"34133-9\"/>", "")).type()).isEqualTo("CCD");
        assertThat(only(document("<code code=\"18842-5\"/>", "")).type()).isEqualTo("DischargeSummary");
        assertThat(only(document("<code code=\"1-8\"/>", "")).type()).isEqualTo("ClinicalDocument");
    }

    @Test
    void anEncodingIsTakenFromTheDeclarationOrTheByteOrderMark() {
        String body = document(HEADER.replace("Ada", "Adélaïde"), "");
        for (String name : List.of("ISO-8859-1", "UTF-16", "windows-1252", "UTF-8")) {
            byte[] bytes =
                    ("<?xml version=\"1.0\" encoding=\"" + name + "\"?>\n" + body).getBytes(Charset.forName(name));
            assertThat(given(only(bytes))).as(name).isEqualTo("Adélaïde");
            assertThat(only(bytes).findings()).as(name).isEmpty();
        }
    }

    @Test
    void textThatIsNotInItsDeclaredEncodingIsReadAndTold() {
        byte[] bytes = ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                        + document(HEADER.replace("Ada", "Adélaïde"), ""))
                .getBytes(StandardCharsets.ISO_8859_1);
        Unit unit = only(bytes);
        assertThat(given(unit)).isEqualTo("Adélaïde");
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo(FindingCode.CHARACTER_SET);
            assertThat(finding.location().path()).isEqualTo("line 9");
        });
    }

    @Test
    void controlCharactersAreReadAsBlanksAndTold() {
        Unit unit = only(document(HEADER.replace("Ada", "Ada\u0001Lou"), ""));
        assertThat(given(unit)).isEqualTo("Ada Lou");
        assertThat(unit.findings()).extracting(Finding::code).containsExactly(FindingCode.CHARACTER_SET);
    }

    @Test
    void blankLinesBeforeTheDeclarationDoNoHarm() {
        assertThat(only("\n \n<?xml version=\"1.0\" encoding=\"UTF-8\"?>" + document(HEADER, ""))
                        .root())
                .isNotNull();
    }

    @Test
    void externalEntitiesAreRefused() {
        String attack =
                "<?xml version=\"1.0\"?>\n<!DOCTYPE ClinicalDocument [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>\n"
                        + document(HEADER.replace("Ada", "&x;"), "");
        Unit unit = only(attack);
        assertThat(unit.root()).isNull();
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.message()).contains("DOCTYPE");
        });
    }

    @Test
    void aBrokenDocumentIsRefusedWithItsLineAndWithoutItsContent() {
        assertRefused(document(HEADER.replace("</patient>", ""), ""), FindingCode.UNREADABLE, "line 10", "end tag");
        assertRefused(document(HEADER, "").substring(0, 300), FindingCode.UNREADABLE, "line ", "cut off");
        assertRefused(document(HEADER.replace("Ada", "Ada & Bob"), ""), FindingCode.UNREADABLE, "line 8", "&");
        assertRefused(document(HEADER.replace("Ada", "&Testwater;"), ""), FindingCode.UNREADABLE, "line 8", "&amp;");
        assertRefused("", FindingCode.UNREADABLE, "", "empty");
        assertRefused(" \n ", FindingCode.UNREADABLE, "", "empty");
        assertRefused("Testwater", FindingCode.UNREADABLE, "line 1", "character");
    }

    @Test
    void fragmentsAndOtherXmlAreRefused() {
        String whole = "Send the whole ClinicalDocument";
        assertRefused("<section xmlns=\"urn:hl7-org:v3\"><title>x</title></section>", unrecognised(), "line 1", whole);
        assertRefused("<observation><value xsi:type=\"CD\"/></observation>", unrecognised(), "line 1", whole);
        assertRefused("<Patient xmlns=\"http://hl7.org/fhir\"/>", unrecognised(), "line 1", "feed of format fhir");
        assertThat(reader().recognises("<section><entry/></section>".getBytes(StandardCharsets.UTF_8), ""))
                .isTrue();
        assertThat(reader().recognises("<Patient xmlns=\"http://hl7.org/fhir\"/>".getBytes(StandardCharsets.UTF_8), ""))
                .isFalse();
    }

    @Test
    void severalDocumentsOneBehindTheOtherAreUnitsOfTheirOwn() {
        String first = "<?xml version=\"1.0\"?>" + document(HEADER, "");
        String broken = "<ClinicalDocument xmlns=\"urn:hl7-org:v3\"><id></ClinicalDocument>";
        List<Unit> units = read((first + "\n" + broken + "\n" + first + "\n").getBytes(StandardCharsets.UTF_8));
        assertThat(units).extracting(Unit::number).containsExactly(1, 2, 3);
        assertThat(units).extracting(Unit::place).containsExactly("document 1", "document 2", "document 3");
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(true, false, true);
        assertThat(read(units.get(2).bytes())).hasSize(1);
    }

    @Test
    void wrappedDocumentsAreUnitsThatStandAlone() {
        String inner = document(HEADER, PROBLEMS).replaceAll(" xmlns(:\\w+)?=\"[^\"]*\"", "");
        String list =
                "<list xmlns=\"urn:hl7-org:v3\" xmlns:sdtc=\"urn:hl7-org:sdtc\" xmlns:xsi=\"http://www.w3.org/2001/"
                        + "XMLSchema-instance\">\n<item>" + inner + "</item>\n" + inner + "</list>";
        List<Unit> units = read(list.getBytes(StandardCharsets.UTF_8));
        assertThat(units).hasSize(2).allSatisfy(unit -> assertThat(unit.root()).isNotNull());
        assertThat(units.get(0).place()).isEqualTo("document 1 (line 2)");
        Unit again = only(units.get(1).bytes());
        assertThat(again.personKey()).isEqualTo("2.16.840.1.113883.19.5.99^4711");
        assertThat(root(again).narrative("p1name")).isEqualTo("Asthma & cough");
        assertThat(at(root(again), "recordTarget", "patientRole", "patient").first("sdtc:raceCode"))
                .isNotNull();
    }

    @Test
    void aListThatBreaksOffKeepsItsWholeDocuments() {
        String inner = document(HEADER, PROBLEMS);
        List<Unit> units = read(("<list>" + inner + inner.substring(0, 900)).getBytes(StandardCharsets.UTF_8));
        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(true, false);
        assertThat(new String(units.get(1).bytes(), StandardCharsets.UTF_8)).startsWith("<ClinicalDocument");
    }

    @Test
    void whatFollowsADocumentIsTold() {
        Unit unit = only(document(HEADER, "") + "\nsent by Testwater");
        assertThat(unit.root()).isNotNull();
        assertThat(unit.findings()).extracting(Finding::code).containsExactly(FindingCode.UNEXPECTED_STRUCTURE);
    }

    @Test
    void aDocumentWithoutNamespaceIsRead() {
        Unit unit = only("<ClinicalDocument><code code='34133-9'/></ClinicalDocument>");
        assertThat(unit.type()).isEqualTo("CCD");
    }

    @Test
    void textRunsOverTheLinesOfItsLayout() {
        ClinicalDocument document = root(only(document("<title>\n  Summary of\n\t care </title><id root='  '/>", "")));
        assertThat(at(document, "title").text()).isEqualTo("Summary of care");
        assertThat(at(document, "id").first("@root")).isNull();
    }

    private static FindingCode unrecognised() {
        return FindingCode.UNRECOGNISED_FORMAT;
    }

    private static void assertRefused(String text, FindingCode code, String path, String message) {
        Unit unit = only(text);
        assertThat(unit.root()).isNull();
        assertThat(unit.findings()).singleElement().satisfies(finding -> {
            assertThat(finding.fatal()).isTrue();
            assertThat(finding.code()).isEqualTo(code);
            assertThat(finding.location().path()).startsWith(path);
            assertThat(finding.message()).contains(message).doesNotContain("Testwater", "Ada");
        });
    }

    private static String document(String header, String body) {
        return "<ClinicalDocument xmlns=\"urn:hl7-org:v3\" xmlns:sdtc=\"urn:hl7-org:sdtc\" xmlns:v3=\"urn:hl7-org:v3\""
                + " xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\">" + header + "<component><structuredBody>"
                + body + "</structuredBody></component></ClinicalDocument>";
    }

    private static Node section(String name, String body) {
        return root(only(document(HEADER, body))).sections(name).get(0);
    }

    private static String given(Unit unit) {
        return String.valueOf(at(root(unit), "recordTarget", "patientRole", "patient", "name", "given")
                .text());
    }

    private static ClinicalDocument root(Unit unit) {
        return (ClinicalDocument) Objects.requireNonNull(unit.root());
    }

    private static Node at(Node node, String... names) {
        for (String name : names) {
            node = Objects.requireNonNull(node.first(name), name);
        }
        return node;
    }

    private static CcdaReader reader() {
        return new CcdaReader();
    }

    private static Unit only(String text) {
        return only(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Unit only(byte[] bytes) {
        List<Unit> units = read(bytes);
        assertThat(units).hasSize(1);
        return units.get(0);
    }

    private static List<Unit> read(byte[] bytes) {
        List<Unit> units = new ArrayList<>();
        try {
            reader().read(new ByteArrayInputStream(bytes), "", units::add);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return units;
    }
}

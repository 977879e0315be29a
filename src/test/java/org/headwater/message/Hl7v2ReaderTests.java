package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.message.Trees.node;
import static org.headwater.message.Trees.outline;
import static org.headwater.message.Trees.root;
import static org.headwater.message.Trees.text;
import static org.headwater.message.Trees.told;
import static org.headwater.message.Trees.unit;
import static org.headwater.message.Trees.units;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class Hl7v2ReaderTests {

    private static final String MSH = "MSH|^~\\&|ADT1|MERCY|HW|HIE|20260302101500||ADT^A01^ADT_A01|M1|P|2.5.1\r";

    private final Hl7v2Reader reader = new Hl7v2Reader();

    private static String msh(String type) {
        return "MSH|^~\\&|LAB|MERCY|HW|HIE|20260302101500||" + type + "|M1|P|2.5.1\r";
    }

    @Test
    void aMessageBecomesOneUnitWithItsTypeControlIdAndPerson() {
        Unit unit = unit(reader, MSH + "PID|1||100^^^MERCY&1.2.3&ISO^MR~999^^^USSSA^SS||Testwater^Ada\r");

        assertThat(unit.format()).isEqualTo(Format.HL7V2);
        assertThat(unit.type()).isEqualTo("ADT^A01");
        assertThat(unit.controlId()).isEqualTo("M1");
        assertThat(unit.personKey()).isEqualTo("100^MERCY&1.2.3&ISO");
        assertThat(unit.place()).isEmpty();
        assertThat(unit.findings()).isEmpty();
    }

    @Test
    void fieldsComponentsAndSubcomponentsAreFoundByPosition() {
        Unit unit = unit(reader, MSH + "PID|1||100^^^MERCY&1.2.3&ISO^MR||Testwater^Ada\r");

        assertThat(text(unit, "PID/3/1")).isEqualTo("100");
        assertThat(text(unit, "PID/3/4/2")).isEqualTo("1.2.3");
        assertThat(text(unit, "PID/5")).as("a composite is its first leaf").isEqualTo("Testwater");
        assertThat(text(unit, "PID/3/4")).isEqualTo("MERCY");
        assertThat(node(root(unit), "PID").at(7)).isNull();
        assertThat(node(root(unit), "PID/3").at(2)).isNull();
    }

    @Test
    void aFieldWithoutComponentsIsItsOwnFirstComponent() {
        Unit unit = unit(reader, MSH + "PID|1||100\r");
        Node field = node(root(unit), "PID/3");

        assertThat(field.at(1)).isSameAs(field);
        assertThat(field.at(2)).isNull();
        assertThat(field.children()).isEmpty();
    }

    @Test
    void aFieldWithSubcomponentsOnlyHasOneComponent() {
        Unit unit = unit(reader, MSH + "PV1|1||A&B\r");

        assertThat(text(unit, "PV1/3/1/2")).isEqualTo("B");
        assertThat(text(unit, "PV1/3")).isEqualTo("A");
    }

    @Test
    void theHeadersOwnFieldsAreNumberedFromItsSeparator() {
        Unit unit = unit(reader, MSH);

        assertThat(text(unit, "MSH/1")).isEqualTo("|");
        assertThat(text(unit, "MSH/2")).isEqualTo("^~\\&");
        assertThat(node(root(unit), "MSH/2").children()).isEmpty();
        assertThat(text(unit, "MSH/3")).isEqualTo("ADT1");
        assertThat(text(unit, "MSH/9/2")).isEqualTo("A01");
    }

    @Test
    void emptyRepetitionsAreNoNodesButKeepTheirNumbers() {
        Unit unit = unit(reader, MSH + "PID|1||^^^~100^^^MERCY~~200|||| |\r");
        List<? extends Node> repetitions = node(root(unit), "PID").allAt(3);

        assertThat(repetitions).extracting(Node::text).containsExactly("100", "200");
        assertThat(repetitions)
                .extracting(repetition -> repetition.location().path())
                .containsExactly("PID-3[2]", "PID-3[4]");
        assertThat(node(root(unit), "PID").at(7)).as("blank").isNull();
        assertThat(node(root(unit), "PID").children()).hasSize(3);
    }

    @Test
    void locationsAreWrittenAsPractitionersWriteThem() {
        Unit unit =
                unit(reader, msh("ORU^R01") + "PID|1||1~2^^^A&B\rOBR|1\rOBX|1|NM|A||1\rOBX|2|NM|B||2\rOBX|3|NM|C||3\r");
        Node result = root(unit).all("PATIENT_RESULT").get(0);
        Node third = node(result, "ORDER_OBSERVATION").all("OBSERVATION").get(2);

        assertThat(node(third, "OBX/5").location().path()).isEqualTo("OBX[3]-5");
        assertThat(third.location().path()).isEqualTo("PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION[3]");
        Node second = node(result, "PID").allAt(3).get(1);
        assertThat(node(second, "1").location().path()).isEqualTo("PID-3[2].1");
        assertThat(node(second, "4/2").location().path()).isEqualTo("PID-3[2].4.2");
    }

    @Test
    void escapesAreDecoded() {
        Unit unit = unit(
                reader,
                MSH
                        + "NTE|1||a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f\\.br\\g\\X41C3A9\\h\\H\\i\\N\\j\\.sp2\\k\rNTE|2||C:\\temp\\x\\Zfoo\\ \\F\\\r");

        assertThat(node(root(unit).all("NTE").get(0), "3").text()).isEqualTo("a|b^c&d~e\\f\ngAéhij\n\nk");
        assertThat(node(root(unit).all("NTE").get(1), "3").text()).isEqualTo("C:\\temp\\x\\Zfoo\\ |");
    }

    @Test
    void twoQuotesAskForDeletion() {
        Unit unit = unit(reader, MSH + "PID|1||100||Testwater^\"\"||\"\"\r");
        Node birthDate = node(root(unit), "PID/7");

        assertThat(birthDate.deleted()).isTrue();
        assertThat(birthDate.text()).isNull();
        assertThat(node(root(unit), "PID/5").deleted()).isFalse();
        assertThat(node(root(unit), "PID/5/2").deleted()).isTrue();
    }

    @Test
    void otherSeparatorsAreTakenFromTheHeader() {
        Unit unit =
                unit(reader, "MSH$%*!@$ADT1$MERCY$HW$HIE$2026$$ADT%A04$M1$P$2.3\rPID$1$$100%%%A@B*200$$Test!S!water\r");

        assertThat(unit.type()).isEqualTo("ADT^A04");
        assertThat(node(root(unit), "PID").allAt(3)).extracting(Node::text).containsExactly("100", "200");
        assertThat(text(unit, "PID/3/4/2")).isEqualTo("B");
        assertThat(text(unit, "PID/5")).isEqualTo("Test%water");
    }

    @Test
    void leadingBlanksOfReportLinesStayAndThoseOfOtherFieldsDoNot() {
        Unit unit = unit(reader, MSH + "OBX|1|TX| A ||   indented  \r");

        assertThat(text(unit, "OBX/5")).isEqualTo("   indented");
        assertThat(text(unit, "OBX/3")).isEqualTo("A");
    }

    @Test
    void framingMarksLineEndsAndBlankLinesMakeNoDifference() {
        String body = "PID|1||100\r";
        for (String form : List.of(
                MSH + body,
                "\u000B" + MSH + body + "\u001C\r",
                "\uFEFF" + MSH + body,
                (MSH + body).replace("\r", "\n"),
                (MSH + body).replace("\r", "\r\n\r\n"),
                "\n\n  " + MSH + "  " + body,
                MSH + "PID|1||100")) {
            Unit unit = unit(reader, form);
            assertThat(outline(unit)).isEqualTo("MSH PID\n");
            assertThat(unit.personKey()).isEqualTo("100");
            assertThat(unit.findings()).isEmpty();
        }
    }

    @Test
    void severalMessagesAreSeveralUnitsWithTheirPlaces() {
        List<Unit> units = units(reader, "\u000B" + MSH + "PID|1||1\r\u001C\r\u000B" + MSH + "PID|1||2\r\u001C\r");

        assertThat(units).extracting(Unit::personKey).containsExactly("1", "2");
        assertThat(units).extracting(Unit::number).containsExactly(1, 2);
        assertThat(units).extracting(Unit::place).containsExactly("line 1", "line 4");
    }

    @Test
    void theBytesOfAUnitGiveTheSameUnitAgain() {
        for (Unit unit : units(reader, MSH + "PID|1||1\r\n\n" + MSH + "PID|1||Ä\r")) {
            Unit again = units(reader, unit.bytes()).get(0);
            assertThat(outline(again)).isEqualTo(outline(unit));
            assertThat(again.personKey()).isEqualTo(unit.personKey());
            assertThat(again.bytes()).isEqualTo(unit.bytes());
        }
    }

    @Test
    void batchesAreUnpackedAndTheirCountsChecked() {
        String batch = "FHS|^~\\&|A\rBHS|^~\\&|A\r" + MSH + "PID|1||1\r" + MSH + "PID|1||2\rBTS|2\rFTS|1\r";
        assertThat(units(reader, batch))
                .hasSize(2)
                .allSatisfy(unit -> assertThat(unit.findings()).isEmpty());

        List<Unit> wrong = units(reader, batch.replace("BTS|2", "BTS|3").replace("FTS|1\r", ""));
        assertThat(told(wrong.get(0))).isEmpty();
        assertThat(told(wrong.get(1)))
                .containsExactly("WARNING CONTROL_TOTAL_MISMATCH BTS-1", "WARNING UNEXPECTED_STRUCTURE FHS");
    }

    @Test
    void segmentsWithoutTheirHeaderAreRefusedAndTheirNeighboursRead() {
        List<Unit> units = units(reader, "PID|1||1\rPV1|1\r" + MSH + "PID|1||2\rBHS|^~\\&\rPID|1||3\r");

        assertThat(units).hasSize(3);
        assertThat(told(units.get(0))).containsExactly("FATAL UNREADABLE line 1");
        assertThat(units.get(1).personKey()).isEqualTo("2");
        assertThat(told(units.get(2))).contains("FATAL UNREADABLE line 6");
    }

    @Test
    void garbageInFrontOfAMessageIsToldOf() {
        Unit unit = unit(reader, "Exported by InterfaceTool 3\nxyz " + MSH + "PID|1||2\r");

        assertThat(unit.personKey()).isEqualTo("2");
        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE line 1");
    }

    @Test
    void whatIsNoMessageAtAllIsRefusedOnce() {
        for (String nothing : List.of("", "\r\n", "hello\nworld", "{\"a\":1}")) {
            Unit unit = unit(reader, nothing);
            assertThat(unit.root()).isNull();
            assertThat(told(unit)).first().isEqualTo("FATAL UNRECOGNISED_FORMAT ");
        }
        assertThat(unit(reader, "<ADT_A01 xmlns=\"urn:hl7-org:v2xml\"/>")
                        .findings()
                        .get(0)
                        .message())
                .contains("XML");
    }

    @Test
    void aHeaderWithoutAMessageTypeIsRefused() {
        Unit unit = unit(reader, "MSH|^~\\&|A|B|C|D|2026|||M9|P|2.5\rPID|1||1\r");

        assertThat(unit.root()).isNull();
        assertThat(unit.controlId()).isEqualTo("M9");
        assertThat(told(unit)).containsExactly("FATAL REQUIRED_ELEMENT_MISSING MSH-9");
        assertThat(unit(reader, "MSH|").root()).isNull();
    }

    @Test
    void aHeaderThatLacksLessIsReadWithFindings() {
        Unit unit = unit(reader, "MSH||A|B|C|D|||ADT^A08|\rPID|1||1^^^X\r");

        assertThat(text(unit, "PID/3/4")).isEqualTo("X");
        assertThat(told(unit))
                .containsExactly(
                        "WARNING REQUIRED_ELEMENT_MISSING MSH-2",
                        "INFORMATION REQUIRED_ELEMENT_MISSING MSH-7",
                        "WARNING REQUIRED_ELEMENT_MISSING MSH-10",
                        "INFORMATION REQUIRED_ELEMENT_MISSING MSH-12");
    }

    @Test
    void theTypeIsFoundInAllItsForms() {
        assertThat(type("ADT^A01^ADT_A01", "EVN|A01")).isEqualTo("ADT^A01");
        assertThat(type("ADT", "EVN|A08")).isEqualTo("ADT^A08");
        assertThat(type("ADT_A04", "EVN|")).isEqualTo("ADT^A04");
        assertThat(type("^^ORU_R01", "EVN|")).isEqualTo("ORU^R01");
        assertThat(type("", "EVN|A03")).isEqualTo("ADT^A03");
        assertThat(type("ORU", "OBR|1")).isEqualTo("ORU^R01");
        assertThat(type("adt^a31", "EVN|")).isEqualTo("ADT^A31");
        assertThat(type("ACK", "MSA|AA")).isEqualTo("ACK");
    }

    private String type(String messageType, String segment) {
        return unit(reader, msh(messageType) + segment + "\r").type();
    }

    @Test
    void thePersonIsTheFirstIdentifierSent() {
        assertThat(person("PID|1|EXT^^^A|~^^^B~100^^^B|ALT")).isEqualTo("100^B");
        assertThat(person("PID|1|EXT^^^A||ALT")).isEqualTo("EXT^A");
        assertThat(person("PID|1||\"\"|||||||||||||||ACC9^^^A")).isEqualTo("ACC9^A");
        assertThat(person("PID|1||||Testwater^Ada||19610615")).isEqualTo("TESTWATER^ADA|19610615");
        assertThat(person("PID|1||||^^^")).isNull();
        assertThat(person("PV1|1")).isNull();
    }

    private @org.jspecify.annotations.Nullable String person(String segment) {
        return unit(reader, MSH + segment + "\r").personKey();
    }

    @Test
    void observationsStandUnderTheirOrders() {
        Unit unit = unit(
                reader,
                msh("ORU^R01^ORU_R01")
                        + "PID|1\rPV1|1\rOBX|0\rORC|RE\rOBR|1\rNTE|1\rOBX|1\rNTE|1\rOBX|2\rSPM|1\rOBX|3\rOBR|2\rOBX|1\rZLB|x\rORC|RE\rOBR|3\rPID|2\rOBR|4\r");

        assertThat(outline(unit)).isEqualTo("""
                MSH
                PATIENT_RESULT
                  PID PV1
                  PATIENT_OBSERVATION
                    OBX
                  ORDER_OBSERVATION
                    ORC OBR NTE
                    OBSERVATION
                      OBX NTE
                    OBSERVATION
                      OBX
                    SPECIMEN
                      SPM OBX
                  ORDER_OBSERVATION
                    OBR
                    OBSERVATION
                      OBX ZLB
                  ORDER_OBSERVATION
                    ORC OBR
                PATIENT_RESULT
                  PID
                  ORDER_OBSERVATION
                    OBR
                """);
    }

    @Test
    void ordersWithoutAPatientStandWhereTheyWouldWithOne() {
        Unit unit = unit(reader, msh("ORU^R01") + "OBR|1\rOBX|1\r");

        assertThat(text(unit, "PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/1"))
                .isEqualTo("1");
    }

    @Test
    void coveragesAndProceduresAreGroupsOfAnAdmission() {
        Unit unit = unit(
                reader, MSH + "EVN|A01\rPID|1\rPR1|1\rROL|1\rPR1|2\rIN1|1\rIN2|1\rZIN|1\rIN1|2\rNK1|1\rACC|1\rPDA|1\r");

        assertThat(outline(unit)).isEqualTo("""
                MSH EVN PID
                PROCEDURE
                  PR1 ROL
                PROCEDURE
                  PR1
                INSURANCE
                  IN1 IN2 ZIN
                INSURANCE
                  IN1
                NK1 ACC PDA
                """);
    }

    @Test
    void messagesOfAnUnknownTypeAreFlat() {
        assertThat(outline(unit(reader, msh("ZZZ^Z01") + "PID|1\rOBR|1\rOBX|1\rOBX|2\r")))
                .isEqualTo("MSH PID OBR OBX OBX\n");
    }

    @Test
    void aBrokenLineIsReadAsPartOfItsSegment() {
        Unit unit = unit(reader, MSH + "NTE|1||first line\nsecond line\nthird|more\rPID|1||100\r");

        assertThat(text(unit, "NTE/3")).isEqualTo("first line\nsecond line\nthird");
        assertThat(text(unit, "NTE/4")).isEqualTo("more");
        assertThat(text(unit, "PID/3")).isEqualTo("100");
        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE NTE");
    }

    @Test
    void theAnnouncedCharacterSetIsUsed() {
        String message = MSH.replace("2.5.1\r", "2.5.1||||||8859/1\r") + "PID|1||1||Ängström\r";
        Unit unit = units(reader, message.getBytes(StandardCharsets.ISO_8859_1)).get(0);

        assertThat(text(unit, "PID/5")).isEqualTo("Ängström");
        assertThat(unit.findings()).isEmpty();
    }

    @Test
    void anUntrueOrMissingCharacterSetIsToldAndTheClosestTaken() {
        byte[] windows = (MSH + "PID|1||1||Ängström – ok\r").getBytes(Charset.forName("windows-1252"));
        Unit guessed = units(reader, windows).get(0);
        assertThat(text(guessed, "PID/5")).isEqualTo("Ängström – ok");
        assertThat(told(guessed)).containsExactly("WARNING CHARACTER_SET MSH-18");

        Unit ascii = unit(reader, MSH.replace("2.5.1\r", "2.5.1||||||ASCII\r") + "PID|1||1||Ängström\r");
        assertThat(text(ascii, "PID/5")).isEqualTo("Ängström");
        assertThat(told(ascii)).containsExactly("WARNING CHARACTER_SET MSH-18");

        Unit unknown = unit(reader, MSH.replace("2.5.1\r", "2.5.1||||||PRELIM\r") + "PID|1||1||Ängström\r");
        assertThat(text(unknown, "PID/5")).isEqualTo("Ängström");
        assertThat(told(unknown)).containsExactly("WARNING CHARACTER_SET MSH-18");
    }

    @Test
    void aFileInUtf16IsRead() {
        Unit unit = units(reader, (MSH + "PID|1||1||Ängström\r").getBytes(StandardCharsets.UTF_16))
                .get(0);

        assertThat(text(unit, "PID/5")).isEqualTo("Ängström");
        assertThat(told(unit)).containsExactly("INFORMATION CHARACTER_SET ");
    }

    @Test
    void whatNobodyReadCanBeTold() {
        Unit unit = unit(reader, MSH + "PID|1||100^^^MERCY\r");
        node(root(unit), "PID/3/1").markRead();

        assertThat(node(root(unit), "PID/3/1").wasRead()).isTrue();
        assertThat(node(root(unit), "PID/3/4").wasRead()).isFalse();
    }

    @Test
    void aFileIsRecognisedByItsBeginning() {
        assertThat(reader.recognises(MSH.getBytes(StandardCharsets.UTF_8), "x")).isTrue();
        assertThat(reader.recognises("\uFEFFFHS|^~\\&|".getBytes(StandardCharsets.UTF_8), "x"))
                .isTrue();
        assertThat(reader.recognises(("note\n" + MSH).getBytes(StandardCharsets.UTF_8), "x"))
                .isTrue();
        assertThat(reader.recognises("\n<?xml?><ORU_R01 xmlns=".getBytes(StandardCharsets.UTF_8), "x"))
                .isTrue();
        assertThat(reader.recognises("name,MSH\n1,2".getBytes(StandardCharsets.UTF_8), "x"))
                .isFalse();
        assertThat(reader.recognises("{\"t\":\"\nMSH|^~\"}".getBytes(StandardCharsets.UTF_8), "x"))
                .isFalse();
        assertThat(reader.recognises(new byte[0], "x")).isFalse();
        assertThat(reader.recognises("PID|1||1\r".getBytes(StandardCharsets.UTF_8), "x.HL7"))
                .as("named so, it is refused in words a v2 sender understands")
                .isTrue();
    }

    @Test
    void findingsNeverQuoteValues() {
        Unit unit = unit(reader, "MSH||A|B|C|D|||ADT^A08|\rPID|1||1||Testwater\nTestwater again\r");

        assertThat(unit.findings()).isNotEmpty().allSatisfy(finding -> {
            assertThat(finding.message() + finding.location()).doesNotContain("Testwater");
            assertThat(finding.severity()).isNotEqualTo(Severity.FATAL);
        });
        assertThat(unit.toString()).doesNotContain("Testwater");
    }
}

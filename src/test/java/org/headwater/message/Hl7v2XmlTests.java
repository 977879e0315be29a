package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.message.Trees.outline;
import static org.headwater.message.Trees.text;
import static org.headwater.message.Trees.told;
import static org.headwater.message.Trees.unit;
import static org.headwater.message.Trees.units;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.headwater.problem.Finding;
import org.junit.jupiter.api.Test;

/** HL7 v2 in XML: the same tree as in its usual encoding. */
class Hl7v2XmlTests {

    private static final String RESULT = """
            <?xml version="1.0" encoding="UTF-8"?>
            <ORU_R01 xmlns="urn:hl7-org:v2xml">
              <MSH><MSH.1>|</MSH.1><MSH.2>^~\\&amp;</MSH.2><MSH.3><HD.1>LAB</HD.1><HD.2>1.2.3</HD.2></MSH.3>
                <MSH.4><HD.1>MERCY</HD.1></MSH.4><MSH.7><TS.1>20260302</TS.1></MSH.7>
                <MSH.9><MSG.1>ORU</MSG.1><MSG.2>R01</MSG.2></MSH.9><MSH.10>X1</MSH.10><MSH.11><PT.1>P</PT.1></MSH.11>
                <MSH.12><VID.1>2.5</VID.1></MSH.12><MSH.18>8859/1</MSH.18></MSH>
              <ORU_R01.PATIENT_RESULT>
                <ORU_R01.PATIENT>
                  <PID><PID.3><CX.1>100</CX.1><CX.4><HD.1>MERCY</HD.1><HD.2>1.2&amp;3</HD.2></CX.4></PID.3>
                    <PID.3><CX.1>200</CX.1></PID.3><PID.5><XPN.1><FN.1>Testwater</FN.1></XPN.1><XPN.2>Jos\u00e9</XPN.2></PID.5>
                    <PID.7><TS.1>""</TS.1></PID.7></PID>
                </ORU_R01.PATIENT>
                <ORU_R01.ORDER_OBSERVATION>
                  <OBR><OBR.4><CE.1>A|B</CE.1></OBR.4></OBR>
                  <ORU_R01.OBSERVATION>
                    <OBX><OBX.2>TX</OBX.2><OBX.5>one<escape V=".br"/>two \\.br\\three
            four</OBX.5></OBX>
                  </ORU_R01.OBSERVATION>
                </ORU_R01.ORDER_OBSERVATION>
              </ORU_R01.PATIENT_RESULT>
            </ORU_R01>
            """;

    private static final String SAME = "MSH|^~\\&|LAB^1.2.3|MERCY|||20260302||ORU^R01|X1|P|2.5||||||8859/1\r"
            + "PID|||100^^^MERCY&1.2\\T\\3~200||Testwater^José||\"\"\rOBR||||A\\F\\B\r"
            + "OBX||TX|||one\\.br\\two \\.br\\three\\.br\\four\r";

    private final Hl7v2Reader reader = new Hl7v2Reader();

    @Test
    void aMessageInXmlIsTheSameTreeAsInSegments() {
        Unit unit = unit(reader, RESULT);
        Unit same = unit(reader, SAME.replace("8859/1", ""));

        assertThat(unit.type()).isEqualTo("ORU^R01");
        assertThat(unit.controlId()).isEqualTo("X1");
        assertThat(unit.personKey()).isEqualTo(same.personKey());
        assertThat(outline(unit)).isEqualTo(outline(same));
        String pid = "PATIENT_RESULT/PID/";
        assertThat(text(unit, pid + "3/4/2")).isEqualTo("1.2&3");
        assertThat(text(unit, pid + "5/2")).isEqualTo("José");
        assertThat(Trees.node(Trees.root(unit), pid + "7").deleted()).isTrue();
        assertThat(Trees.node(Trees.root(unit), pid + "3").location().path()).isEqualTo("PID-3");
        assertThat(text(unit, "PATIENT_RESULT/ORDER_OBSERVATION/OBR/4")).isEqualTo("A|B");
        assertThat(text(unit, "PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/5"))
                .isEqualTo("one\ntwo \nthree\nfour");
        assertThat(unit.findings()).isEmpty();
        assertThat(new String(unit.bytes(), StandardCharsets.UTF_8)).startsWith("<?xml");
    }

    @Test
    void theHeaderOfXmlIsSeenAtAGlance() {
        Hl7v2Header header = Hl7v2Header.of(("\u000B" + RESULT).getBytes(StandardCharsets.UTF_8))
                .orElseThrow();

        assertThat(header.type()).isEqualTo("ORU^R01");
        assertThat(header.sendingApplication()).isEqualTo("LAB");
        assertThat(header.personKey()).contains("100^MERCY&1.2\\T\\3");
    }

    @Test
    void xmlThatCannotBeReadHasNoHeader() {
        assertThat(Hl7v2Header.first(RESULT.replace("</OBR>", "").getBytes(StandardCharsets.UTF_8)))
                .isEmpty();
    }

    @Test
    void severalMessagesInOneFileAreUnitsThatStandAlone() {
        String acknowledgement =
                "<ACK><MSH><MSH.9><MSG.1>ACK</MSG.1></MSH.9><MSH.10>A<escape V=\"T\"/>1</MSH.10></MSH><MSA><MSA.1>AA</MSA.1></MSA></ACK>";
        for (String file : List.of(
                "<batch>" + RESULT.substring(RESULT.indexOf('\n')) + acknowledgement + "</batch>",
                RESULT + acknowledgement.replace("<ACK>", "<?xml version='1.0'?><ACK>"),
                "\u000B" + RESULT + "\u001C\r\u000B" + acknowledgement + "\u001C\r")) {
            List<Unit> units = units(reader, file);

            assertThat(units).extracting(Unit::type).containsExactly("ORU^R01", "ACK");
            assertThat(text(units.get(1), "MSA/1")).isEqualTo("AA");
            for (Unit unit : units) {
                Unit again = unit(reader, new String(unit.bytes(), StandardCharsets.UTF_8));
                assertThat(outline(again)).isEqualTo(outline(unit));
                assertThat(again.controlId()).isEqualTo(unit.controlId());
                assertThat(again.personKey()).isEqualTo(unit.personKey());
            }
        }
    }

    @Test
    void itIsRecognisedWhateverItsCharacterSetAndFraming() {
        for (Charset charset : List.of(StandardCharsets.UTF_8, StandardCharsets.UTF_16)) {
            byte[] bytes = RESULT.replace("UTF-8", charset.name()).getBytes(charset);
            assertThat(MessageReaders.standard().detect(bytes, "").map(UnitReader::format))
                    .contains(Format.HL7V2);
            assertThat(units(reader, bytes))
                    .singleElement()
                    .satisfies(unit ->
                            assertThat(text(unit, "PATIENT_RESULT/PID/5/2")).isEqualTo("José"));
        }
        assertThat(reader.recognises("<ns:ADT_A01 xmlns:ns=\"x\"><ns:MSH/>".getBytes(StandardCharsets.UTF_8), ""))
                .isTrue();
        assertThat(reader.recognises(
                        "<ClinicalDocument xmlns=\"urn:hl7-org:v3\">".getBytes(StandardCharsets.UTF_8), ""))
                .isFalse();
    }

    @Test
    void whatHasNoPlaceInASegmentIsToldOf() {
        Unit unit = unit(reader, RESULT.replace("<OBX.2>", "<note>x</note><OBX.2>"));

        assertThat(told(unit)).containsExactly("WARNING UNEXPECTED_STRUCTURE line 16");
    }

    @Test
    void xmlThatIsCutOffOrNoMessageIsRefusedWithAReason() {
        assertThat(told(unit(reader, RESULT.substring(0, RESULT.length() - 30))))
                .containsExactly("FATAL UNREADABLE line 20");
        assertThat(told(unit(reader, "<Bundle xmlns=\"http://hl7.org/fhir\"/>")))
                .containsExactly("FATAL UNRECOGNISED_FORMAT ");
        assertThat(told(unit(reader, RESULT.replace("<ORU_R01 ", "<!DOCTYPE ORU_R01 SYSTEM \"v231.dtd\">\n<ORU_R01 "))))
                .as("a document type that only points at a DTD")
                .isEmpty();
        assertThat(told(unit(reader, "<!DOCTYPE ADT_A01 [<!ENTITY e SYSTEM 'file:///etc/passwd'>]><ADT_A01/>")))
                .containsExactly("FATAL UNREADABLE line 1");
    }

    @Test
    void aWholeMessageInAWrapperThatIsCutOffIsTakenOnceAndToldOf() {
        String message = RESULT.substring(RESULT.indexOf("<ORU_R01"));
        String cutOff = "<batch>" + message + message.replace("X1", "X2") + "<trail";

        Unit one = unit(reader, "<batch>" + message);
        List<Unit> two = units(reader, cutOff);

        assertThat(told(one)).containsExactly("WARNING UNREADABLE line 20");
        assertThat(one.findings()).noneMatch(Finding::fatal);
        assertThat(two).extracting(Unit::controlId).containsExactly("X1", "X2");
        assertThat(two).allMatch(unit -> unit.root() != null);
    }

    @Test
    void aMessageThatIsCutOffIsRefusedBesideTheWholeOneBeforeIt() {
        String message = RESULT.substring(RESULT.indexOf("<ORU_R01"));

        List<Unit> units = units(reader, "<batch>" + message + "<ADT_A01><MSH><MSH.1>|</MSH.1>");

        assertThat(units).extracting(unit -> unit.root() != null).containsExactly(true, false);
    }

    @Test
    void oddBytesAreReadWhereverTheyStand() {
        for (int length = 16_000; length < 16_400; length++) {
            byte[] message = ("<ADT_A01><MSH><MSH.9><MSG.1>ADT</MSG.1><MSG.2>A04</MSG.2></MSH.9></MSH><NTE><NTE.3>"
                            + "x".repeat(length) + "\u00E1\u009F\u00FF</NTE.3></NTE></ADT_A01>")
                    .getBytes(StandardCharsets.ISO_8859_1);

            assertThat(text(units(reader, message).get(0), "NTE/3"))
                    .startsWith("xxx")
                    .hasSize(length + 3);
        }
    }
}

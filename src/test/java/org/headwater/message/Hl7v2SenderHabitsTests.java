package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.headwater.message.Trees.outline;
import static org.headwater.message.Trees.text;
import static org.headwater.message.Trees.told;
import static org.headwater.message.Trees.unit;
import static org.headwater.message.Trees.units;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What real senders do to v2 messages. */
class Hl7v2SenderHabitsTests {

    private final Hl7v2Reader reader = new Hl7v2Reader();

    private static String header(String type, String charset) {
        return "MSH|^~\\&|LAB|MERCY|HW|HIE|20260302||" + type + "|M1|P|2.5.1||||||" + charset + "\r";
    }

    private static byte[] bytes(String text, String charset) {
        return text.getBytes(Charset.forName(charset));
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            8859/1;ISO-8859-1;Müller
            8859/2;ISO-8859-2;Łukasz Żółć
            8859/3;ISO-8859-3;Ħaġar
            8859/4;ISO-8859-4;Āboliņš
            8859/5;ISO-8859-5;Иванов
            8859/6;ISO-8859-6;محمد
            8859/7;ISO-8859-7;Παπαδόπουλος
            8859/8;ISO-8859-8;כהן
            8859/9;ISO-8859-9;Şükrü
            8859/15;ISO-8859-15;Œuvré €
            ISO-8859-2;ISO-8859-2;Łukasz
            ISO IR87;ISO-2022-JP;山田太郎
            ~ISO IR87;ISO-2022-JP;山田太郎
            ISO IR159;ISO-2022-JP-2;山田
            ISO IR14;JIS_X0201;ﾔﾏﾀﾞ
            ISO IR87;windows-31j;山田ソ太郎
            GB 18030-2000;GB18030;王小明
            BIG-5;Big5;王功蓋
            KS X 1001;EUC-KR;김철수
            CNS 11643-1992;EUC-TW;王小明
            UNICODE;UTF-8;Zoë
            UNICODE UTF-8;UTF-8;Zoë 王
            """)
    void theAnnouncedCharacterSetIsRead(String announced, String written, String name) {
        Unit unit = units(reader, bytes(header("ADT^A04", announced) + "PID|1||7||" + name + "^Testwater\r", written))
                .get(0);

        assertThat(text(unit, "PID/5")).isEqualTo(name);
        assertThat(text(unit, "PID/5/2")).isEqualTo("Testwater");
        assertThat(told(unit)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            UNICODE UTF-8;ISO-8859-1;Müller
            8859/1;UTF-8;Müller
            ASCII;UTF-8;Müller
            ASCII;ISO-8859-1;Müller
            '';ISO-8859-1;Müller
            '';ISO-2022-JP;山田
            KLINGON;UTF-8;Müller
            """)
    void aCharacterSetWronglyAnnouncedIsReadAsTheOneThatFits(String announced, String written, String name) {
        Unit unit = units(reader, bytes(header("ADT^A04", announced) + "PID|1||7||" + name + "\r", written))
                .get(0);

        assertThat(text(unit, "PID/5")).isEqualTo(name);
        assertThat(told(unit)).containsExactly("WARNING CHARACTER_SET MSH-18");
    }

    @Test
    void aStrayByteOfAnotherCharacterSetSpoilsNothingElse() throws Exception {
        ByteArrayOutputStream message = new ByteArrayOutputStream();
        message.write(bytes(header("ADT^A04", "UNICODE UTF-8") + "PID|1||7||王^M", "UTF-8"));
        message.write(0xFC);
        message.write(bytes("ller\r", "UTF-8"));
        Unit unit = units(reader, message.toByteArray()).get(0);

        assertThat(text(unit, "PID/5")).isEqualTo("王");
        assertThat(text(unit, "PID/5/2")).isEqualTo("Müller");
    }

    @Test
    void utf16IsReadWithAndWithoutItsMark() {
        for (Charset charset :
                new Charset[] {StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE}) {
            byte[] message = (header("ADT^A04", "UNICODE UTF-16") + "PID|1||7||Zoë\r").getBytes(charset);
            assertThat(text(units(reader, message).get(0), "PID/5")).isEqualTo("Zoë");
            assertThat(Hl7v2Header.of(message).orElseThrow().personKey()).contains("7");
        }
    }

    @Test
    void controlCharactersAreLeftOut() {
        Unit unit = unit(reader, header("ADT^A04", "") + "PID|1||7||Test\0water\u0007^A\\X00\\da\\X0D0A\\x\\X0D\\y\r");

        assertThat(text(unit, "PID/5")).isEqualTo("Testwater");
        assertThat(text(unit, "PID/5/2")).isEqualTo("Ada\nx\ny");
        assertThat(told(unit)).containsExactly("INFORMATION CHARACTER_SET ");
    }

    @Test
    void escapesThatChangeTheCharacterSetAreFollowed() {
        Unit unit = unit(reader, header("ADT^A04", "") + "PID|1||7||A\\M2442\\;3ED\\C2842\\B\\C28\\x\\M9999\\y\r");

        assertThat(text(unit, "PID/5")).isEqualTo("A山田B\\C28\\xy");
    }

    @Test
    void valuesMarkedAsCutShortLoseTheMark() {
        String message = "MSH|^~\\&#|LAB|MERCY|HW|HIE|20260302||ADT^A04|M1|P|2.7\rPID|1||7||Testwat#^Ada\\P\\^#\r";

        assertThat(text(unit(reader, message), "PID/5")).isEqualTo("Testwat");
        assertThat(text(unit(reader, message), "PID/5/2")).isEqualTo("Ada#");
        assertThat(text(unit(reader, message), "PID/5/3")).isEqualTo("#");
        assertThat(text(unit(reader, message.replace("\\&#", "\\&")), "PID/5")).isEqualTo("Testwat#");
    }

    @Test
    void additionsContinueTheSegmentBeforeThem() {
        Unit unit = unit(
                reader,
                header("ORU^R01", "")
                        + "PID|1||7\rOBR|1\rOBX|1|TX|A||long\rADD|er te\r\nADD|xt|mg\rOBX|2|TX|B||x\rDSC\r");

        String observation = "PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/";
        assertThat(text(unit, observation + "5")).isEqualTo("longer text");
        assertThat(text(unit, observation + "6")).isEqualTo("mg");
        assertThat(told(unit)).isEmpty();
    }

    @Test
    void partsOfASplitMessageAreRefusedInPlainWords() {
        String first = header("ORU^R01", "") + "PID|1||7\rOBR|1\rOBX|1|TX|A||long\rDSC|99|F\r";
        String second = "MSH|^~\\&|LAB|MERCY|HW|HIE|20260302||ORU^R01|M2|P|2.5||99\rADD|er\rOBX|2|TX|B||x\r";

        Unit one = unit(reader, first);
        Unit two = unit(reader, second);

        assertThat(told(one)).containsExactly("FATAL UNEXPECTED_STRUCTURE DSC-1");
        assertThat(told(two)).containsExactly("FATAL UNEXPECTED_STRUCTURE MSH-14");
        assertThat(one.findings().get(0).message()).contains("Send it whole");
    }

    @Test
    void aWholeMessageIsReadWhateverItsContinuationPointerSays() {
        Unit unit = unit(reader, "MSH|^~\\&|LAB|MERCY|HW|HIE|20260302||ADT^A04|M2|P|2.5||OUTBOUND_ADT\rPID|1||7\r");

        assertThat(told(unit)).containsExactly("INFORMATION UNEXPECTED_STRUCTURE MSH-14");
    }

    @Test
    void anAnswerOfWhichMoreMayBeAskedForIsWhole() {
        Unit unit = unit(reader, header("RSP^K22^RSP_K21", "") + "MSA|AA|1\rQAK|1|OK\rQPD|Q22|1\rPID|1||7\rDSC|2|I\r");

        assertThat(told(unit)).isEmpty();
        assertThat(text(unit, "QUERY_RESPONSE/PID/3")).isEqualTo("7");
    }

    @Test
    void thousandsOfEmptyLinesAreGoneThroughOnce() {
        String empty = "\r".repeat(400_000);
        String message = header("ORU^R01", "") + "PID|1||7\rOBR|1\rOBX|1|TX|A||long" + empty + "ADD|er\r";

        assertThat(reader.recognises(empty.getBytes(StandardCharsets.UTF_8), ""))
                .isFalse();
        assertThat(text(unit(reader, message), "PATIENT_RESULT/ORDER_OBSERVATION/OBSERVATION/OBX/5"))
                .isEqualTo("longer");
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', textBlock = """
            ADT^A08^ADT_A01;ADT^A08
            ADT^^ADT_A05;ADT^A05
            ADT_A03;ADT^A03
            ADT-A03;ADT^A03
            ADTA03;ADT^A03
            ADT^ADT_A01;ADT^A01
            adt^a04;ADT^A04
            ^^ORU_R01;ORU^R01
            ORU;ORU^R01
            RDE;RDE^O11
            ORU^R99;ORU^R99
            XYZ^Q1;XYZ^Q1
            ACK;ACK
            """)
    void theTypeIsUnderstoodHoweverItIsWritten(String sent, String type) {
        assertThat(unit(reader, header(sent, "")).type()).isEqualTo(type);
    }

    @Test
    void aVersionNobodyKnowsIsReadAllTheSame() {
        Unit unit = unit(reader, header("ADT^A04", "").replace("2.5.1", "7.9") + "PID|1||7\r");

        assertThat(told(unit)).containsExactly("INFORMATION INVALID_VALUE MSH-12");
        assertThat(text(unit, "PID/3")).isEqualTo("7");
    }

    @Test
    void segmentsOutOfOrderStillComeTogether() {
        String ordered = outline(unit(reader, header("ORU^R01", "") + "PID|1\rPV1|1\rOBR|1\rOBX|1\rOBX|2\r"));

        assertThat(outline(unit(reader, header("ORU^R01", "") + "PV1|1\rPID|1\rOBR|1\rOBX|1\rOBX|2\r"))
                        .replace("PV1 PID", "PID PV1"))
                .isEqualTo(ordered);
        assertThat(outline(unit(reader, header("ORU^R01", "") + "PID|1\rOBR|1\rPV1|1\rOBX|1\rOBX|2\r")))
                .contains("ORDER_OBSERVATION\n    OBR\n    OBSERVATION\n      OBX\n    OBSERVATION\n      OBX");
    }

    @Test
    void aSecondPatientOrVisitWhereOneBelongsIsToldOf() {
        Unit unit = unit(reader, header("ADT^A04", "") + "PID|1||7\rPV1|1\rPID|2||8\rPV1|2\r");

        assertThat(told(unit))
                .containsExactly("WARNING UNEXPECTED_STRUCTURE PID[2]", "WARNING UNEXPECTED_STRUCTURE PV1[2]");
        assertThat(told(unit(reader, header("ADT^A24", "") + "PID|1||7\rPV1|1\rPID|2||8\rPV1|2\r")))
                .isEmpty();
    }

    @Test
    void theFirstMessageIsFoundBehindWhatIsNone() {
        byte[] message = bytes("220 ready: MSH|^~\\&|LAB|MERCY|HW|HIE|2026||ADT^A04|M1|P|2.5\rPID|1||7\r", "UTF-8");

        assertThat(Hl7v2Header.of(message)).isEmpty();
        assertThat(Hl7v2Header.first(message).orElseThrow().controlId()).isEqualTo("M1");
        assertThat(told(units(reader, message).get(0))).containsExactly("WARNING UNEXPECTED_STRUCTURE line 1");
    }

    @Test
    void allHeadersOfABatchAreFound() {
        byte[] batch = bytes(
                "BHS|^~\\&\r" + header("ADT^A04", "") + "PID|1||MSH|\r"
                        + header("ADT^A08", "").replace("M1", "M2") + "NTE|1||MSH\rBTS|2\r",
                "UTF-8");

        assertThat(Hl7v2Header.all(batch, 10))
                .extracting(Hl7v2Header::controlId)
                .containsExactly("M1", "M2");
        assertThat(Hl7v2Header.all(batch, 1)).hasSize(1);
    }
}

package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.headwater.message.Hl7v2Acknowledgement.Code;
import org.headwater.message.Hl7v2Acknowledgement.Result;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.junit.jupiter.api.Test;

class Hl7v2AcknowledgementTests {

    private final Hl7v2Acknowledgement acknowledgement =
            new Hl7v2Acknowledgement(Clock.fixed(Instant.parse("2026-03-02T16:15:00Z"), ZoneOffset.UTC));

    private static Optional<Hl7v2Header> header(String message) {
        return Hl7v2Header.of(message.getBytes(StandardCharsets.ISO_8859_1));
    }

    private byte[] kept(Hl7v2Header message) {
        return acknowledgement.of(Optional.of(message), Code.AA, List.of());
    }

    private byte[] refused(Optional<Hl7v2Header> header, Code code, String text) {
        return acknowledgement.of(header, code, List.of(Finding.of(FindingCode.INTERNAL, Severity.ERROR, "", text)));
    }

    private static String[] segments(byte[] acknowledgement) {
        return new String(acknowledgement, StandardCharsets.ISO_8859_1).split("\r");
    }

    @Test
    void senderAndReceiverChangePlaces() {
        String[] ack = segments(
                kept(header("MSH|^~\\&|ADT1^1.2^ISO|MERCY|HW|HIE|2026||ADT^A01^ADT_A01|M1|T^A|2.5.1^USA||||||8859/1\r")
                        .orElseThrow()));

        assertThat(ack).hasSize(2);
        assertThat(ack[0])
                .matches("MSH\\|\\^~\\\\&\\|HW\\|HIE\\|ADT1\\^1\\.2\\^ISO\\|MERCY\\|20260302161500\\.000\\+0000\\|\\|"
                        + "ACK\\^A01\\^ACK\\|HW[0-9a-z]+\\|T\\^A\\|2\\.5\\.1\\^USA\\|\\|\\|\\|\\|\\|8859/1");
        assertThat(ack[1]).isEqualTo("MSA|AA|M1");
    }

    @Test
    void everyAcknowledgementHasItsOwnControlId() {
        Hl7v2Header message =
                header("MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.5\r").orElseThrow();

        assertThat(kept(message)).isNotEqualTo(kept(message));
    }

    @Test
    void aRefusalSaysWhereAndWhy() {
        Finding finding = Finding.of(
                FindingCode.REQUIRED_ELEMENT_MISSING, Severity.FATAL, "PID-3[2].1", "The id is missing; send A|B & C.");
        String[] ack = segments(
                acknowledgement.of(header("MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.5\r"), Code.AR, List.of(finding)));

        assertThat(ack[1]).isEqualTo("MSA|AR|M1|The id is missing; send A\\F\\B \\T\\ C.");
        assertThat(ack[2])
                .isEqualTo(
                        "ERR||PID^1^3^2^1|101^Required field missing^HL70357|E|REQUIRED_ELEMENT_MISSING^^L|||The id is missing; send A\\F\\B \\T\\ C.");
    }

    @Test
    void oldVersionsAreAnsweredInTheirOwnForm() {
        Finding finding = Finding.of(FindingCode.INVALID_VALUE, Severity.ERROR, "OBX[3]-5", "Not a number.");
        String[] ack = segments(
                acknowledgement.of(header("MSH|^~\\&|A|B|C|D|2026||ORU^R01|M1|P|2.3\r"), Code.AE, List.of(finding)));

        assertThat(ack[0]).contains("|ACK^R01|");
        assertThat(ack[2]).isEqualTo("ERR|OBX^3^5^102&Data type error&HL70357");
        assertThat(segments(kept(header("MSH|^~\\&|A|B|C|D|2026||ADT|M1|P|2.1\rEVN|A01\r")
                        .orElseThrow()))[0])
                .contains("|ACK|");
    }

    @Test
    void theSendersSeparatorsAreUsed() {
        String[] ack = segments(refused(header("MSH$%*!@$A$B$C$D$2026$$ADT%A01$M1$P$2.6\r"), Code.AE, "Cost: 5$"));

        assertThat(ack[0]).startsWith("MSH$%*!@$C$D$A$B$").contains("$ACK%A01%ACK$");
        assertThat(ack[1]).isEqualTo("MSA$AE$M1$Cost: 5!F!");
    }

    @Test
    void whatHasNoHeaderIsAnsweredToo() {
        String[] ack = segments(refused(header("hello"), Code.AR, "No MSH."));

        assertThat(ack[0]).startsWith("MSH|^~\\&|||||2026").endsWith("|P|2.5.1");
        assertThat(ack[1]).isEqualTo("MSA|AR||No MSH.");
        assertThat(ack[2]).isEqualTo("ERR|||207^Application internal error^HL70357|E|INTERNAL^^L|||No MSH.");
    }

    @Test
    void theHeaderTellsFeedsWhatTheyAreChosenBy() {
        Hl7v2Header message = header(
                        "\u000BMSH|^~\\&|ADT1^1.2^ISO|MERCY~X|HW|HIE|2026||ADT^A01|M1|P|2.5\rPID|1||7^^^M\r\u001C\r")
                .orElseThrow();

        assertThat(message.sendingApplication()).isEqualTo("ADT1");
        assertThat(message.sendingFacility()).isEqualTo("MERCY");
        assertThat(message.receivingApplication()).isEqualTo("HW");
        assertThat(message.receivingFacility()).isEqualTo("HIE");
        assertThat(message.processingId()).isEqualTo("P");
        assertThat(message.version()).isEqualTo("2.5");
        assertThat(message.controlId()).isEqualTo("M1");
        assertThat(message.type()).isEqualTo("ADT^A01");
        assertThat(message.personKey()).contains("7^M");
    }

    private List<String> codes(String asked, Result result) {
        String message = "MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.5|||" + asked + "\r";
        return acknowledgement
                .asAsked(message.getBytes(StandardCharsets.UTF_8), header(message), result, List.of())
                .stream()
                .map(ack -> segments(ack)[1].substring(4, 6))
                .toList();
    }

    @Test
    void enhancedModeAnswersWhatIsAskedFor() {
        assertThat(codes("|", Result.ACCEPTED)).containsExactly("AA");
        assertThat(codes("AL|NE", Result.ACCEPTED)).containsExactly("CA");
        assertThat(codes("AL|NE", Result.ERROR)).containsExactly("CE");
        assertThat(codes("AL|NE", Result.REJECTED)).containsExactly("CR");
        assertThat(codes("AL|AL", Result.ACCEPTED)).containsExactly("CA", "AA");
        assertThat(codes("AL|AL", Result.REJECTED)).containsExactly("CR");
        assertThat(codes("NE|AL", Result.ACCEPTED)).containsExactly("AA");
        assertThat(codes("|AL", Result.REJECTED)).containsExactly("AR");
        assertThat(codes("ER|AL", Result.ACCEPTED)).containsExactly("AA");
        assertThat(codes("ER|AL", Result.REJECTED)).containsExactly("CR");
        assertThat(codes("SU|ER", Result.ACCEPTED)).containsExactly("CA");
        assertThat(codes("SU|ER", Result.ERROR)).containsExactly("AE");
        assertThat(codes("NE|NE", Result.ERROR)).isEmpty();
        assertThat(codes("ER|ER", Result.ACCEPTED)).isEmpty();
        assertThat(codes("YES|", Result.ACCEPTED))
                .as("what is no code says nothing")
                .containsExactly("AA");
    }

    @Test
    void aBatchIsAnsweredByABatch() {
        String batch = "FHS|^~\\&|A|B|C|D|2026\rBHS|^~\\&|A|B|C|D|2026||||B77\r"
                + "MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.5\rPID|1\rMSH|^~\\&|A|B|C|D|2026||ORU^R01|M2|P|2.5\rPID|1\rBTS|2\rFTS|1\r";
        String[] ack = segments(acknowledgement
                .original(
                        batch.getBytes(StandardCharsets.UTF_8),
                        Hl7v2Header.first(batch.getBytes(StandardCharsets.UTF_8)),
                        Result.ACCEPTED,
                        List.of())
                .get(0));

        assertThat(ack[0]).startsWith("BHS|^~\\&|C|D|A|B|20260302").endsWith("|B77");
        assertThat(ack[2]).isEqualTo("MSA|AA|M1");
        assertThat(ack[3]).contains("|ACK^R01^ACK|");
        assertThat(ack[4]).isEqualTo("MSA|AA|M2");
        assertThat(ack[5]).isEqualTo("BTS|2");
    }

    @Test
    void aMessageInXmlIsAnsweredInXml() {
        byte[] message =
                ("<ADT_A01 xmlns='urn:hl7-org:v2xml'><MSH><MSH.1>|</MSH.1><MSH.2>^~\\&amp;</MSH.2><MSH.3><HD.1>A&amp;B</HD.1></MSH.3>"
                                + "<MSH.9><MSG.1>ADT</MSG.1><MSG.2>A01</MSG.2></MSH.9><MSH.10>X1</MSH.10><MSH.12><VID.1>2.6</VID.1></MSH.12></MSH></ADT_A01>")
                        .getBytes(StandardCharsets.UTF_8);
        Finding finding = Finding.of(FindingCode.REQUIRED_ELEMENT_MISSING, Severity.FATAL, "PID-3", "A < B & C.");
        Unit ack = Trees.units(
                        new Hl7v2Reader(),
                        acknowledgement
                                .original(message, Hl7v2Header.of(message), Result.REJECTED, List.of(finding))
                                .get(0))
                .get(0);

        assertThat(ack.type()).isEqualTo("ACK^A01");
        assertThat(Trees.text(ack, "MSH/5")).isEqualTo("A&B");
        assertThat(Trees.text(ack, "MSA/1") + Trees.text(ack, "MSA/2")).isEqualTo("ARX1");
        assertThat(Trees.text(ack, "ERR/2/3")).isEqualTo("3");
        assertThat(Trees.text(ack, "ERR/8")).isEqualTo("A < B & C.");
        assertThat(ack.findings()).isEmpty();
    }
}

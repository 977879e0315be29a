package org.headwater.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.headwater.message.Hl7v2Acknowledgement.Code;
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

    private static String[] segments(byte[] acknowledgement) {
        return new String(acknowledgement, StandardCharsets.ISO_8859_1).split("\r");
    }

    @Test
    void senderAndReceiverChangePlaces() {
        String[] ack = segments(acknowledgement.accepted(
                header("MSH|^~\\&|ADT1^1.2^ISO|MERCY|HW|HIE|2026||ADT^A01^ADT_A01|M1|T^A|2.5.1^USA||||||8859/1\r")
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

        assertThat(acknowledgement.accepted(message)).isNotEqualTo(acknowledgement.accepted(message));
    }

    @Test
    void aRefusalSaysWhereAndWhy() {
        Finding finding = Finding.of(
                FindingCode.REQUIRED_ELEMENT_MISSING, Severity.FATAL, "PID-3[2].1", "The id is missing; send A|B & C.");
        String[] ack = segments(
                acknowledgement.of(header("MSH|^~\\&|A|B|C|D|2026||ADT^A01|M1|P|2.5\r"), Code.AR, List.of(finding)));

        assertThat(ack[1]).isEqualTo("MSA|AR|M1|The id is missing; send A\\F\\B \\T\\ C.");
        assertThat(ack[2]).isEqualTo("ERR||PID^1^3^2^1|101^^HL70357|E||||The id is missing; send A\\F\\B \\T\\ C.");
    }

    @Test
    void oldVersionsAreAnsweredInTheirOwnForm() {
        Finding finding = Finding.of(FindingCode.INVALID_VALUE, Severity.ERROR, "OBX[3]-5", "Not a number.");
        String[] ack = segments(
                acknowledgement.of(header("MSH|^~\\&|A|B|C|D|2026||ORU^R01|M1|P|2.3\r"), Code.AE, List.of(finding)));

        assertThat(ack[0]).contains("|ACK^R01|");
        assertThat(ack[2]).isEqualTo("ERR|OBX^3^5^102");
        assertThat(segments(acknowledgement.accepted(header("MSH|^~\\&|A|B|C|D|2026||ADT|M1|P|2.1\rEVN|A01\r")
                        .orElseThrow()))[0])
                .contains("|ACK|");
    }

    @Test
    void theSendersSeparatorsAreUsed() {
        String[] ack = segments(
                acknowledgement.refused(header("MSH$%*!@$A$B$C$D$2026$$ADT%A01$M1$P$2.6\r"), Code.AE, "Cost: 5$"));

        assertThat(ack[0]).startsWith("MSH$%*!@$C$D$A$B$").contains("$ACK%A01%ACK$");
        assertThat(ack[1]).isEqualTo("MSA$AE$M1$Cost: 5!F!");
    }

    @Test
    void whatHasNoHeaderIsAnsweredToo() {
        String[] ack = segments(acknowledgement.refused(header("hello"), Code.AR, "No MSH."));

        assertThat(ack[0]).startsWith("MSH|^~\\&|||||2026").endsWith("|P|2.5.1");
        assertThat(ack[1]).isEqualTo("MSA|AR||No MSH.");
        assertThat(ack[2]).isEqualTo("ERR|||207^^HL70357|E||||No MSH.");
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
}

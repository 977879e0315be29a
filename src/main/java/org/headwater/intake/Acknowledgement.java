package org.headwater.intake;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.headwater.message.Hl7v2Header;
import org.jspecify.annotations.Nullable;

/** Builds the answer to a v2 message (v2 §2.9.2): sender and receiver exchanged, MSA, and ERR where it says no. */
final class Acknowledgement {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSZ", Locale.ROOT).withZone(ZoneOffset.UTC);

    private Acknowledgement() {}

    /**
     * The answer.
     *
     * @param header of the message answered; null when it has none
     * @param code AA, AE or AR
     * @param text why not, in words for the sender's people; null with AA
     */
    static byte[] of(@Nullable Hl7v2Header header, String code, @Nullable String text, Instant now, String id) {
        StringBuilder ack = new StringBuilder(200).append("MSH|^~\\&|");
        if (header == null) {
            ack.append("HEADWATER||||")
                    .append(TIME.format(now))
                    .append("||ACK|")
                    .append(id)
                    .append("|P|2.5.1\rMSA|")
                    .append(code)
                    .append('|');
        } else {
            ack.append(header.field(5))
                    .append('|')
                    .append(header.field(6))
                    .append('|')
                    .append(header.field(3))
                    .append('|')
                    .append(header.field(4))
                    .append('|')
                    .append(TIME.format(now))
                    .append("||ACK|")
                    .append(id)
                    .append('|')
                    .append(header.field(11))
                    .append('|')
                    .append(header.field(12))
                    .append("\rMSA|")
                    .append(code)
                    .append('|')
                    .append(header.controlId());
        }
        if (text != null) {
            ack.append('|')
                    .append(text)
                    .append("\rERR|||")
                    .append(code.equals("AE") ? "207^Application internal error" : "207^Application error")
                    .append("^HL70357|E||||")
                    .append(text);
        }
        return ack.append('\r').toString().getBytes(StandardCharsets.ISO_8859_1);
    }
}

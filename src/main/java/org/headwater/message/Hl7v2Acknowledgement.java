package org.headwater.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;

/**
 * Makes the acknowledgements of v2 messages, in original and in enhanced mode (v2.9 §2.9): sender and receiver change places,
 * version, processing id and character set are the message's, its own separators are used, and a message in XML is answered
 * in XML. Unframed; the door frames them.
 */
public final class Hl7v2Acknowledgement {

    /** What became of a message. */
    public enum Result {
        /** Kept; done. */
        ACCEPTED(Code.AA, Code.CA),
        /** Not kept; try again. */
        ERROR(Code.AE, Code.CE),
        /** Not kept, and never will be as it is. */
        REJECTED(Code.AR, Code.CR);

        private final Code original;
        private final Code commit;

        Result(Code original, Code commit) {
            this.original = original;
            this.commit = commit;
        }

        /** What a sender is told of it in original mode, and in enhanced mode as the application's answer. */
        public Code original() {
            return original;
        }
    }

    /** What a sender is told (table 0008). */
    public enum Code {
        /** Accepted by the application. */
        AA,
        /** An error in the application; try again. */
        AE,
        /** Rejected by the application. */
        AR,
        /** Accepted for safe-keeping. */
        CA,
        /** An error in safe-keeping; try again. */
        CE,
        /** Rejected for safe-keeping. */
        CR
    }

    /** So many messages of one batch are answered one by one. */
    private static final int MOST_IN_BATCH = 100_000;

    private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMddHHmmss.SSSZ", Locale.ROOT);
    private static final Pattern PLACE =
            Pattern.compile("([A-Z][A-Z0-9]{2})(?:\\[(\\d+)])?(?:-(\\d+)(?:\\[(\\d+)])?(?:\\.(\\d+)(?:\\.(\\d+))?)?)?");
    private static final String WITHOUT_HEADER = "MSH|^~\\&|||||||ACK||P|2.5.1\r";

    private final Clock clock;
    private final AtomicLong made;

    /** Makes acknowledgements that tell the clock's time in the clock's zone. */
    public Hl7v2Acknowledgement(Clock clock) {
        this.clock = clock;
        this.made = new AtomicLong(clock.millis());
    }

    /**
     * One answer in original mode.
     *
     * @param sent what came in: a message, or a batch, which is answered by a batch of answers to its messages
     * @param header of its first message; empty when there is none that can be read
     * @param findings why it was not kept; each becomes an ERR segment
     */
    public List<byte[]> original(byte[] sent, Optional<Hl7v2Header> header, Result result, List<Finding> findings) {
        return List.of(answer(sent, header, result.original, findings));
    }

    /**
     * What MSH-15 and MSH-16 ask for: in original mode, where both are empty, one answer; else the accept acknowledgement,
     * the application acknowledgement, both in this order, or none. Parameters as for {@link #original}.
     */
    public List<byte[]> asAsked(byte[] sent, Optional<Hl7v2Header> header, Result result, List<Finding> findings) {
        Optional<Wish> accept = header.flatMap(sentHeader -> Wish.of(sentHeader.component(15, 1)));
        Optional<Wish> application = header.flatMap(sentHeader -> Wish.of(sentHeader.component(16, 1)));
        if (accept.isEmpty() && application.isEmpty()) {
            return original(sent, header, result, findings);
        }
        boolean kept = result == Result.ACCEPTED;
        List<byte[]> answers = new ArrayList<>();
        if (accept.filter(wish -> wish.holds(kept)).isPresent()) {
            answers.add(answer(sent, header, result.commit, findings));
        }
        // What was not taken for safe-keeping never reached the application (v2.9 §2.9.3.2).
        if (application.filter(wish -> wish.holds(kept)).isPresent() && (kept || answers.isEmpty())) {
            answers.add(answer(sent, header, result.original, findings));
        }
        return answers;
    }

    /** When an acknowledgement is wanted (table 0155). */
    private enum Wish {
        AL,
        NE,
        ER,
        SU;

        static Optional<Wish> of(String code) {
            return Arrays.stream(values())
                    .filter(wish -> wish.name().equalsIgnoreCase(code.trim()))
                    .findFirst();
        }

        boolean holds(boolean success) {
            return this == AL || this == (success ? SU : ER);
        }
    }

    private byte[] answer(byte[] sent, Optional<Hl7v2Header> header, Code code, List<Finding> findings) {
        List<Hl7v2Header> all = header.isEmpty() ? List.of() : Hl7v2Header.all(sent, MOST_IN_BATCH);
        return all.size() < 2 ? of(header, code, findings) : batch(sent, all, code, findings);
    }

    /** A batch is answered as one, with the batch's own id to know it by (v2.9 §2.10.3.2). */
    private byte[] batch(byte[] sent, List<Hl7v2Header> all, Code code, List<Finding> findings) {
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        Optional<Hl7v2Header> batch = Hl7v2Header.ofBatch(sent);
        batch.ifPresent(header -> answer.writeBytes(latin1(batchHeader(header))));
        all.forEach(header -> answer.writeBytes(of(Optional.of(header), code, findings)));
        batch.ifPresent(header -> answer.writeBytes(latin1("BTS" + header.separator() + all.size() + "\r")));
        return answer.toByteArray();
    }

    private String batchHeader(Hl7v2Header batch) {
        char field = batch.separator();
        StringBuilder out = new StringBuilder("BHS").append(field).append(batch.encoding());
        for (int swapped : new int[] {5, 6, 3, 4}) {
            out.append(field).append(echoed(batch, swapped));
        }
        out.append(field).append(TIMESTAMP.format(ZonedDateTime.now(clock)));
        out.append(String.valueOf(field).repeat(4)).append(newId());
        return out.append(field).append(echoed(batch, 11)).append('\r').toString();
    }

    private String newId() {
        return "HW" + Long.toString(made.incrementAndGet(), Character.MAX_RADIX);
    }

    /** A field of the message as sent, without control characters, which could end our answer's segment or its block. */
    private static String echoed(Hl7v2Header header, int field) {
        String sent = header.field(field);
        return sent.chars().noneMatch(c -> c < ' ') ? sent : sent.replaceAll("[\\x00-\\x1F]", "");
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    /**
     * An acknowledgement.
     *
     * @param header the message's header; empty when it has none that can be read
     * @param code what its sender is told
     * @param findings what was wrong; each becomes an ERR segment
     */
    byte[] of(Optional<Hl7v2Header> header, Code code, List<Finding> findings) {
        Hl7v2Header answered = header.orElseGet(Hl7v2Acknowledgement::none);
        char field = answered.separator();
        StringBuilder out = new StringBuilder(256);
        out.append("MSH").append(field).append(answered.encoding());
        for (int swapped : new int[] {5, 6, 3, 4}) {
            out.append(field).append(echoed(answered, swapped));
        }
        out.append(field).append(TIMESTAMP.format(ZonedDateTime.now(clock)));
        out.append(field).append(field).append(messageType(answered));
        out.append(field).append(newId());
        out.append(field).append(echoed(answered, 11));
        out.append(field).append(echoed(answered, 12));
        // Whatever the message was written in, its answer to UTF-16 or XML is UTF-8.
        String charset = answered.written() == Hl7v2Header.Encoding.SEGMENTS ? echoed(answered, 18) : "";
        if (!charset.isEmpty()) {
            out.append(String.valueOf(field).repeat(6)).append(charset);
        }
        out.append('\r');
        out.append("MSA").append(field).append(code).append(field).append(echoed(answered, 10));
        if (!findings.isEmpty() && !isFrom(answered, 2, 7)) {
            out.append(field).append(escaped(findings.get(0).message(), answered, 80));
        }
        out.append('\r');
        findings.forEach(finding -> appendError(finding, answered, out));
        return answered.written() == Hl7v2Header.Encoding.XML
                ? Hl7v2AcknowledgementXml.of(out.toString(), field, answered.encoding())
                : latin1(out.toString());
    }

    private static Hl7v2Header none() {
        return Hl7v2Header.of(WITHOUT_HEADER.getBytes(StandardCharsets.US_ASCII))
                .orElseThrow();
    }

    private static String messageType(Hl7v2Header header) {
        String type = header.type();
        int caret = type.indexOf('^');
        char component = header.component();
        if (!isFrom(header, 2, 3) || caret < 0) {
            return "ACK";
        }
        String acknowledged = "ACK" + component + type.substring(caret + 1);
        return isFrom(header, 2, 4) ? acknowledged + component + "ACK" : acknowledged;
    }

    /** Whether the message is of this version or later; one that tells none is taken for a recent one. */
    private static boolean isFrom(Hl7v2Header header, int major, int minor) {
        Matcher version = Pattern.compile("(\\d)(?:\\.(\\d{1,2}))?.*").matcher(header.version());
        if (!version.matches()) {
            return true;
        }
        int itsMajor = Integer.parseInt(version.group(1));
        int itsMinor = version.group(2) == null ? 0 : Integer.parseInt(version.group(2));
        return itsMajor > major || (itsMajor == major && itsMinor >= minor);
    }

    /** ERR changed with v2.5: before, place and code stood together in its first field. */
    private static void appendError(Finding finding, Hl7v2Header header, StringBuilder out) {
        char field = header.separator();
        char component = header.component();
        Matcher place = PLACE.matcher(finding.location().path());
        boolean placed = place.matches();
        out.append("ERR").append(field);
        if (!isFrom(header, 2, 5)) {
            out.append(
                    placed
                            ? place(place, component, 3)
                            : String.valueOf(component).repeat(2));
            out.append(component).append(errorCode(finding.code()));
            if (header.encoding().length() > 3) {
                char part = header.encoding().charAt(3);
                out.append(part).append(errorText(finding.code())).append(part).append("HL70357");
            }
            out.append('\r');
            return;
        }
        out.append(field).append(placed ? place(place, component, 6) : "");
        out.append(field)
                .append(errorCode(finding.code()))
                .append(component)
                .append(errorText(finding.code()))
                .append(component)
                .append("HL70357");
        out.append(field).append(finding.severity().ordinal() > 1 ? 'E' : 'W');
        out.append(field)
                .append(finding.code())
                .append(component)
                .append(component)
                .append("L");
        out.append(String.valueOf(field).repeat(3))
                .append(escaped(finding.message(), header, 250))
                .append('\r');
    }

    private static String place(Matcher place, char component, int parts) {
        StringBuilder told = new StringBuilder(place.group(1));
        for (int i = 2; i <= parts; i++) {
            String part = place.group(i);
            told.append(component);
            if (part != null) {
                told.append(part);
            } else if (i == 2 || (i == 4 && place.group(3) != null)) {
                told.append('1');
            }
        }
        int end = told.length();
        while (told.charAt(end - 1) == component) {
            end--;
        }
        return parts > 3 ? told.substring(0, end) : told.toString();
    }

    /** Table 0357. */
    private static int errorCode(FindingCode code) {
        return switch (code) {
            case UNEXPECTED_STRUCTURE -> 100;
            case REQUIRED_ELEMENT_MISSING, NO_IDENTITY_KEY -> 101;
            case INVALID_VALUE, CHARACTER_SET -> 102;
            case UNMAPPED_CODE -> 103;
            case NO_MAPPING, REQUEST_NOT_ANSWERED -> 200;
            case UNRESOLVED_REFERENCE -> 204;
            default -> 207;
        };
    }

    private static String errorText(FindingCode code) {
        return switch (errorCode(code)) {
            case 100 -> "Segment sequence error";
            case 101 -> "Required field missing";
            case 102 -> "Data type error";
            case 103 -> "Table value not found";
            case 200 -> "Unsupported message type";
            case 204 -> "Unknown key identifier";
            default -> "Application internal error";
        };
    }

    private static String escaped(String text, Hl7v2Header header, int longest) {
        String told = text.length() <= longest ? text : text.substring(0, longest);
        String encoding = header.encoding();
        StringBuilder out = new StringBuilder(told.length() + 16);
        for (int i = 0; i < told.length(); i++) {
            char c = told.charAt(i);
            int special = encoding.indexOf(c);
            if (c == header.separator()) {
                append('F', encoding, out);
            } else if (special >= 0 && special < 4) {
                append("SRET".charAt(special), encoding, out);
            } else {
                out.append(c < ' ' ? ' ' : c > 0x7E ? '?' : c);
            }
        }
        return out.toString();
    }

    private static void append(char letter, String encoding, StringBuilder out) {
        if (encoding.length() > 2) {
            out.append(encoding.charAt(2)).append(letter).append(encoding.charAt(2));
        } else {
            out.append(' ');
        }
    }
}

package org.headwater.message;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;

/**
 * Makes the acknowledgements of v2 messages (original mode, v2.9 §2.9.2): sender and receiver change places, version and
 * processing id are the message's, and its own separators are used. Unframed; the door frames them.
 */
public final class Hl7v2Acknowledgement {

    /** What a sender is told (table 0008). */
    public enum Code {
        /** Kept; done. */
        AA,
        /** Not kept; try again. */
        AE,
        /** Not kept, and never will be as it is. */
        AR
    }

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

    /** The acknowledgement of a message that was kept. */
    public byte[] accepted(Hl7v2Header header) {
        return of(Optional.of(header), Code.AA, List.of());
    }

    /**
     * The acknowledgement of a message that was not kept.
     *
     * @param header the message's header; empty when it has none that can be read
     * @param code {@link Code#AE} to have it sent again, {@link Code#AR} not to
     * @param text why, in words for the sender; no datum of a person
     */
    public byte[] refused(Optional<Hl7v2Header> header, Code code, String text) {
        return of(header, code, List.of(Finding.of(FindingCode.INTERNAL, Severity.ERROR, "", text)));
    }

    /**
     * An acknowledgement.
     *
     * @param header the message's header; empty when it has none that can be read
     * @param code what its sender is told
     * @param findings what was wrong; each becomes an ERR segment
     */
    public byte[] of(Optional<Hl7v2Header> header, Code code, List<Finding> findings) {
        Hl7v2Header answered = header.orElseGet(Hl7v2Acknowledgement::none);
        char field = answered.separator();
        StringBuilder out = new StringBuilder(256);
        out.append("MSH").append(field).append(answered.encoding());
        for (int swapped : new int[] {5, 6, 3, 4}) {
            out.append(field).append(answered.field(swapped));
        }
        out.append(field).append(TIMESTAMP.format(ZonedDateTime.now(clock)));
        out.append(field).append(field).append(messageType(answered));
        out.append(field).append("HW").append(Long.toString(made.incrementAndGet(), Character.MAX_RADIX));
        out.append(field).append(answered.field(11));
        out.append(field).append(answered.field(12));
        if (!answered.field(18).isEmpty()) {
            out.append(String.valueOf(field).repeat(6)).append(answered.field(18));
        }
        out.append('\r');
        out.append("MSA").append(field).append(code).append(field).append(answered.controlId());
        if (!findings.isEmpty() && !isFrom(answered, 2, 7)) {
            out.append(field).append(escaped(findings.get(0).message(), answered, 80));
        }
        out.append('\r');
        findings.forEach(finding -> appendError(finding, answered, out));
        return out.toString().getBytes(StandardCharsets.ISO_8859_1);
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
            out.append(component).append(errorCode(finding.code())).append('\r');
            return;
        }
        out.append(field).append(placed ? place(place, component, 6) : "");
        out.append(field)
                .append(errorCode(finding.code()))
                .append(component)
                .append(component)
                .append("HL70357");
        out.append(field).append(finding.severity().ordinal() > 1 ? 'E' : 'W');
        out.append(String.valueOf(field).repeat(4))
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

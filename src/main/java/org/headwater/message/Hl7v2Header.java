package org.headwater.message;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What can be told of a v2 message by a glance at its bytes: enough to choose its feed, its lane and its acknowledgement,
 * before anything is parsed. Says the same as the {@link Unit} that reading the message gives.
 *
 * <p>Texts are read as Latin-1, byte for byte, so that what is echoed to the sender is what it sent.
 */
public final class Hl7v2Header {

    /** What the sender of a {@link #fragment} is told. */
    public static final String FRAGMENT = """
            This is a part of a message that was split (MSH-14, DSC), and parts are not put together: a patient's record must\
             not hold half a message. Send it whole; it may be of any size up to the limit of the door.""";

    private static final int MSH_FIELDS = 21;
    private static final String USUAL_ENCODING = "^~\\&";

    /** So far a message may stand behind what is none of it: some senders put a line of their own in front. */
    private static final int FARTHEST = 64 * 1024;

    private static final Pattern STRUCTURE = Pattern.compile("([A-Z][A-Z0-9]{2})_([A-Z][A-Z0-9]{2})");

    private static final Pattern RUN_TOGETHER = Pattern.compile("([A-Z][A-Z0-9]{2})[^A-Z0-9]{0,2}([A-Z][A-Z0-9]\\d)");

    private final byte[] message;
    private final String[] fields;
    private final char separator;
    private final int headerEnd;
    private final Encoding written;
    private @Nullable String type;
    private @Nullable String encoding;

    /** How a message was written. */
    enum Encoding {
        /** In segments and separators, a byte or more a character. */
        SEGMENTS,
        /** The same in UTF-16. */
        SEGMENTS_UTF_16,
        /** In XML. */
        XML
    }

    private Hl7v2Header(byte[] message, String[] fields, char separator, int headerEnd, Encoding written) {
        this.message = message;
        this.fields = fields;
        this.separator = separator;
        this.headerEnd = headerEnd;
        this.written = written;
    }

    /**
     * Reads the header of a message, framed or not, in segments or in XML.
     *
     * @param message the bytes, MSH first; a byte-order mark, blanks and the start-of-block character may stand before it
     * @return empty when there is no MSH with a separator behind it
     */
    public static Optional<Hl7v2Header> of(byte[] message) {
        if (isXml(message)) {
            return Hl7v2XmlFile.firstAsSegments(message).flatMap(segments -> of(segments, 0, Encoding.XML));
        }
        int start = start(message);
        return isUtf16(message, start)
                ? of(Utf16.toUtf8(framed(message, start)), 0, Encoding.SEGMENTS_UTF_16)
                : of(message, start, Encoding.SEGMENTS);
    }

    /**
     * Reads the header of the first message in some bytes: as {@link #of}, and where other lines or letters stand before
     * the first MSH, behind those.
     */
    public static Optional<Hl7v2Header> first(byte[] bytes) {
        Optional<Hl7v2Header> header = of(bytes);
        return header.isPresent() || isXml(bytes) ? header : next(bytes, 1);
    }

    /** Whether bytes begin as XML does. */
    public static boolean isXml(byte[] bytes) {
        return Hl7v2XmlFile.is(bytes, Math.min(bytes.length, 64));
    }

    /** How many messages stand in XML, by a glance. */
    public static int countXml(byte[] bytes) {
        return Hl7v2XmlFile.messages(bytes);
    }

    /** The headers of all messages in some bytes, in order, so many as wanted. */
    public static List<Hl7v2Header> all(byte[] bytes, int most) {
        List<Hl7v2Header> headers = new ArrayList<>();
        Optional<Hl7v2Header> header = first(bytes);
        while (header.isPresent() && headers.size() < most) {
            headers.add(header.get());
            header = header.get().written == Encoding.SEGMENTS ? next(bytes, header.get().headerEnd) : Optional.empty();
        }
        return headers;
    }

    /** The header of the first batch (BHS) that begins a line in front of any message; its fields are numbered as MSH's. */
    static Optional<Hl7v2Header> ofBatch(byte[] bytes) {
        for (int i = 0; i + 3 < bytes.length; i = lineEnd(bytes, i) + 1) {
            int line = i;
            while (line + 3 < bytes.length && bytes[line] >= 0 && bytes[line] <= ' ') {
                line++;
            }
            if (isSegment(bytes, line, 'M', 'S', 'H')) {
                return Optional.empty();
            }
            if (isSegment(bytes, line, 'B', 'H', 'S')) {
                return of(bytes, line, Encoding.SEGMENTS, 'B', 'H', 'S');
            }
        }
        return Optional.empty();
    }

    private static Optional<Hl7v2Header> next(byte[] bytes, int from) {
        boolean before = from > 1;
        boolean lineStart = before;
        for (int i = from; i + 3 < bytes.length && (before || i < FARTHEST); i++) {
            byte last = bytes[i - 1];
            lineStart = last == '\r' || last == '\n' || last == 0x1C || (lineStart && last >= 0 && last <= ' ');
            boolean begins = before ? lineStart : !Character.isLetterOrDigit(last & 0xFF);
            if (begins && isSegment(bytes, i, 'M', 'S', 'H') && (before || !isWord(bytes, i + 4))) {
                Optional<Hl7v2Header> header = of(bytes, i, Encoding.SEGMENTS);
                if (header.isPresent()) {
                    return header;
                }
            }
        }
        return Optional.empty();
    }

    /** Whether a letter, digit or blank stands there, which no separator is: then "MSH," was a word of a text. */
    private static boolean isWord(byte[] bytes, int at) {
        return at < bytes.length && (Character.isLetterOrDigit(bytes[at] & 0xFF) || bytes[at] == ' ');
    }

    private static boolean isUtf16(byte[] message, int start) {
        return message.length - start > 4
                && (message[start] == 0 || message[start + 1] == 0 || (message[start] & 0xFE) == 0xFE)
                && Utf16.isUtf16(Arrays.copyOfRange(message, start, start + 4));
    }

    private static byte[] framed(byte[] message, int start) {
        return start == 0 ? message : Arrays.copyOfRange(message, start, message.length);
    }

    private static Optional<Hl7v2Header> of(byte[] message, int start, Encoding written) {
        return of(message, start, written, 'M', 'S', 'H');
    }

    private static Optional<Hl7v2Header> of(byte[] message, int start, Encoding written, char a, char b, char c) {
        if (!isSegment(message, start, a, b, c) || start + 3 >= message.length) {
            return Optional.empty();
        }
        int separator = message[start + 3] & 0xFF;
        if (Character.isLetterOrDigit(separator) || separator <= ' ' || separator == '"') {
            return Optional.empty();
        }
        int end = lineEnd(message, start);
        String[] fields = new String[MSH_FIELDS];
        Arrays.fill(fields, "");
        fields[1] = String.valueOf((char) separator);
        int field = 2;
        int from = start + 4;
        for (int i = from; i <= end && field < MSH_FIELDS; i++) {
            if (i == end || (message[i] & 0xFF) == separator) {
                fields[field++] = latin1(message, from, i);
                from = i + 1;
            }
        }
        return Optional.of(new Hl7v2Header(message, fields, (char) separator, end, written));
    }

    /** A field of MSH as sent, components and all; empty when absent. */
    public String field(int number) {
        return number > 0 && number < MSH_FIELDS ? fields[number].trim() : "";
    }

    /**
     * What kind of message this is, as mappings name it: {@code ADT^A01}; {@code ADT} alone when no trigger event is told
     * in MSH-9 or EVN-1; empty when not even that is.
     */
    public String type() {
        String known = type;
        if (known == null) {
            known = findType();
            type = known;
        }
        return known;
    }

    /** MSH-10; empty when absent. */
    public String controlId() {
        return field(10);
    }

    /** MSH-3, its first component; empty when absent. */
    public String sendingApplication() {
        return first(field(3));
    }

    /** MSH-4, its first component; empty when absent. */
    public String sendingFacility() {
        return first(field(4));
    }

    /** MSH-5, its first component; empty when absent. */
    public String receivingApplication() {
        return first(field(5));
    }

    /** MSH-6, its first component; empty when absent. */
    public String receivingFacility() {
        return first(field(6));
    }

    /** MSH-11, its first component: {@code P}, {@code T}, {@code D}; empty when absent. */
    public String processingId() {
        return first(field(11));
    }

    /** MSH-12, its first component: {@code 2.5.1}; empty when absent. */
    public String version() {
        return first(field(12));
    }

    /** As {@link Unit#personKey()}. */
    public Optional<String> personKey() {
        int pid = find('P', 'I', 'D');
        if (pid < 0) {
            return Optional.empty();
        }
        String[] person = fieldsOf(pid, 20);
        for (int position : new int[] {3, 2, 4, 18, 19}) {
            String key = identifier(person[position]);
            if (!key.isEmpty()) {
                return Optional.of(key);
            }
        }
        String name = firstRepetition(person[5]);
        return name.isBlank() || isOnlySeparators(name)
                ? Optional.empty()
                : Optional.of((name + "|" + person[7]).toUpperCase(Locale.ROOT));
    }

    /**
     * Where the message says that it is but a part of one that its sender split (v2.9 §2.10.2): {@code MSH-14} or {@code
     * DSC-1}. Empty when it is whole: also where it says so in MSH-14 and yet begins as a message does, as some senders'
     * do, and where a DSC only tells that more answers to a query may be asked for.
     */
    public Optional<String> fragment() {
        boolean answer = find('M', 'S', 'A') >= 0;
        if (!isOnlySeparators(field(14)) && !answer && goesOn()) {
            return Optional.of("MSH-14");
        }
        int at = find('D', 'S', 'C');
        if (at < 0) {
            return Optional.empty();
        }
        String[] continuation = fieldsOf(at, 3);
        String style = continuation[2].strip();
        boolean splits = style.equals("F") || (!style.equals("I") && !answer);
        return splits && !isOnlySeparators(continuation[1]) ? Optional.of("DSC-1") : Optional.empty();
    }

    /** Whether what stands behind the header is no beginning. */
    private boolean goesOn() {
        int addition = find('A', 'D', 'D');
        boolean begins = find('P', 'I', 'D') >= 0 || find('M', 'F', 'I') >= 0;
        return !begins || (addition >= 0 && latin1(message, headerEnd, addition).isBlank());
    }

    char separator() {
        return separator;
    }

    Encoding written() {
        return written;
    }

    /** MSH-2, or what is usual when the sender left it out. */
    String encoding() {
        String known = encoding;
        if (known == null) {
            String sent = fields[2].trim();
            int usable = 0;
            while (usable < sent.length()
                    && !Character.isLetterOrDigit(sent.charAt(usable))
                    && sent.charAt(usable) != ' ') {
                usable++;
            }
            known = usable == 0 ? USUAL_ENCODING : sent.substring(0, usable);
            encoding = known;
        }
        return known;
    }

    char component() {
        return encoding().charAt(0);
    }

    /** Whether MSH-2 is missing. */
    boolean lacksEncoding() {
        return fields[2].isBlank();
    }

    /** The component of a field of MSH, counted from 1; empty when absent. */
    String component(int number, int componentNumber) {
        return part(firstRepetition(field(number)), component(), componentNumber);
    }

    /** The first components of all repetitions of a field of MSH that are not blank, in order. */
    List<String> repetitions(int number) {
        List<String> found = new ArrayList<>();
        String field = field(number);
        String encoding = encoding();
        int count = encoding.length() < 2
                ? 1
                : 1 + (int) field.chars().filter(c -> c == encoding.charAt(1)).count();
        for (int i = 1; i <= Math.min(count, 20); i++) {
            String repetition = count == 1 ? field : part(field, encoding.charAt(1), i);
            String text = part(repetition, component(), 1).trim();
            if (!text.isEmpty()) {
                found.add(text);
            }
        }
        return found;
    }

    private String first(String field) {
        return part(firstRepetition(field), component(), 1);
    }

    private String firstRepetition(String field) {
        String encoding = encoding();
        return encoding.length() > 1 ? part(field, encoding.charAt(1), 1) : field;
    }

    private String findType() {
        String code = component(9, 1).trim().toUpperCase(Locale.ROOT);
        String trigger = component(9, 2).trim().toUpperCase(Locale.ROOT);
        Matcher structure = STRUCTURE.matcher(component(9, 3).trim().toUpperCase(Locale.ROOT));
        boolean structured = structure.matches();
        Matcher together = RUN_TOGETHER.matcher(code);
        if (trigger.isEmpty() && together.matches()) {
            code = together.group(1);
            trigger = together.group(2);
        }
        Matcher asStructure = STRUCTURE.matcher(trigger);
        if (asStructure.matches()) {
            trigger = asStructure.group(2);
        }
        if (code.isEmpty() && structured) {
            code = structure.group(1);
        }
        int event = trigger.isEmpty() || code.isEmpty() ? find('E', 'V', 'N') : -1;
        if (event >= 0) {
            String told = first(fieldsOf(event, 2)[1].trim()).toUpperCase(Locale.ROOT);
            trigger = trigger.isEmpty() ? told : trigger;
            // Only ADT-like messages had an EVN when senders still left MSH-9 out.
            code = code.isEmpty() && trigger.startsWith("A") ? "ADT" : code;
        }
        if (trigger.isEmpty() && structured && structure.group(1).equals(code)) {
            trigger = structure.group(2);
        }
        if (trigger.isEmpty()) {
            trigger = onlyTrigger(code);
        }
        if (code.isEmpty()) {
            return "";
        }
        return trigger.isEmpty() ? code : code + "^" + trigger;
    }

    /** In early versions the code alone told these messages, since each had one event, or one that nearly all sent. */
    private static String onlyTrigger(String code) {
        return switch (code) {
            case "ORU" -> "R01";
            case "ORM" -> "O01";
            case "ORR" -> "O02";
            case "VXU" -> "V04";
            case "DFT" -> "P03";
            case "RDE" -> "O11";
            case "RDS" -> "O13";
            case "RGV" -> "O15";
            case "RAS" -> "O17";
            case "OMG" -> "O19";
            case "OML" -> "O21";
            case "REF" -> "I12";
            default -> "";
        };
    }

    /** The identifier of a CX or CK with its assigning authority; empty when there is none. */
    private String identifier(String field) {
        for (int i = 1; i <= 50; i++) {
            String repetition = encoding().length() > 1 ? part(field, encoding().charAt(1), i) : field;
            String id = part(repetition, component(), 1).trim();
            if (!id.isEmpty() && !id.equals("\"\"")) {
                String authority = part(repetition, component(), 4).trim();
                return authority.isEmpty() ? id : id + "^" + authority;
            }
            if (encoding().length() < 2 || field.indexOf(encoding().charAt(1)) < 0) {
                return "";
            }
        }
        return "";
    }

    private boolean isOnlySeparators(String text) {
        return text.chars()
                .allMatch(c -> c <= ' ' || c == separator || encoding().indexOf(c) >= 0 || c == '"');
    }

    /** Where a segment begins; -1 when the message has none of that name. */
    private int find(char a, char b, char c) {
        int line = headerEnd;
        while (line < message.length) {
            while (line < message.length && message[line] <= ' ' && message[line] >= 0) {
                line++;
            }
            boolean divided = line + 3 < message.length && (message[line + 3] & 0xFF) == separator;
            if (divided && isSegment(message, line, a, b, c)) {
                return line;
            }
            if (divided && isSegment(message, line, 'M', 'S', 'H')) {
                return -1;
            }
            line = lineEnd(message, line);
        }
        return -1;
    }

    private String[] fieldsOf(int start, int count) {
        String[] found = new String[count];
        Arrays.fill(found, "");
        int end = lineEnd(message, start);
        int field = 0;
        int from = start;
        for (int i = from; i <= end && field < count; i++) {
            if (i == end || (message[i] & 0xFF) == separator) {
                found[field++] = latin1(message, from, i);
                from = i + 1;
            }
        }
        return found;
    }

    private static String part(String text, char separator, int number) {
        int from = 0;
        for (int i = 1; i < number; i++) {
            int next = text.indexOf(separator, from);
            if (next < 0) {
                return "";
            }
            from = next + 1;
        }
        int to = text.indexOf(separator, from);
        return text.substring(from, to < 0 ? text.length() : to);
    }

    private static int start(byte[] message) {
        int start = 0;
        if (message.length > 2
                && (message[0] & 0xFF) == 0xEF
                && (message[1] & 0xFF) == 0xBB
                && (message[2] & 0xFF) == 0xBF) {
            start = 3;
        }
        while (start < message.length && message[start] >= 0 && message[start] <= ' ') {
            start++;
        }
        return start;
    }

    private static boolean isSegment(byte[] message, int at, char a, char b, char c) {
        return at + 2 < message.length && message[at] == a && message[at + 1] == b && message[at + 2] == c;
    }

    private static int lineEnd(byte[] message, int from) {
        int i = from;
        while (i < message.length && message[i] != '\r' && message[i] != '\n' && message[i] != 0x1C) {
            i++;
        }
        return i;
    }

    private static String latin1(byte[] bytes, int from, int to) {
        return new String(bytes, from, to - from, StandardCharsets.ISO_8859_1);
    }

    /** Prints no content. */
    @Override
    public String toString() {
        return "Hl7v2Header[" + type() + "]";
    }
}

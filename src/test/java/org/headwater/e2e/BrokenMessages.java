package org.headwater.e2e;

import java.io.ByteArrayOutputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * Breaks v2 messages as senders, networks and attackers do: not byte by byte only, but by what a message is made of. One
 * number makes one message, always the same.
 */
final class BrokenMessages {

    private static final List<String> SEPARATORS =
            List.of("|", "^", "~", "\\", "&", "#", "\r", "\n", "\r\n", "\u000B", "\u001C");

    private static final List<String> PIECES = List.of(
            "\"\"",
            "\\F\\",
            "\\S\\",
            "\\E\\",
            "\\X0D0A\\",
            "\\X00\\",
            "\\XFFFE\\",
            "\\X4\\",
            "\\.sp99999\\",
            "\\.br\\",
            "\\.in+99\\",
            "\\M2442\\;3ED\\C2842\\",
            "\\C28\\",
            "\\H\\\\N\\",
            "\\Z\\",
            "\\",
            "^^^^&&&&~~~~",
            "~",
            "&",
            "\u001B$B;3ED\u001B(B",
            "\0",
            "\uFEFF",
            "\uFFFF",
            "\uD83D\uDE00",
            "\uD83D",
            "é",
            "MSH|^~\\&|",
            "\rMSH|^~\\&|A|B|C|D|2026||ADT^A01|X|P|2.5\r",
            "\rPID|1||7^^^A",
            "\rOBX|1|NM|A||1",
            "\rADD|more",
            "\rDSC|1|F",
            "\rBTS|1",
            "\rFHS|^~\\&",
            "\rZZZ|1|2",
            "\rNTE|1||note",
            "\rORC|RE|1|2",
            "\u001C\r",
            "\u000B");

    private static final List<String> VALUES = List.of(
            "",
            "\"\"",
            "0",
            "-1",
            "1E999999999",
            "1E-999999999",
            "1e5",
            "9".repeat(400),
            ".",
            "-",
            "+5",
            "1,5",
            "1/2",
            ">=",
            "<^10",
            "^5^-^",
            "20261345",
            "2026",
            "202602",
            "20260230",
            "20260229250000",
            "20260102030405.123456789+9999",
            "00010101",
            "99991231235959+1400",
            "2026-01-02",
            "19700101000000-0000",
            "99999999999999",
            "NaN",
            "SGVsbG8=",
            "^^^Base64^SGVsbG8",
            "^^^Base64^***",
            "^^PDF^Hex^ZZ",
            "true",
            "Y",
            "http://x y",
            "urn:oid:1.2.",
            "1.2.840.99999999999999999999",
            "2.16.840.1.113883.4.1&ISO",
            "A&B&C^D&E~F",
            "<b>&amp;</b>",
            "../../etc/passwd",
            "${jndi:ldap://x}",
            "'; drop table x; --",
            " ",
            "\t",
            "x".repeat(5000));

    private static final List<String> TYPES = List.of(
            "NM", "SN", "ST", "TX", "FT", "CE", "CWE", "CX", "DT", "TM", "TS", "DTM", "ED", "RP", "XAD", "XPN", "XTN",
            "XCN", "DR", "NA", "MA", "CF", "IS", "ID", "", "??");

    private static final List<String> CHARSETS = List.of(
            "",
            "ASCII",
            "8859/1",
            "8859/15",
            "UNICODE UTF-8",
            "UNICODE UTF-16",
            "ISO IR87",
            "~ISO IR87",
            "GB 18030-2000",
            "BIG-5",
            "KS X 1001",
            "CNS 11643-1992",
            "KLINGON",
            "8859/99");

    private static final List<Charset> ENCODINGS = List.of(
            StandardCharsets.UTF_8,
            StandardCharsets.UTF_8,
            StandardCharsets.UTF_8,
            StandardCharsets.ISO_8859_1,
            StandardCharsets.UTF_16,
            StandardCharsets.UTF_16LE,
            Charset.forName("ISO-2022-JP"),
            Charset.forName("GB18030"));

    private final List<String> seeds;
    private final List<String> events;

    /**
     * Breaks some messages.
     *
     * @param seeds sound messages, their segments ended by carriage returns
     * @param events message types as in MSH-9, so that any segments meet any mapping
     */
    BrokenMessages(List<String> seeds, List<String> events) {
        this.seeds = List.copyOf(seeds);
        this.events = List.copyOf(events);
    }

    byte[] of(long number) {
        Random random = new Random(number * 0x9E3779B97F4A7C15L);
        String message = pick(seeds, random);
        for (int i = random.nextInt(5); i >= 0; i--) {
            message = broken(message, random);
            if (message.length() > 200_000) {
                message = message.substring(0, 200_000);
            }
        }
        if (random.nextInt(12) == 0) {
            message = xml(message, random);
        }
        return bytes(message, random);
    }

    private String broken(String message, Random random) {
        switch (random.nextInt(16)) {
            case 0:
                return insert(message, pick(SEPARATORS, random), random);
            case 1:
                return insert(message, pick(PIECES, random), random);
            case 2:
                return replace(message, pick(SEPARATORS, random), pick(SEPARATORS, random), random);
            case 3:
                return cut(message, random);
            case 4:
                return message.substring(0, random.nextInt(message.length() + 1));
            case 5:
                return shuffled(message, random);
            case 6:
                return withSegment(message, random);
            case 7, 8, 9:
                return withValue(message, pick(VALUES, random), random);
            case 10:
                return withHeader(message, 9, pick(events, random));
            case 11:
                return withHeader(message, 18, pick(CHARSETS, random));
            case 12:
                return withHeader(message, 2 + random.nextInt(18), pick(VALUES, random));
            case 13:
                return message.replaceFirst("\rOBX\\|([^|\r]*)\\|[^|\r]*\\|", "\rOBX|$1|" + pick(TYPES, random) + "|");
            case 14:
                return otherSeparators(message, random);
            default:
                return repeated(message, random);
        }
    }

    private static <T> T pick(List<T> list, Random random) {
        return list.get(random.nextInt(list.size()));
    }

    private static String insert(String message, String piece, Random random) {
        int at = random.nextInt(message.length() + 1);
        return message.substring(0, at) + piece + message.substring(at);
    }

    private static String replace(String message, String from, String to, Random random) {
        int at = message.indexOf(from, random.nextInt(message.length() + 1));
        return at < 0 ? message : message.substring(0, at) + to + message.substring(at + from.length());
    }

    private static String cut(String message, Random random) {
        int from = random.nextInt(message.length() + 1);
        return message.substring(0, from) + message.substring(Math.min(message.length(), from + random.nextInt(60)));
    }

    private static String shuffled(String message, Random random) {
        List<String> segments = new ArrayList<>(List.of(message.split("\r", -1)));
        if (random.nextBoolean() && segments.size() > 1) {
            Collections.shuffle(segments.subList(1, segments.size()), random);
        } else {
            Collections.swap(segments, random.nextInt(segments.size()), random.nextInt(segments.size()));
        }
        return String.join("\r", segments) + "\r";
    }

    /** A segment removed, repeated, renamed, or brought in from another message. */
    private String withSegment(String message, Random random) {
        List<String> segments = new ArrayList<>(List.of(message.split("\r", -1)));
        int at = random.nextInt(segments.size());
        switch (random.nextInt(4)) {
            case 0 -> segments.remove(at);
            case 1 -> segments.addAll(at, Collections.nCopies(1 << random.nextInt(8), segments.get(at)));
            case 2 -> {
                String segment = segments.get(at);
                segments.set(
                        at, (random.nextBoolean() ? "ZXX" : "OBX") + segment.substring(Math.min(3, segment.length())));
            }
            default -> {
                String[] others = pick(seeds, random).split("\r", -1);
                segments.add(at, others[random.nextInt(others.length)]);
            }
        }
        return String.join("\r", segments) + "\r";
    }

    private static String withValue(String message, String value, Random random) {
        int from = random.nextInt(message.length() + 1);
        while (from < message.length() && "|^~&\r".indexOf(message.charAt(from)) < 0) {
            from++;
        }
        int to = from + 1;
        while (to < message.length() && "|^~&\r".indexOf(message.charAt(to)) < 0) {
            to++;
        }
        return from >= message.length() ? message : message.substring(0, from + 1) + value + message.substring(to);
    }

    private static String withHeader(String message, int field, String value) {
        int end = message.indexOf('\r');
        if (end < 0 || !message.startsWith("MSH|")) {
            return message;
        }
        String[] fields = Arrays.copyOf(message.substring(0, end).split("\\|", -1), Math.max(field, 19));
        for (int i = 0; i < fields.length; i++) {
            fields[i] = fields[i] == null ? "" : fields[i];
        }
        fields[field - 1] = value;
        return String.join("|", fields) + message.substring(end);
    }

    private static String otherSeparators(String message, Random random) {
        String others = List.of("$%*!@", "|\\^&~", "\u00A7^~\\&", "|^~\\&#", "|||||", "|^^^^", "|^~", "||")
                .get(random.nextInt(8));
        StringBuilder out = new StringBuilder(message);
        if (random.nextBoolean() || others.length() < 5) {
            return message.replaceFirst("MSH.....?", java.util.regex.Matcher.quoteReplacement("MSH" + others));
        }
        for (int i = 0; i < out.length(); i++) {
            int known = "|^~\\&".indexOf(out.charAt(i));
            if (known >= 0) {
                out.setCharAt(i, others.charAt(known));
            }
        }
        return out.toString();
    }

    private static String repeated(String message, Random random) {
        int from = random.nextInt(message.length() + 1);
        String part = message.substring(from, Math.min(message.length(), from + 1 + random.nextInt(12)));
        return message.substring(0, from)
                + part.repeat(1 << random.nextInt(random.nextInt(50) == 0 ? 14 : 9))
                + message.substring(from);
    }

    /** The message in XML, more or less as it should be. */
    private static String xml(String message, Random random) {
        StringBuilder xml = new StringBuilder("<?xml version=\"1.0\"?><ADT_A01 xmlns=\"urn:hl7-org:v2xml\">");
        for (String segment : message.split("\r", -1)) {
            String[] fields = segment.split("\\|", -1);
            String name = fields[0].matches("[A-Z][A-Z0-9]{2}") ? fields[0] : "ZZZ";
            xml.append('<').append(name).append('>');
            for (int i = 1; i < fields.length; i++) {
                String field = name + "." + (name.equals("MSH") ? i + 1 : i);
                for (String repetition : fields[i].split("~", -1)) {
                    xml.append('<').append(field).append('>');
                    String[] components = repetition.split("\\^", -1);
                    for (int j = 0; j < components.length && components.length > 1; j++) {
                        xml.append("<C.")
                                .append(j + 1)
                                .append('>')
                                .append(text(components[j]))
                                .append("</C.");
                        xml.append(j + 1).append('>');
                    }
                    xml.append(components.length > 1 ? "" : text(repetition));
                    xml.append("</").append(field).append('>');
                }
            }
            xml.append("</").append(name).append('>');
        }
        xml.append("</ADT_A01>");
        if (random.nextInt(3) == 0) {
            xml.insert(
                    random.nextInt(xml.length()),
                    pick(
                            List.of(
                                    "<",
                                    ">",
                                    "&",
                                    "</PID>",
                                    "<escape V=\"H\"/>",
                                    "<PID.99999999/>",
                                    "<a><a><a>",
                                    "<![CDATA[x]]>",
                                    "<!-- x -->",
                                    "<PID>"),
                            random));
        }
        return xml.toString();
    }

    private static String text(String value) {
        StringBuilder out = new StringBuilder();
        for (char c : value.toCharArray()) {
            out.append(c < ' ' || Character.isSurrogate(c) || c == '\uFFFF' ? ' ' : c);
        }
        return out.toString().replace("&", "&amp;").replace("<", "&lt;");
    }

    private static byte[] bytes(String message, Random random) {
        byte[] bytes = message.getBytes(pick(ENCODINGS, random));
        for (int i = random.nextInt(4); i > 0 && bytes.length > 0 && random.nextInt(3) == 0; i--) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    /** Messages as a stream of MLLP blocks, more or less. */
    byte[] stream(long number) {
        Random random = new Random(number);
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int i = random.nextInt(3); i >= 0; i--) {
            if (random.nextInt(8) > 0) {
                stream.write(0x0B);
            }
            stream.writeBytes(of(number + i));
            if (random.nextInt(8) > 0) {
                stream.write(0x1C);
            }
            if (random.nextInt(8) > 0) {
                stream.write('\r');
            }
            if (random.nextInt(8) == 0) {
                stream.writeBytes(pick(PIECES, random).getBytes(StandardCharsets.UTF_8));
            }
        }
        return stream.toByteArray();
    }
}

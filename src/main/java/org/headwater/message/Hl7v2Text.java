package org.headwater.message;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A message's bytes as text, in the character set MSH-18 announces (table 0211) or, where that is missing or untrue, the
 * one that fits.
 *
 * @param text the text; of control characters it holds only line ends, tabs and those the message uses as separators
 * @param charset what it was read as
 */
record Hl7v2Text(String text, Charset charset) {

    private static final Charset CLOSEST = Charset.forName("windows-1252");
    private static final char ESCAPE = 0x1B;

    static Hl7v2Text of(byte[] bytes, Hl7v2Header header, UnitFindings findings) {
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        // Every announced character set reads plain ASCII alike, save those that shift with an escape character.
        if (isAscii(utf8, bytes) && utf8.indexOf(ESCAPE) < 0) {
            return new Hl7v2Text(clean(utf8, header, findings), StandardCharsets.UTF_8);
        }
        Hl7v2Text read = read(bytes, utf8.indexOf(ESCAPE) >= 0, header.repetitions(18), findings);
        return new Hl7v2Text(clean(read.text, header, findings), read.charset);
    }

    /** A message that was in XML or UTF-16 on the wire: whatever MSH-18 says, its text is known. */
    static Hl7v2Text known(byte[] utf8, Hl7v2Header header, UnitFindings findings) {
        String text = new String(utf8, StandardCharsets.UTF_8);
        return new Hl7v2Text(clean(text, header, findings), StandardCharsets.UTF_8);
    }

    private static Hl7v2Text read(byte[] bytes, boolean shifts, List<String> announced, UnitFindings findings) {
        Set<Charset> candidates = new LinkedHashSet<>();
        for (String name : announced) {
            List<Charset> meant = named(name, shifts);
            if (meant.isEmpty()) {
                findings.add(finding("MSH-18 names a character set nobody knows; send a name from table 0211."));
            }
            candidates.addAll(meant);
        }
        String utf8 = exactly(bytes, StandardCharsets.UTF_8);
        if (candidates.isEmpty()) {
            return unannounced(bytes, shifts, utf8, findings);
        }
        Charset first = candidates.iterator().next();
        if (utf8 != null && !shifts && isSingleByte(first)) {
            // Text of another character set is hardly ever valid UTF-8 by chance.
            findings.add(untrue(first.name(), StandardCharsets.UTF_8));
            return new Hl7v2Text(utf8, StandardCharsets.UTF_8);
        }
        for (Charset candidate : candidates) {
            String exact = exactly(bytes, candidate);
            if (exact != null) {
                return candidate.equals(StandardCharsets.ISO_8859_1)
                        ? latin1(bytes, exact)
                        : new Hl7v2Text(exact, candidate);
            }
        }
        if (utf8 != null) {
            findings.add(untrue(first.name(), StandardCharsets.UTF_8));
            return new Hl7v2Text(utf8, StandardCharsets.UTF_8);
        }
        findings.add(untrue(first.name(), CLOSEST));
        return first.equals(StandardCharsets.UTF_8)
                ? new Hl7v2Text(repaired(bytes), StandardCharsets.UTF_8)
                : new Hl7v2Text(new String(bytes, CLOSEST), CLOSEST);
    }

    private static Hl7v2Text unannounced(byte[] bytes, boolean shifts, @Nullable String utf8, UnitFindings findings) {
        Charset shifting = Charset.forName("ISO-2022-JP");
        String shifted = shifts ? exactly(bytes, shifting) : null;
        if (shifted != null && shifted.indexOf(ESCAPE) < 0) {
            findings.add(
                    finding("The message shifts its character set as ISO-2022-JP does; it was read so. Announce it in"
                            + " MSH-18 (ISO IR87)."));
            return new Hl7v2Text(shifted, shifting);
        }
        if (utf8 != null) {
            return new Hl7v2Text(utf8, StandardCharsets.UTF_8);
        }
        findings.add(finding("The message is not valid UTF-8 and announces no character set; what is not was read as "
                + CLOSEST.name() + ". Announce the true character set in MSH-18."));
        return new Hl7v2Text(repaired(bytes), StandardCharsets.UTF_8);
    }

    /** What Latin-1 reserves for control characters is, in what senders call Latin-1, the quotes and dashes of Windows. */
    private static Hl7v2Text latin1(byte[] bytes, String exact) {
        boolean windows = exact.chars().anyMatch(c -> c >= 0x80 && c < 0xA0);
        return windows
                ? new Hl7v2Text(new String(bytes, CLOSEST), CLOSEST)
                : new Hl7v2Text(exact, StandardCharsets.ISO_8859_1);
    }

    private static Finding untrue(String announced, Charset read) {
        return finding("The message is not " + announced + " as MSH-18 says; what is not was read as " + read.name()
                + ". Announce the true character set in MSH-18.");
    }

    private static Finding finding(String message) {
        return Finding.of(FindingCode.CHARACTER_SET, Severity.WARNING, "MSH-18", message);
    }

    /** A text with a character beyond Latin-1 is found by one look: only then is it not stored a byte a character. */
    private static boolean isAscii(String utf8, byte[] bytes) {
        return utf8.length() == bytes.length && utf8.indexOf('\uFFFD') < 0;
    }

    private static boolean isSingleByte(Charset charset) {
        return charset.newEncoder().maxBytesPerChar() <= 1;
    }

    private static @Nullable String exactly(byte[] bytes, Charset charset) {
        try {
            return charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    /** UTF-8 in which single bytes of another character set stand: those alone are read as Windows-1252. */
    private static String repaired(byte[] bytes) {
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(bytes);
        CharBuffer out = CharBuffer.allocate(bytes.length + 1);
        while (true) {
            CoderResult result = decoder.decode(in, out, true);
            if (!result.isError()) {
                break;
            }
            for (int i = result.length(); i > 0; i--) {
                out.put(new String(new byte[] {in.get()}, CLOSEST));
            }
        }
        return out.flip().toString();
    }

    /** Without control characters that are neither layout nor separators: no FHIR text may hold them. */
    private static String clean(String text, Hl7v2Header header, UnitFindings findings) {
        int first = control(text, 0);
        if (first < 0) {
            return text;
        }
        String separators = header.encoding();
        StringBuilder clean = new StringBuilder(text.length());
        int from = 0;
        int count = 0;
        for (int i = first; i >= 0; i = control(text, i + 1)) {
            if (separators.indexOf(text.charAt(i)) < 0) {
                // some write the soft line break of a word processor
                clean.append(text, from, i).append(text.charAt(i) == 0x0B ? "\n" : "");
                from = i + 1;
                count++;
            }
        }
        if (count > 0) {
            findings.add(Finding.of(
                    FindingCode.CHARACTER_SET,
                    Severity.INFORMATION,
                    "",
                    count + " control characters were left out. Send text, and bytes as \\X..\\ or Base64."));
        }
        return clean.append(text, from, text.length()).toString();
    }

    private static int control(String text, int from) {
        for (int i = from, n = text.length(); i < n; i++) {
            char c = text.charAt(i);
            if (c < ' ' && c != '\r' && c != '\n' && c != '\t' && c != 0x1C) {
                return i;
            }
        }
        return -1;
    }

    /** The character sets a name of table 0211 stands for, the likeliest first; empty for an unknown name. */
    private static List<Charset> named(String announced, boolean shifts) {
        String name = announced.toUpperCase(Locale.ROOT).trim();
        List<String> javaNames = switch (name) {
            case "ASCII", "US-ASCII", "ISO IR6", "ISO IR-6", "ISO-IR-6" -> List.of("US-ASCII");
            // UTF-16 and UTF-32 were turned into UTF-8 before lines were looked for.
            case "UNICODE",
                    "UNICODE UTF-8",
                    "UNICODE UTF8",
                    "UTF-8",
                    "UTF8",
                    "UNICODE UTF-16",
                    "UTF-16",
                    "UNICODE UTF-32" -> List.of("UTF-8");
            case "ISO IR14", "ISO-IR-14" -> shifts ? List.of("ISO-2022-JP") : List.of("JIS_X0201", "windows-31j");
            case "ISO IR87", "ISO-IR-87" -> List.of("ISO-2022-JP", "windows-31j", "EUC-JP");
            case "ISO IR159", "ISO-IR-159" -> List.of("ISO-2022-JP-2", "windows-31j", "EUC-JP");
            case "GB 18030-2000", "GB 18030", "GB18030", "GB2312", "GBK" -> List.of("GB18030");
            case "KS X 1001", "KSC5601", "KS_C_5601-1987" ->
                shifts ? List.of("ISO-2022-KR", "EUC-KR") : List.of("EUC-KR", "x-windows-949");
            case "CNS 11643-1992" -> List.of("EUC-TW");
            case "BIG-5", "BIG5" -> List.of("Big5", "Big5-HKSCS");
            default -> List.of(latin(name));
        };
        List<Charset> charsets = new ArrayList<>();
        for (String javaName : javaNames) {
            try {
                charsets.add(Charset.forName(javaName));
            } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                // this one is not to be had; another may be
            }
        }
        return charsets;
    }

    /** {@code 8859/1}, and how else the parts of ISO 8859 are written. */
    private static String latin(String name) {
        String part = name.replaceFirst("^(?:ISO)?[ _-]?8859[/_ -]", "");
        return part.length() < name.length() ? "ISO-8859-" + part : name;
    }

    @Override
    public String toString() {
        return "Hl7v2Text[" + charset + "]";
    }
}

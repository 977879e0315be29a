package org.headwater.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A message's bytes as text, in the character set MSH-18 announces (table 0211) or, where that is missing or untrue, the
 * one that fits.
 *
 * @param text the text
 * @param charset what it was read as
 */
record Hl7v2Text(String text, Charset charset) {

    private static final Charset CLOSEST = Charset.forName("windows-1252");
    private static final char ESCAPE = 0x1B;

    static Hl7v2Text of(byte[] bytes, Hl7v2Header header, UnitFindings findings) {
        String utf8 = new String(bytes, StandardCharsets.UTF_8);
        // Every announced character set reads plain ASCII alike, save those that shift with an escape character.
        if (isAscii(utf8, bytes) && utf8.indexOf(ESCAPE) < 0) {
            return new Hl7v2Text(utf8, StandardCharsets.UTF_8);
        }
        String announced = header.component(18, 1);
        Charset charset = announced.isEmpty() ? StandardCharsets.UTF_8 : named(announced);
        if (charset == null) {
            findings.add(finding("MSH-18 names a character set nobody knows; send a name from table 0211."));
            charset = StandardCharsets.UTF_8;
        }
        String exact = exactly(bytes, charset);
        if (exact != null) {
            return new Hl7v2Text(exact, charset);
        }
        Charset fitting = charset.equals(StandardCharsets.UTF_8) || isBroken(bytes) ? CLOSEST : StandardCharsets.UTF_8;
        findings.add(
                finding("The message is not valid " + charset.name() + (announced.isEmpty() ? "" : " as MSH-18 says")
                        + "; it was read as " + fitting.name() + ". Announce the true character set in MSH-18."));
        return new Hl7v2Text(new String(bytes, fitting), fitting);
    }

    private static Finding finding(String message) {
        return Finding.of(FindingCode.CHARACTER_SET, Severity.WARNING, "MSH-18", message);
    }

    /** A text with a character beyond Latin-1 is found by one look: only then is it not stored a byte a character. */
    private static boolean isAscii(String utf8, byte[] bytes) {
        return utf8.length() == bytes.length && utf8.indexOf('\uFFFD') < 0;
    }

    private static boolean isBroken(byte[] bytes) {
        return exactly(bytes, StandardCharsets.UTF_8) == null;
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

    private static @Nullable Charset named(String announced) {
        String name = announced.toUpperCase(Locale.ROOT).trim();
        String javaName = switch (name) {
            case "ASCII", "US-ASCII", "ISO IR6", "ISO IR-6" -> "US-ASCII";
            case "UNICODE", "UNICODE UTF-8", "UTF-8", "UTF8" -> "UTF-8";
            case "UNICODE UTF-16" -> "UTF-16";
            case "UNICODE UTF-32" -> "UTF-32";
            case "ISO IR14" -> "JIS_X0201";
            case "ISO IR87" -> "ISO-2022-JP";
            case "ISO IR159" -> "ISO-2022-JP-2";
            case "GB 18030-2000" -> "GB18030";
            case "KS X 1001" -> "EUC-KR";
            case "CNS 11643-1992" -> "EUC-TW";
            case "BIG-5" -> "Big5";
            default -> name.startsWith("8859/") ? "ISO-8859-" + name.substring(5) : name;
        };
        try {
            return Charset.forName(javaName);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return null;
        }
    }
}

package org.headwater.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * Resolves escape sequences (v2.9 §2.7); one that is none of the standard's stays as it was sent. And writes them, for the
 * standard's own separators.
 */
final class Hl7v2Escapes {

    private static final int LONGEST_REPEAT = 1000;

    /** Knows the sets these sequences name: ASCII, JIS X 0201, 0208 and 0212, GB 2312, KS X 1001, parts of ISO 8859. */
    private static final Charset SHIFTING = Charset.forName("ISO-2022-JP-2");

    private Hl7v2Escapes() {}

    static String decoded(String text, int start, int end, Hl7v2Syntax syntax) {
        char escape = syntax.escape();
        int open = find(text, start, end, escape);
        if (open < 0) {
            return text.substring(start, end);
        }
        StringBuilder decoded = new StringBuilder(end - start);
        int from = start;
        while (open >= 0) {
            int close = find(text, open + 1, end, escape);
            if (close < 0) {
                break;
            }
            decoded.append(text, from, open);
            String sequence = text.substring(open + 1, close);
            if (shifts(sequence)) {
                int next = find(text, close + 1, end, escape);
                from = next < 0 ? end : next;
                decoded.append(shifted(sequence, text.substring(close + 1, from)));
                open = next;
            } else if (resolve(sequence, syntax, decoded)) {
                from = close + 1;
                open = find(text, from, end, escape);
            } else {
                // The second character may open a sequence of its own: "C:\temp\F\".
                from = open;
                open = close;
            }
        }
        return decoded.append(text, from, end).toString();
    }

    /**
     * A text as it is sent between {@code |^~\&}. Line ends become {@code \.br\}; other control characters, among them
     * those that frame MLLP, go as bytes; and a text of two quotation marks is kept from reading as an order to delete.
     */
    static String encoded(String text) {
        if (text.equals("\"\"")) {
            return "\\X2222\\";
        }
        StringBuilder encoded = new StringBuilder(text.length() + 8);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '|' -> encoded.append("\\F\\");
                case '^' -> encoded.append("\\S\\");
                case '~' -> encoded.append("\\R\\");
                case '\\' -> encoded.append("\\E\\");
                case '&' -> encoded.append("\\T\\");
                case '\r' -> {
                    if (i + 1 == text.length() || text.charAt(i + 1) != '\n') {
                        encoded.append("\\.br\\");
                    }
                }
                case '\n' -> encoded.append("\\.br\\");
                default -> {
                    if (c < ' ' && c != '\t') {
                        encoded.append(String.format("\\X%02X\\", (int) c));
                    } else {
                        encoded.append(c);
                    }
                }
            }
        }
        return encoded.toString();
    }

    private static int find(String text, int from, int to, char wanted) {
        for (int i = from; i < to; i++) {
            if (text.charAt(i) == wanted) {
                return i;
            }
        }
        return -1;
    }

    private static boolean resolve(String sequence, Hl7v2Syntax syntax, StringBuilder out) {
        if (sequence.isEmpty()) {
            return false;
        }
        if (sequence.length() == 1) {
            return resolveLetter(sequence.charAt(0), syntax, out);
        }
        return switch (sequence.charAt(0)) {
            case 'X' -> resolveBytes(sequence, syntax, out);
            case '.' -> resolveFormatting(sequence.substring(1).toLowerCase(Locale.ROOT), out);
            default -> false;
        };
    }

    private static boolean resolveLetter(char letter, Hl7v2Syntax syntax, StringBuilder out) {
        switch (letter) {
            case 'F' -> out.append(syntax.element);
            case 'S' -> append(syntax.component, out);
            case 'T' -> append(syntax.subcomponent, out);
            case 'R' -> append(syntax.repetition, out);
            case 'E' -> out.append(syntax.escape());
            case 'P' -> out.append(syntax.truncation());
            case 'H', 'N' -> {
                // Highlighting on and off has no text of its own.
            }
            default -> {
                return false;
            }
        }
        return true;
    }

    private static void append(char separator, StringBuilder out) {
        if (separator != SegmentSyntax.NONE) {
            out.append(separator);
        }
    }

    private static boolean resolveBytes(String sequence, Hl7v2Syntax syntax, StringBuilder out) {
        if (!isHexadecimal(sequence, 1)) {
            return false;
        }
        byte[] bytes = new byte[(sequence.length() - 1) / 2];
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] = (byte) Integer.parseInt(sequence, 1 + 2 * i, 3 + 2 * i, 16);
        }
        String text = new String(bytes, syntax.charset());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\r') {
                // a line end, with or without the line feed that follows
                out.append(i + 1 < text.length() && text.charAt(i + 1) == '\n' ? "" : "\n");
            } else if (c >= ' ' || c == '\n' || c == '\t') {
                out.append(c);
            }
        }
        return true;
    }

    /** {@code \C2842\} and {@code \M2442\} change to a character set of one or several bytes (v2.9 §2.7.2). */
    private static boolean shifts(String sequence) {
        return (sequence.length() == 5 || sequence.length() == 7)
                && (sequence.charAt(0) == 'C' || sequence.charAt(0) == 'M')
                && isHexadecimal(sequence, 1);
    }

    /** The text behind such a sequence, up to the next; as it stands where it was decoded before or is nothing we know. */
    private static String shifted(String sequence, String text) {
        byte[] characters = text.getBytes(StandardCharsets.ISO_8859_1);
        byte[] stream = new byte[(sequence.length() - 1) / 2 + 1 + characters.length];
        stream[0] = 0x1B;
        int escape = (sequence.length() - 1) / 2;
        for (int i = 0; i < escape; i++) {
            stream[1 + i] = (byte) Integer.parseInt(sequence, 1 + 2 * i, 3 + 2 * i, 16);
        }
        System.arraycopy(characters, 0, stream, 1 + escape, characters.length);
        try {
            return SHIFTING.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(stream))
                    .toString();
        } catch (CharacterCodingException e) {
            return text;
        }
    }

    private static boolean isHexadecimal(String sequence, int from) {
        if ((sequence.length() - from) % 2 != 0) {
            return false;
        }
        for (int i = from; i < sequence.length(); i++) {
            if (Character.digit(sequence.charAt(i), 16) < 0 || sequence.charAt(i) > 'f') {
                return false;
            }
        }
        return true;
    }

    private static boolean resolveFormatting(String command, StringBuilder out) {
        if (command.startsWith("sp") || command.startsWith("sk")) {
            int times = repeat(command.substring(2));
            out.append((command.startsWith("sp") ? "\n" : " ").repeat(times));
            return true;
        }
        if (command.equals("br") || command.equals("ce")) {
            out.append('\n');
            return true;
        }
        return command.equals("fi") || command.equals("nf") || command.startsWith("in") || command.startsWith("ti");
    }

    private static int repeat(String number) {
        String digits = number.trim();
        if (digits.startsWith("+")) {
            digits = digits.substring(1);
        }
        boolean numeric =
                !digits.isEmpty() && digits.length() < 5 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return numeric ? Math.min(Integer.parseInt(digits), LONGEST_REPEAT) : 1;
    }
}

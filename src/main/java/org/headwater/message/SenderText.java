package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * A sender's bytes as characters: in the character set its byte order mark or XML declaration names, else UTF-8. Bytes that
 * are not valid UTF-8 are read one by one as Windows-1252, what such bytes nearly always are; the first line this happened
 * on is remembered.
 */
final class SenderText extends Reader {

    private static final int HEAD = 8192;

    /** Room kept for what stands in for bytes that cannot be decoded. */
    private static final int LONGEST_ODD_SEQUENCE = 8;

    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");
    private static final Pattern DECLARED_ENCODING =
            Pattern.compile("^\\s*<\\?xml[^>]*?encoding\\s*=\\s*[\"']([A-Za-z0-9._:-]+)[\"']");

    private final InputStream bytesIn;
    private final CharsetDecoder decoder;
    private final ByteBuffer bytes = ByteBuffer.allocate(16384).flip();
    private final CharBuffer chars = CharBuffer.allocate(16384).flip();
    private final boolean markup;
    private final @Nullable String unknownCharset;
    private boolean ended;
    private int line = 1;
    private int firstRepairedLine;
    private int firstControlLine;

    private SenderText(InputStream bytesIn, Charset charset, boolean markup, @Nullable String unknownCharset) {
        this.bytesIn = bytesIn;
        this.markup = markup;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        this.unknownCharset = unknownCharset;
    }

    /** The character set it is read in; what is not valid UTF-8 in the first part of it is Windows-1252. */
    String characterSet() {
        return firstRepairedLine > 0 ? WINDOWS_1252.name() : decoder.charset().name();
    }

    /** Plain text; its beginning is looked at before this returns. */
    static SenderText plain(InputStream in) throws IOException {
        return open(in, false, false);
    }

    /**
     * XML text. The declaration is blanked out, for it has done its work here and would be an error behind the blank lines
     * some senders put before it; lines count on as sent.
     */
    static SenderText xml(InputStream in) throws IOException {
        SenderText text = open(in, true, true);
        text.blankXmlDeclaration();
        return text;
    }

    /** The beginning of a file as text, for recognising what it is. */
    static String beginning(byte[] head) {
        try {
            SenderText text = open(new ByteArrayInputStream(head), true, false);
            char[] buffer = new char[head.length];
            int length = Math.max(0, text.read(buffer, 0, buffer.length));
            return new String(buffer, 0, length);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SenderText open(InputStream in, boolean xml, boolean markup) throws IOException {
        byte[] head = in.readNBytes(HEAD);
        InputStream whole = new SequenceInputStream(new ByteArrayInputStream(head), in);
        if (startsWith(head, 0xEF, 0xBB, 0xBF)) {
            whole.skipNBytes(3);
            return new SenderText(whole, StandardCharsets.UTF_8, markup, null);
        }
        if (startsWith(head, 0xFE, 0xFF) || startsWith(head, 0xFF, 0xFE)) {
            whole.skipNBytes(2);
            return new SenderText(
                    whole,
                    head[0] == (byte) 0xFE ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_16LE,
                    markup,
                    null);
        }
        if (head.length >= 4 && head[0] == 0 && head[1] != 0 && head[2] == 0) {
            return new SenderText(whole, StandardCharsets.UTF_16BE, markup, null);
        }
        if (head.length >= 4 && head[0] != 0 && head[1] == 0 && head[3] == 0) {
            return new SenderText(whole, StandardCharsets.UTF_16LE, markup, null);
        }
        Matcher declared = DECLARED_ENCODING.matcher(
                xml ? new String(head, 0, Math.min(head.length, 512), StandardCharsets.ISO_8859_1) : "");
        return declared.find()
                ? declared(whole, declared.group(1), markup)
                : new SenderText(whole, StandardCharsets.UTF_8, markup, null);
    }

    private static SenderText declared(InputStream in, String name, boolean markup) {
        try {
            Charset charset = Charset.forName(name);
            // UTF-16 without the zero bytes looked for above is a wrong declaration; ASCII is a part of UTF-8
            boolean misleading = charset.name().startsWith("UTF-16") || charset.equals(StandardCharsets.US_ASCII);
            return new SenderText(in, misleading ? StandardCharsets.UTF_8 : charset, markup, null);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            return new SenderText(in, StandardCharsets.UTF_8, markup, name);
        }
    }

    private static boolean startsWith(byte[] head, int... mark) {
        for (int i = 0; i < mark.length; i++) {
            if (i >= head.length || (head[i] & 0xFF) != mark[i]) {
                return false;
            }
        }
        return true;
    }

    private void blankXmlDeclaration() throws IOException {
        if (!chars.hasRemaining() && !decodeMore()) {
            return;
        }
        char[] text = chars.array();
        int start = chars.position();
        while (start < chars.limit() && Character.isWhitespace(text[start])) {
            start++;
        }
        if (start + 5 > chars.limit() || !"<?xml".equals(new String(text, start, 5))) {
            return;
        }
        for (int i = start; i < chars.limit(); i++) {
            boolean end = text[i] == '>';
            if (text[i] != '\n' && text[i] != '\r') {
                text[i] = ' ';
            }
            if (end) {
                return;
            }
        }
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!chars.hasRemaining() && !decodeMore()) {
            return -1;
        }
        int given = Math.min(length, chars.remaining());
        chars.get(target, offset, given);
        return given;
    }

    private boolean decodeMore() throws IOException {
        chars.clear();
        int counted = 0;
        boolean full = false;
        while (!full) {
            CoderResult result = decoder.decode(bytes, chars, ended);
            if (result.isError() && chars.remaining() < LONGEST_ODD_SEQUENCE) {
                // what stands for the odd bytes goes to the next filling
                break;
            } else if (result.isError()) {
                counted = countLines(counted);
                readAsWindows1252(result.length());
            } else if (result.isUnderflow() && ended) {
                break;
            } else if (result.isUnderflow()) {
                fill();
            }
            full = result.isOverflow() || chars.remaining() < LONGEST_ODD_SEQUENCE;
        }
        countLines(counted);
        chars.flip();
        return chars.hasRemaining();
    }

    private void fill() throws IOException {
        bytes.compact();
        int read = bytesIn.read(bytes.array(), bytes.position(), bytes.remaining());
        if (read < 0) {
            ended = true;
        } else {
            bytes.position(bytes.position() + read);
        }
        bytes.flip();
    }

    private int countLines(int from) {
        for (int i = from; i < chars.position(); i++) {
            char c = chars.get(i);
            if (c == '\n') {
                line++;
            } else if (c < ' ' && markup && c != '\t' && c != '\r') {
                chars.put(i, ' ');
                firstControlLine = firstControlLine == 0 ? line : firstControlLine;
            }
        }
        return chars.position();
    }

    private void readAsWindows1252(int length) {
        if (firstRepairedLine == 0) {
            firstRepairedLine = line;
        }
        byte[] odd = new byte[length];
        bytes.get(odd);
        String repaired = decoder.charset().equals(StandardCharsets.UTF_8) ? new String(odd, WINDOWS_1252) : "\uFFFD";
        chars.put(repaired);
    }

    /** The character set read in. */
    Charset charset() {
        return decoder.charset();
    }

    /** The line (from 1) of the first bytes that were not valid in the character set; 0 while there are none. */
    int firstRepairedLine() {
        return firstRepairedLine;
    }

    /** What there is to say about the character set; complete once everything was read. */
    List<Finding> findings() {
        if (unknownCharset != null) {
            return List.of(Finding.of(
                    FindingCode.CHARACTER_SET,
                    Severity.WARNING,
                    "line 1",
                    "The declared encoding is not known; the text was read as UTF-8. Declare UTF-8 and send UTF-8."));
        }
        if (firstRepairedLine > 0) {
            boolean utf8 = decoder.charset().equals(StandardCharsets.UTF_8);
            return List.of(Finding.of(
                    FindingCode.CHARACTER_SET,
                    Severity.WARNING,
                    "line " + firstRepairedLine,
                    "Some characters are not valid " + decoder.charset().name()
                            + (utf8 ? "; they were read as Windows-1252." : "; a mark stands in their place.")
                            + " Send the text in the character set it declares."));
        }
        if (firstControlLine > 0) {
            return List.of(Finding.of(
                    FindingCode.CHARACTER_SET,
                    Severity.INFORMATION,
                    "line " + firstControlLine,
                    "Control characters, which neither XML nor JSON allows, were read as blanks. Leave them out."));
        }
        return List.of();
    }

    @Override
    public void close() throws IOException {
        bytesIn.close();
    }
}

package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.headwater.problem.Finding;
import org.headwater.problem.FindingCode;
import org.headwater.problem.Severity;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a stream into segments, taking the separators from each ISA. Holds one segment at a time.
 *
 * <p>Outside of an interchange it looks for the next {@code ISA}, whatever stands before it; inside, blanks and line ends
 * around a segment are skipped, since files are often wrapped and indented for people.
 */
final class X12Tokenizer {

    /** More than a claim or a remittance of any size; what is longer is a broken file. */
    static final int LARGEST = 64 * 1024 * 1024;

    /** How much is kept of something that cannot be read. */
    static final int EXCERPT = 64 * 1024;

    private static final int CHUNK = 64 * 1024;

    /** An ISA has 106 characters; one with wrong lengths is looked for within this many. */
    private static final int LONGEST_ISA = 600;

    /** Stands for a separator that is not used; no UTF-8 text holds it. */
    private static final byte UNUSED = (byte) 0xFF;

    private static final int[] ISA_LENGTHS = {2, 10, 2, 10, 2, 15, 2, 15, 6, 4, 1, 5, 9, 1, 1, 1};

    private InputStream in;
    private byte[] buffer = {};
    private int position;
    private int limit;
    private boolean ended;

    private @Nullable X12Syntax syntax;
    private int headerEnd;
    private int number;
    private final List<Finding> findings = new ArrayList<>();
    private byte[] skipped = {};
    private long skippedLength;
    private boolean utf16;

    X12Tokenizer(InputStream in) {
        this.in = in;
    }

    /** Reads through UTF-16. */
    void begin() throws IOException {
        buffer = new byte[Math.max(1024, Math.min(in.available() + 1, CHUNK))];
        ensure(4);
        byte[] head = Arrays.copyOf(buffer, Math.min(limit, 4));
        if (Utf16.isUtf16(head)) {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(buffer, limit)), in);
            in = Utf16.toUtf8(all, head, head.length);
            limit = 0;
            ended = false;
            utf16 = true;
        }
    }

    boolean wasUtf16() {
        return utf16;
    }

    /** Says that the interchange is over: what follows is looked through for another. */
    void leaveInterchange() {
        syntax = null;
    }

    /** What was found in the last ISA, to be told once. */
    List<Finding> takeFindings() {
        List<Finding> taken = List.copyOf(findings);
        findings.clear();
        return taken;
    }

    void forgetSkipped() {
        skipped = new byte[0];
        skippedLength = 0;
    }

    /** How many bytes, other than blanks, stood before the last ISA or the end. */
    long skippedLength() {
        return skippedLength;
    }

    /** The beginning of what stood before the last ISA or the end. */
    byte[] skipped() {
        return skipped;
    }

    /** The next segment; null at the end. */
    @Nullable X12Segment next() throws IOException {
        if (syntax == null) {
            return seek() ? header() : null;
        }
        skipBlanks();
        ensure(4);
        if (position + 4 <= limit && isInterchangeHeader(position)) {
            syntax = null;
            return next();
        }
        return position == limit ? null : segment();
    }

    /** The ISA just found: it ends where its last element does, whatever its elements hold. */
    private @Nullable X12Segment header() {
        X12Syntax now = syntax;
        if (now == null) {
            return null;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, position, headerEnd);
        position = Math.min(headerEnd + 1, limit);
        return new X12Segment(bytes, ++number, now, true, false);
    }

    /** Finds the next ISA with readable separators; false when there is none. */
    private boolean seek() throws IOException {
        forgetSkipped();
        while (ensure(4)) {
            if (isInterchangeHeader(position) && readHeader()) {
                return true;
            }
            int from = position;
            int to = position + 1;
            while (to < limit - 3 && !(buffer[to] == 'I' && isInterchangeHeader(to))) {
                to++;
            }
            skip(from, to);
        }
        skip(position, limit);
        return false;
    }

    private void skip(int from, int to) {
        for (int i = from; i < to; i++) {
            if (!isIgnorable(buffer[i])) {
                skippedLength++;
            }
        }
        int room = EXCERPT - skipped.length;
        if (room > 0 && (skippedLength > 0 || skipped.length > 0)) {
            int length = Math.min(room, to - from);
            int before = skipped.length;
            skipped = Arrays.copyOf(skipped, before + length);
            System.arraycopy(buffer, from, skipped, before, length);
        }
        position = to;
    }

    /** Line ends, blanks, the end-of-file mark of old systems, and a byte-order mark. */
    private static boolean isIgnorable(byte b) {
        int c = b & 0xFF;
        return c <= ' ' || c == 0xEF || c == 0xBB || c == 0xBF;
    }

    /** Needs four bytes at the place. */
    private boolean isInterchangeHeader(int at) {
        boolean wordBefore = at > 0 && Character.isLetterOrDigit(buffer[at - 1] & 0x7F) && syntax == null;
        return buffer[at] == 'I'
                && buffer[at + 1] == 'S'
                && buffer[at + 2] == 'A'
                && !wordBefore
                && !Character.isLetterOrDigit(buffer[at + 3] & 0xFF);
    }

    /** Takes the separators from the ISA at the position; false when it does not tell them. */
    private boolean readHeader() throws IOException {
        ensure(LONGEST_ISA);
        byte separator = buffer[position + 3];
        int[] ends = elementEnds(separator);
        if (ends.length < 16) {
            unreadableHeader("it has " + ends.length + " elements instead of 16");
            return false;
        }
        byte component = buffer[ends[15] + 1];
        byte terminator = ends[15] + 2 < limit ? buffer[ends[15] + 2] : (byte) '~';
        headerEnd = ends[15] + 2;
        if (Character.isLetterOrDigit(terminator & 0xFF)) {
            // ISA16 is empty: what stands in its place ends the segment.
            headerEnd--;
            terminator = component;
            component = UNUSED;
        }
        if (!areSeparators(separator, component, terminator)) {
            unreadableHeader("what stands in the place of ISA16 and behind it are no separators");
            return false;
        }
        byte repetition = buffer[ends[10] + 1];
        boolean repeats =
                ends[11] - ends[10] == 2 && !Character.isLetterOrDigit(repetition & 0xFF) && repetition != ' ';
        syntax = new X12Syntax(
                character(separator),
                repeats ? character(repetition) : SegmentSyntax.NONE,
                component == UNUSED ? SegmentSyntax.NONE : character(component),
                terminator);
        checkLengths(ends);
        return true;
    }

    /** Where the separators in front of the elements stand, up to the sixteenth that has something behind it. */
    private int[] elementEnds(byte separator) {
        int[] ends = new int[16];
        int count = 0;
        int last = Math.min(limit - 1, position + LONGEST_ISA);
        for (int i = position + 3; i < last && count < 16; i++) {
            if (buffer[i] == separator) {
                ends[count++] = i;
            }
        }
        return Arrays.copyOf(ends, count);
    }

    private static boolean areSeparators(byte separator, byte component, byte terminator) {
        return component != separator
                && terminator != separator
                && terminator != component
                && (component == UNUSED || !Character.isLetterOrDigit(component & 0xFF));
    }

    private void unreadableHeader(String why) {
        findings.add(Finding.of(
                FindingCode.UNREADABLE,
                Severity.ERROR,
                "ISA (segment " + (number + 1) + ")",
                "The interchange header does not tell its separators: " + why + "."));
    }

    private static char character(byte b) {
        return (char) (b & 0xFF);
    }

    private void checkLengths(int[] ends) {
        for (int i = 0; i < 15; i++) {
            int length = lengthBetween(ends[i] + 1, ends[i + 1]);
            if (length != ISA_LENGTHS[i]) {
                String element = i < 9 ? "ISA0" + (i + 1) : "ISA" + (i + 1);
                findings.add(Finding.of(
                        FindingCode.INVALID_VALUE,
                        Severity.WARNING,
                        element + " (segment " + (number + 1) + ")",
                        element + " has " + length + " characters instead of " + ISA_LENGTHS[i]
                                + "; the interchange header is of fixed length. It was read by its separators."));
            }
        }
    }

    private int lengthBetween(int from, int to) {
        int length = 0;
        for (int i = from; i < to; i++) {
            if (buffer[i] != '\r' && buffer[i] != '\n') {
                length++;
            }
        }
        return length;
    }

    private void skipBlanks() throws IOException {
        X12Syntax now = syntax;
        while (true) {
            while (position < limit && isBetween(buffer[position], now)) {
                position++;
            }
            if (position < limit || !ensure(1)) {
                return;
            }
        }
    }

    private static boolean isBetween(byte b, @Nullable X12Syntax now) {
        boolean blank = b == ' ' || b == '\r' || b == '\n' || b == '\t' || b == 0 || b == 0x1A;
        return now != null && (b == now.terminator() || (blank && (b & 0xFF) != now.element));
    }

    private @Nullable X12Segment segment() throws IOException {
        X12Syntax now = syntax;
        if (now == null) {
            return null;
        }
        byte terminator = now.terminator();
        int i = position;
        boolean cut = false;
        while (true) {
            while (i < limit && buffer[i] != terminator) {
                i++;
            }
            if (i < limit) {
                break;
            }
            int length = i - position;
            if (length > LARGEST) {
                cut = true;
                limit = position + EXCERPT;
                length = EXCERPT;
            }
            if (!ensure(length + 1)) {
                return last(length, now);
            }
            i = position + length;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, position, i);
        position = i + 1;
        return new X12Segment(bytes, ++number, now, true, cut);
    }

    private @Nullable X12Segment last(int length, X12Syntax now) {
        int end = position + length;
        while (end > position && isBetween(buffer[end - 1], now)) {
            end--;
        }
        byte[] bytes = Arrays.copyOfRange(buffer, position, end);
        position = limit;
        return bytes.length == 0 ? null : new X12Segment(bytes, ++number, now, false, false);
    }

    /** Makes sure that so many bytes stand behind the position; false when the stream has fewer. */
    private boolean ensure(int count) throws IOException {
        while (limit - position < count && !ended) {
            if (position > 0 && (position > buffer.length / 2 || limit == buffer.length)) {
                System.arraycopy(buffer, position, buffer, 0, limit - position);
                limit -= position;
                position = 0;
            }
            if (limit == buffer.length) {
                buffer = Arrays.copyOf(buffer, buffer.length * 2);
            }
            int read = in.read(buffer, limit, buffer.length - limit);
            if (read < 0) {
                ended = true;
            } else {
                limit += read;
            }
        }
        return limit - position >= count;
    }
}

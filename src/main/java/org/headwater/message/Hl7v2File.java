package org.headwater.message;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * Cuts a stream into messages, batch and file headers and trailers, and what stands outside of them. Holds one message at
 * a time.
 */
final class Hl7v2File {

    /** More than any message with an embedded document; what is longer is not a message but a broken file. */
    static final int LARGEST = 64 * 1024 * 1024;

    /** How much is kept of something that cannot be read. */
    static final int EXCERPT = 64 * 1024;

    private static final int CHUNK = 64 * 1024;

    private InputStream in;
    private final Hl7v2Units units;
    private byte[] buffer = {};
    private int limit;

    /** The item being read (a message, or what stands outside of any); -1 when none is. */
    private int item = -1;

    private int itemEnd;
    private boolean isMessage;
    private int itemLine;

    /** The beginning of an item that is too large to be held; empty when it is not. */
    private byte[] excerpt = {};

    private int lineStart;
    private int line = 1;
    private boolean afterReturn;
    private boolean skipping;

    Hl7v2File(InputStream in, Hl7v2Units units) {
        this.in = in;
        this.units = units;
    }

    void read() throws IOException {
        buffer = new byte[Math.max(1024, Math.min(in.available() + 1, CHUNK))];
        boolean more = fill();
        begin();
        int i = lineStart;
        while (true) {
            while (i < limit && !endsLine(buffer[i])) {
                i++;
            }
            if (i < limit) {
                readLine(i);
                countLine(buffer[i]);
                i++;
                lineStart = i;
            } else if (more) {
                int moved = makeRoom();
                i -= moved;
                more = fill();
            } else {
                break;
            }
        }
        if (lineStart < limit) {
            readLine(limit);
        }
        close();
        units.end();
    }

    /** Reads through UTF-16. */
    private void begin() throws IOException {
        while (limit < 4 && fill()) {
            // A slow stream may hand over its first bytes one by one.
        }
        byte[] head = Arrays.copyOf(buffer, Math.min(limit, 4));
        if (Utf16.isUtf16(head)) {
            InputStream all = new SequenceInputStream(new ByteArrayInputStream(Arrays.copyOf(buffer, limit)), in);
            in = Utf16.toUtf8(all, head, head.length);
            limit = 0;
            fill();
            while (limit < 4 && fill()) {
                // As above.
            }
            units.wasUtf16();
        }
    }

    private boolean fill() throws IOException {
        if (limit == buffer.length) {
            buffer = Arrays.copyOf(buffer, buffer.length * 2);
        }
        int count = in.read(buffer, limit, buffer.length - limit);
        if (count < 0) {
            return false;
        }
        limit += count;
        return true;
    }

    /** Lets go of what was handed over; answers by how much the rest moved. */
    private int makeRoom() {
        if (item >= 0 && limit - item > LARGEST) {
            excerpt = Arrays.copyOfRange(buffer, item, item + EXCERPT);
            item = -1;
        }
        if (item < 0 && limit - lineStart > LARGEST) {
            excerpt = excerpt.length > 0 ? excerpt : Arrays.copyOfRange(buffer, lineStart, lineStart + EXCERPT);
            skipping = true;
            itemLine = line;
            lineStart = limit;
        }
        int keep = item >= 0 ? item : lineStart;
        if (keep > 0) {
            System.arraycopy(buffer, keep, buffer, 0, limit - keep);
            limit -= keep;
            lineStart -= keep;
            itemEnd -= keep;
            item = item >= 0 ? 0 : -1;
        }
        return keep;
    }

    private static boolean endsLine(byte b) {
        return b == '\r' || b == '\n' || b == 0x0B || b == 0x1C;
    }

    private void countLine(byte end) {
        if (end == '\r' || (end == '\n' && !afterReturn)) {
            line++;
        }
        afterReturn = end == '\r';
    }

    private void readLine(int end) {
        if (skipping) {
            skipping = false;
            return;
        }
        int start = isMark(lineStart, end) ? lineStart + 3 : lineStart;
        while (start < end && buffer[start] >= 0 && buffer[start] <= ' ') {
            start++;
        }
        if (start == end) {
            return;
        }
        String header = header(start, end);
        if (header.equals("MSH")) {
            open(start, end, true);
        } else if (!header.isEmpty()) {
            close();
            units.envelope(header, Arrays.copyOfRange(buffer, start, end));
        } else if (item >= 0 && isMessage) {
            itemEnd = end;
        } else if (excerpt.length == 0) {
            readOutside(start, end);
        }
    }

    private boolean isMark(int start, int end) {
        return end - start >= 3
                && (buffer[start] & 0xFF) == 0xEF
                && (buffer[start + 1] & 0xFF) == 0xBB
                && (buffer[start + 2] & 0xFF) == 0xBF;
    }

    /** The name of a header or trailer segment that begins here; empty when it is any other line. */
    private String header(int start, int end) {
        if (end - start < 3) {
            return "";
        }
        byte a = buffer[start];
        if (a != 'M' && a != 'F' && a != 'B') {
            return "";
        }
        String name = new String(buffer, start, 3, StandardCharsets.ISO_8859_1);
        boolean trailer = name.equals("BTS") || name.equals("FTS");
        if (!trailer && !name.equals("MSH") && !name.equals("FHS") && !name.equals("BHS")) {
            return "";
        }
        if (end - start == 3) {
            return trailer ? name : "";
        }
        return isSeparator(buffer[start + 3]) ? name : "";
    }

    private static boolean isSeparator(byte b) {
        int c = b & 0xFF;
        return c > ' ' && !Character.isLetterOrDigit(c) && c != '"';
    }

    private void open(int start, int end, boolean message) {
        close();
        item = start;
        itemEnd = end;
        isMessage = message;
        itemLine = line;
    }

    /** Something that is no header, outside of a message: the message may begin behind it on the same line. */
    private void readOutside(int start, int end) {
        int message = start + 1;
        while (message < end && !beginsMessage(message, end)) {
            message++;
        }
        if (item < 0) {
            open(start, message, false);
        } else {
            itemEnd = message;
        }
        if (message < end) {
            open(message, end, true);
        }
    }

    private boolean beginsMessage(int at, int end) {
        return buffer[at] == 'M'
                && !Character.isLetterOrDigit(buffer[at - 1] & 0xFF)
                && header(at, end).equals("MSH");
    }

    private void close() {
        if (excerpt.length > 0) {
            units.oversized(excerpt, itemLine);
        } else if (item >= 0) {
            byte[] bytes = Arrays.copyOfRange(buffer, item, itemEnd);
            if (isMessage) {
                units.message(bytes, itemLine);
            } else {
                units.outside(bytes, itemLine);
            }
        }
        item = -1;
        excerpt = new byte[0];
    }
}

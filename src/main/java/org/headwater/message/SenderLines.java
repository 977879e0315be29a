package org.headwater.message;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A sender's text line by line, whatever ends its lines, and however long they are: what is too long is cut, not kept. */
final class SenderLines {

    static final int USUAL_BUFFER = 16384;

    private final Reader reader;
    private final int longest;
    private final char[] buffer;
    private int position;
    private int limit;
    private int number;
    private boolean cut;

    SenderLines(Reader reader, int longest) {
        this(reader, longest, USUAL_BUFFER);
    }

    SenderLines(Reader reader, int longest, int bufferSize) {
        this.reader = reader;
        this.longest = longest;
        this.buffer = new char[bufferSize];
    }

    /** The next line without its end; null when there is none. */
    @Nullable String next() throws IOException {
        if (position == limit && !fill()) {
            return null;
        }
        cut = false;
        number++;
        StringBuilder parts = null;
        while (true) {
            int start = position;
            while (position < limit && buffer[position] != '\n' && buffer[position] != '\r') {
                position++;
            }
            if (position < limit) {
                String last = new String(buffer, start, position - start);
                endLine();
                return parts == null ? last : keep(parts, last).toString();
            }
            parts = keep(parts == null ? new StringBuilder() : parts, new String(buffer, start, position - start));
            if (!fill()) {
                return parts.toString();
            }
        }
    }

    private StringBuilder keep(StringBuilder parts, String more) {
        int room = longest - parts.length();
        cut |= more.length() > room;
        return parts.append(more, 0, Math.min(more.length(), Math.max(0, room)));
    }

    private void endLine() throws IOException {
        boolean carriageReturn = buffer[position++] == '\r';
        if (carriageReturn && (position < limit || fill()) && buffer[position] == '\n') {
            position++;
        }
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = 0;
        int read = reader.read(buffer, 0, buffer.length);
        limit = Math.max(0, read);
        return read > 0;
    }

    /** The number of the line given last, from 1. */
    int number() {
        return number;
    }

    /** Whether the line given last was longer than allowed and misses its end. */
    boolean cut() {
        return cut;
    }
}

package org.headwater.message;

import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/** A sender's text line by line, whatever ends its lines, and however long they are: what is too long is cut, not kept. */
final class SenderLines {

    private final Reader reader;
    private final int longest;
    private final char[] buffer = new char[16384];
    private int position;
    private int limit;
    private int number;
    private boolean cut;

    SenderLines(Reader reader, int longest) {
        this.reader = reader;
        this.longest = longest;
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

    /** What follows the line given last. */
    Reader asReader() {
        return new Reader() {
            @Override
            public int read(char[] target, int offset, int length) throws IOException {
                if (position == limit && !fill()) {
                    return -1;
                }
                int given = Math.min(length, limit - position);
                System.arraycopy(buffer, position, target, offset, given);
                position += given;
                return given;
            }

            @Override
            public void close() throws IOException {
                reader.close();
            }
        };
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

package org.headwater.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Arrays;
import java.util.UUID;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of content too large for one row: read and written in pieces, so that any size takes little memory. */
@Component
class ContentTable {

    private static final int PIECE = 1024 * 1024;

    private final JdbcClient jdbc;

    ContentTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Takes content under an id; what was written is kept piece by piece, the last when the stream is closed. */
    OutputStream writer(UUID id) throws IOException {
        return new GZIPOutputStream(new Pieces(id), 64 * 1024);
    }

    /** Reads content; it is empty when there is none of this id. */
    InputStream reader(UUID id) throws IOException {
        InputStream pieces = new PieceStream(id);
        return new GZIPInputStream(pieces, 64 * 1024);
    }

    void delete(UUID id) {
        jdbc.sql("delete from hw_content where id = ?").param(id).update();
    }

    private final class Pieces extends OutputStream {
        private final UUID id;
        private final byte[] buffer = new byte[PIECE];
        private int filled;
        private int piece;

        Pieces(UUID id) {
            this.id = id;
        }

        @Override
        public void write(int b) {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int offset, int length) {
            int done = 0;
            while (done < length) {
                int part = Math.min(length - done, PIECE - filled);
                System.arraycopy(bytes, offset + done, buffer, filled, part);
                filled += part;
                done += part;
                if (filled == PIECE) {
                    keep();
                }
            }
        }

        @Override
        public void close() {
            if (filled > 0) {
                keep();
            }
        }

        private void keep() {
            jdbc.sql("insert into hw_content (id, piece, bytes) values (?, ?, ?)")
                    .params(id, piece, Arrays.copyOf(buffer, filled))
                    .update();
            piece++;
            filled = 0;
        }
    }

    private final class PieceStream extends InputStream {
        private final UUID id;
        private byte[] current = new byte[0];
        private int read;
        private int piece;

        PieceStream(UUID id) {
            this.id = id;
        }

        @Override
        public int read() {
            return fill() ? current[read++] & 0xFF : -1;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) {
            if (!fill()) {
                return -1;
            }
            int part = Math.min(length, current.length - read);
            System.arraycopy(current, read, bytes, offset, part);
            read += part;
            return part;
        }

        @Override
        public int available() {
            return current.length - read;
        }

        private boolean fill() {
            if (read < current.length) {
                return true;
            }
            byte[] next = piece(piece++);
            if (next == null) {
                return false;
            }
            current = next;
            read = 0;
            return true;
        }

        private byte @Nullable [] piece(int number) {
            return jdbc.sql("select bytes from hw_content where id = ? and piece = ?")
                    .params(id, number)
                    .query(byte[].class)
                    .optional()
                    .orElse(null);
        }
    }
}

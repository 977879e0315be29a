package org.headwater.intake;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the blocks of MLLP release 1 (HL7 v2 Transport Specification, MLLP, §2): {@code <VT>} message {@code
 * <FS><CR>}. Takes senders as they are: several blocks in one packet, one block in many, no {@code <CR>}, line ends
 * between blocks.
 */
final class MllpFrames {

    private static final int VT = 0x0B;
    private static final int FS = 0x1C;
    private static final int CR = 0x0D;

    /** So much outside of any block is no MLLP. */
    private static final int MOST_NOISE = 64 * 1024;

    /** So much of a message that is too large is kept: enough to answer it by its header. */
    private static final int HEAD = 16 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final long most;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;

    /**
     * @param in the connection's, with a time limit on its reads
     * @param most bytes a message may have
     */
    MllpFrames(InputStream in, OutputStream out, long most) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 4096);
        this.most = most;
    }

    /**
     * The next message; null when the sender has closed the connection.
     *
     * @throws IOException when the connection fails, pauses within a message, or does not speak MLLP
     */
    @Nullable Block next() throws IOException {
        return awaitStart() ? block() : null;
    }

    /** Sends a message. */
    void send(byte[] message) throws IOException {
        out.write(VT);
        out.write(message);
        out.write(FS);
        out.write(CR);
        out.flush();
    }

    /** Between messages a sender may be silent for as long as it likes. */
    private boolean awaitStart() throws IOException {
        int noise = 0;
        while (noise < MOST_NOISE) {
            int b;
            try {
                b = read();
            } catch (SocketTimeoutException e) {
                continue;
            }
            if (b == VT) {
                return true;
            }
            if (b < 0) {
                return false;
            }
            noise++;
        }
        throw new IOException("no MLLP block in " + MOST_NOISE + " bytes");
    }

    private Block block() throws IOException {
        ByteArrayOutputStream message = new ByteArrayOutputStream(4096);
        long size = 0;
        while (true) {
            int run = untilEndOrBuffer();
            size += run;
            if (size <= most || message.size() < HEAD) {
                message.write(buffer, position, run);
            }
            position += run;
            int b = read();
            if (b < 0) {
                throw new IOException("closed within a message");
            }
            if (b == FS && endsHere()) {
                return new Block(message.toByteArray(), size > most);
            }
            size++;
            message.write(b);
        }
    }

    /** How many bytes at hand stand before the next {@code <FS>}. */
    private int untilEndOrBuffer() {
        int end = position;
        while (end < limit && buffer[end] != FS) {
            end++;
        }
        return end - position;
    }

    /** An {@code <FS>} ends the message unless something else than {@code <CR>} or a new block follows at once. */
    private boolean endsHere() throws IOException {
        if (position == limit && in.available() == 0) {
            return true;
        }
        int b = read();
        if (b == CR || b < 0) {
            return true;
        }
        position--;
        return b == VT;
    }

    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
            int read = in.read(buffer);
            if (read < 0) {
                return -1;
            }
            limit = read;
        }
        return buffer[position++] & 0xFF;
    }

    /**
     * One message as it came.
     *
     * @param bytes the message; only its beginning when it is too large
     * @param tooLarge whether it has more bytes than a message may have
     */
    record Block(byte[] bytes, boolean tooLarge) {
        @Override
        public String toString() {
            return "Block[" + bytes.length + "]";
        }
    }
}

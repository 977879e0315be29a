package org.headwater.intake;

import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads and writes the blocks of MLLP release 1 (HL7 v2 Transport Specification, MLLP, §2): {@code <VT>} message {@code
 * <FS><CR>}. Takes senders as they are: several blocks in one packet, one block in many, no {@code <CR>}, line ends and
 * other text between blocks, empty blocks to keep the connection open, no start of block, no end of block before the next
 * begins.
 */
public final class MllpFrames {

    private static final int VT = 0x0B;
    private static final int FS = 0x1C;

    /** So much outside of any block is no MLLP. */
    private static final int MOST_NOISE = 64 * 1024;

    /** So much of a message that cannot be held is kept: enough to answer it by its header. */
    private static final int HEAD = 16 * 1024;

    private final InputStream in;
    private final OutputStream out;
    private final MllpLimits limits;
    private final byte[] buffer = new byte[64 * 1024];
    private int position;
    private int limit;
    private long lastByte = System.nanoTime();

    /** What of the next block was read when its beginning was recognised; null between blocks. */
    private byte @Nullable [] begun;

    private long reserved;
    private long skipped;

    /**
     * Blocks of a connection.
     *
     * @param in the connection's, with a time limit on its reads
     * @param most bytes a message may have
     */
    public MllpFrames(InputStream in, OutputStream out, long most) {
        this(in, out, MllpLimits.ofSize(most));
    }

    MllpFrames(InputStream in, OutputStream out, MllpLimits limits) {
        this.in = in;
        this.out = new BufferedOutputStream(out, 4096);
        this.limits = limits;
    }

    /**
     * The next message; null when the sender has closed the connection, or was silent for longer than it may be.
     *
     * @throws IOException when the connection fails, pauses within a message, or does not speak MLLP
     */
    public @Nullable Block next() throws IOException {
        release();
        while (begun != null || awaitStart()) {
            Block block = block();
            if (!block.isEmpty()) {
                return block;
            }
            // an empty block is how some senders see whether we are still there
            release();
        }
        return null;
    }

    /** Sends a message. */
    public void send(byte[] message) throws IOException {
        out.write(VT);
        out.write(message);
        out.write(FS);
        out.write('\r');
        out.flush();
    }

    /** Bytes that stood outside of blocks so far and were no line ends or blanks. */
    long skipped() {
        return skipped;
    }

    /** Gives back the room that messages took. */
    void release() {
        limits.giveBack(reserved);
        reserved = 0;
    }

    private boolean awaitStart() throws IOException {
        int noise = 0;
        Beginning beginning = new Beginning();
        while (noise < MOST_NOISE) {
            int b;
            try {
                b = read();
            } catch (SocketTimeoutException e) {
                if (limits.idleTooLong(System.nanoTime() - lastByte)) {
                    return false;
                }
                continue;
            }
            if (b < 0) {
                return false;
            }
            if (b == VT) {
                begun = new byte[0];
                return true;
            }
            if (beginning.sees(b)) {
                begun = beginning.bytes();
                skipped -= begun.length - 1;
                return true;
            }
            if (b > ' ' && b != FS) {
                noise++;
                skipped++;
            }
        }
        throw new IOException("no MLLP block in " + MOST_NOISE + " bytes");
    }

    private Block block() throws IOException {
        Message message = new Message(begun);
        begun = null;
        while (true) {
            int run = untilMarkOrBuffer();
            message.add(buffer, position, run);
            position += run;
            int b;
            try {
                b = read();
            } catch (SocketTimeoutException e) {
                long pause = System.nanoTime() - lastByte;
                if (limits.ends(pause) && message.endsLine()) {
                    return message.block();
                }
                if (limits.stalls(pause)) {
                    throw e;
                }
                continue;
            }
            if (b < 0) {
                throw new EOFException("closed within a message");
            }
            if (b == FS && endsHere() || b == VT && beginsAnew(message)) {
                return message.block();
            }
            if (begun != null) {
                // The sender began the message again: what came before was cut off.
                skipped += message.size;
                release();
                message = new Message(begun);
                begun = null;
            } else {
                message.add(new byte[] {(byte) b}, 0, 1);
            }
        }
    }

    /** How many bytes at hand stand before the next {@code <FS>} or {@code <VT>}. */
    private int untilMarkOrBuffer() {
        int end = position;
        while (end < limit && buffer[end] != FS && buffer[end] != VT) {
            end++;
        }
        return end - position;
    }

    /** An {@code <FS>} ends the message unless text follows at once. */
    private boolean endsHere() throws IOException {
        if (position == limit && in.available() == 0) {
            return true;
        }
        int b = read();
        if (b < 0 || b == '\r' || b == '\n') {
            return true;
        }
        position--;
        return b < ' ';
    }

    /**
     * A {@code <VT>} behind a segment's end, or before a message's first letters, begins the next block.
     *
     * @return whether it ends this message; if not so, and a block has begun, this one is to be thrown away
     */
    private boolean beginsAnew(Message message) throws IOException {
        if (message.endsLine() || message.size == 0) {
            begun = new byte[0];
            return message.size > 0;
        }
        byte[] next = new byte[3];
        for (int i = 0; i < next.length; i++) {
            int b = read();
            if (b < 0) {
                throw new EOFException("closed within a message");
            }
            next[i] = (byte) b;
        }
        if (next[0] == 'M' && next[1] == 'S' && next[2] == 'H') {
            begun = next;
        } else {
            unread(next);
        }
        return false;
    }

    private void unread(byte[] bytes) {
        // Bytes read one by one may lie in two fillings of the buffer; they always fit in front of what is left.
        int left = limit - position;
        if (position < bytes.length) {
            System.arraycopy(buffer, position, buffer, bytes.length, left);
            position = bytes.length;
            limit = position + left;
        }
        position -= bytes.length;
        System.arraycopy(bytes, 0, buffer, position, bytes.length);
    }

    private int read() throws IOException {
        if (position == limit) {
            position = 0;
            limit = 0;
            // room is left for what may be put back
            int read = in.read(buffer, 0, buffer.length - 16);
            if (read < 0) {
                return -1;
            }
            lastByte = System.nanoTime();
            limit = read;
        }
        return buffer[position++] & 0xFF;
    }

    /** Sees a message begin that no start of block stands before. */
    private static final class Beginning {
        private final byte[] last = new byte[5];
        private boolean atStart = true;
        private int matched;

        boolean sees(int b) {
            boolean goesOn = matched < 3 ? (matched > 0 || atStart) && b == expected() : isSeparator(b);
            atStart = b <= ' ';
            if (!goesOn) {
                matched = 0;
                return false;
            }
            last[matched++] = (byte) b;
            return matched == last.length;
        }

        private static boolean isSeparator(int b) {
            return b > ' ' && b != '"' && b < 0x7F && !Character.isLetterOrDigit(b);
        }

        private int expected() {
            return switch (matched) {
                case 0 -> 'M';
                case 1 -> 'S';
                default -> 'H';
            };
        }

        byte[] bytes() {
            return last.clone();
        }
    }

    /** A message as it grows. */
    private final class Message {
        private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(4096);
        private long size;
        private byte last;
        private boolean tooLarge;
        private boolean noRoom;

        Message(byte @Nullable [] beginning) {
            if (beginning != null) {
                add(beginning, 0, beginning.length);
            }
        }

        void add(byte[] from, int offset, int length) {
            if (length == 0) {
                return;
            }
            size += length;
            last = from[offset + length - 1];
            if (tooLarge || noRoom) {
                return;
            }
            tooLarge = size > limits.most();
            long wanted = limits.room(size) - reserved;
            noRoom = !tooLarge && wanted > 0 && !limits.take(wanted);
            if (tooLarge || noRoom) {
                letGo();
                return;
            }
            reserved += Math.max(0, wanted);
            bytes.write(from, offset, length);
        }

        private void letGo() {
            byte[] head = Arrays.copyOf(bytes.toByteArray(), Math.min(bytes.size(), HEAD));
            bytes.reset();
            bytes.write(head, 0, head.length);
            release();
        }

        boolean endsLine() {
            return last == '\r' || last == '\n';
        }

        Block block() {
            return new Block(bytes.toByteArray(), tooLarge, noRoom);
        }
    }

    /**
     * One message as it came.
     *
     * @param bytes the message; only its beginning when it could not be held
     * @param tooLarge whether it has more bytes than a message may have
     * @param noRoom whether it could not be held beside the others that came in
     */
    public record Block(byte[] bytes, boolean tooLarge, boolean noRoom) {

        boolean isEmpty() {
            for (byte b : bytes) {
                if (b < 0 || b > ' ') {
                    return false;
                }
            }
            return true;
        }

        @Override
        public String toString() {
            return "Block[" + bytes.length + "]";
        }
    }
}

package org.headwater.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** A UTF-16 stream as UTF-8: for formats of single-byte separators that arrive as some Windows tools save them. */
final class Utf16 extends InputStream {

    private final Reader reader;
    private final char[] chars = new char[4097];
    private byte[] bytes = {};
    private int position;

    private Utf16(InputStream in, Charset charset) {
        this.reader = new InputStreamReader(in, charset);
    }

    /** Whether bytes begin with a UTF-16 byte-order mark, or with two ASCII characters in UTF-16. */
    static boolean isUtf16(byte[] head) {
        return charset(head, head.length) != null;
    }

    static byte[] toUtf8(byte[] head) {
        Charset charset = charset(head, head.length);
        return charset == null ? head : new String(head, charset).getBytes(StandardCharsets.UTF_8);
    }

    /** The stream as UTF-8. */
    static InputStream toUtf8(InputStream in, byte[] head, int length) {
        Charset charset = charset(head, length);
        return charset == null ? in : new Utf16(in, charset);
    }

    private static @Nullable Charset charset(byte[] head, int length) {
        if (length < 4) {
            return null;
        }
        int mark = (head[0] & 0xFF) << 8 | (head[1] & 0xFF);
        if (mark == 0xFEFF || mark == 0xFFFE) {
            return StandardCharsets.UTF_16;
        }
        if (head[0] > 0 && head[1] == 0 && head[2] > 0 && head[3] == 0) {
            return StandardCharsets.UTF_16LE;
        }
        return head[0] == 0 && head[1] > 0 && head[2] == 0 && head[3] > 0 ? StandardCharsets.UTF_16BE : null;
    }

    @Override
    public int read() throws IOException {
        return fill() ? bytes[position++] & 0xFF : -1;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        if (!fill()) {
            return -1;
        }
        int count = Math.min(length, bytes.length - position);
        System.arraycopy(bytes, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        while (position == bytes.length) {
            int count = reader.read(chars, 0, chars.length - 1);
            if (count < 0) {
                return false;
            }
            if (count > 0 && Character.isHighSurrogate(chars[count - 1])) {
                int low = reader.read();
                if (low >= 0) {
                    chars[count++] = (char) low;
                }
            }
            bytes = new String(chars, 0, count).getBytes(StandardCharsets.UTF_8);
            position = 0;
        }
        return true;
    }
}

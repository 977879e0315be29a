package org.headwater.intake;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;

/** A SHA-256 digest: what tells content that was sent before from content that was not. */
final class Digest {

    private final byte[] bytes;

    private Digest(byte[] bytes) {
        this.bytes = bytes;
    }

    static Digest of(byte[] content) {
        return new Digest(sha256().digest(content));
    }

    /** Of a v2 message, the same whether or not a line end is sent behind its last segment. */
    static Digest ofV2(byte[] message) {
        int end = message.length;
        while (end > 0 && message[end - 1] >= 0 && message[end - 1] <= ' ') {
            end--;
        }
        MessageDigest sha256 = sha256();
        sha256.update(message, 0, end);
        return new Digest(sha256.digest());
    }

    /** Of a unit that is only told apart from its like by the file it stands in and its place there. */
    static Digest of(Digest file, int unit, byte[] content) {
        MessageDigest sha256 = sha256();
        sha256.update(file.bytes);
        sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(unit).flip());
        return new Digest(sha256.digest(content));
    }

    static Digest ofBytes(byte[] digest) {
        return new Digest(digest.clone());
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** The first 64 bits, for choosing a lane. */
    long prefix() {
        return ByteBuffer.wrap(bytes).getLong();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Digest digest && Arrays.equals(bytes, digest.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    /** In hexadecimal. */
    @Override
    public String toString() {
        return HexFormat.of().formatHex(bytes);
    }
}

package org.headwater.delivery;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Short names for long things that tell nothing of them. */
final class Digests {

    private Digests() {}

    /** The first digits of SHA-256, in hexadecimal. */
    static String hex(byte[] bytes, int digits) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes))
                    .substring(0, digits);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    static String hex(int digits, String... parts) {
        return hex(String.join("\n", parts).getBytes(StandardCharsets.UTF_8), digits);
    }
}

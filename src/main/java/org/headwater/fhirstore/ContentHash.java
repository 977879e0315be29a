package org.headwater.fhirstore;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a resource's stored text, as HAPI computes it for HFJ_RESOURCE.HASH_SHA256: over its UTF-16 code units. */
final class ContentHash {

    private ContentHash() {}

    static byte[] of(String json) {
        return sha256().digest(json.getBytes(StandardCharsets.UTF_16LE));
    }

    static String hex(byte[] hash) {
        return HexFormat.of().formatHex(hash);
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

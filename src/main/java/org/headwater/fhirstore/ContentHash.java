package org.headwater.fhirstore;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** SHA-256 of a resource's stored text, as HAPI computes it for HFJ_RESOURCE.HASH_SHA256: over its UTF-16 code units. */
final class ContentHash {

    private ContentHash() {}

    static byte[] of(String json) {
        byte[] units = new byte[json.length() * 2]; // little-endian; quicker than a charset's encoder
        for (int i = 0; i < json.length(); i++) {
            char unit = json.charAt(i);
            units[2 * i] = (byte) unit;
            units[2 * i + 1] = (byte) (unit >> 8);
        }
        return sha256().digest(units);
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

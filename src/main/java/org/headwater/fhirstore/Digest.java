package org.headwater.fhirstore;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;

/** 128 bits of SHA-256 over what a statement says: enough that two different statements never share one. */
record Digest(long high, long low) {

    /** How many bytes one takes in the database. */
    static final int BYTES = 16;

    /** The digest of a resource with a content hash and whatever else tells its statement from another. */
    static Digest of(byte[] contentHash, CharSequence... rest) {
        MessageDigest sha = ContentHash.sha256();
        sha.update(contentHash);
        for (CharSequence part : rest) {
            sha.update(part.toString().getBytes(StandardCharsets.UTF_8));
            sha.update((byte) 0);
        }
        ByteBuffer hash = ByteBuffer.wrap(sha.digest());
        return new Digest(hash.getLong(), hash.getLong());
    }
}

package org.headwater.fhirstore;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/**
 * What the store remembers of a resource it landed, beside the resource itself.
 *
 * @param pid HAPI's number of the resource
 * @param version the FHIR version this describes
 * @param revision counts changes of this record; {@link #NONE} while there is no such record in the database
 * @param published when the first version was stored, epoch milliseconds
 * @param deleted whether the resource is deleted
 * @param times when its elements were last stated
 * @param current digests of statements whose every element is what is stored now, oldest first
 * @param indexes a digest for each index table's rows, in the order of {@link IndexTable}; empty when unknown
 */
record LandedState(
        long pid,
        long version,
        int revision,
        long published,
        boolean deleted,
        ElementTimes times,
        List<Digest> current,
        List<Long> indexes) {

    /** The revision of a resource that did not come by landing: written through the API, or only referred to so far. */
    static final int NONE = -1;

    private static final int REMEMBERED_STATEMENTS = 4;

    boolean recorded() {
        return revision != NONE;
    }

    /** Whether a statement would change nothing but times. */
    boolean says(Digest statement) {
        return current.contains(statement);
    }

    LandedState withTimes(ElementTimes newTimes, int newRevision) {
        return new LandedState(pid, version, newRevision, published, deleted, newTimes, current, indexes);
    }

    /** The digests with one more; the oldest are forgotten first. */
    static List<Digest> remember(List<Digest> current, Digest statement) {
        List<Digest> more = new ArrayList<>(current);
        more.remove(statement);
        more.add(statement);
        return List.copyOf(more.subList(Math.max(0, more.size() - REMEMBERED_STATEMENTS), more.size()));
    }

    byte[] encodedDigests() {
        ByteBuffer bytes = ByteBuffer.allocate(current.size() * Digest.BYTES);
        current.forEach(digest -> bytes.putLong(digest.high()).putLong(digest.low()));
        return bytes.array();
    }

    byte[] encodedIndexes() {
        ByteBuffer bytes = ByteBuffer.allocate(indexes.size() * Long.BYTES);
        indexes.forEach(bytes::putLong);
        return bytes.array();
    }

    static List<Digest> decodeDigests(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<Digest> digests = new ArrayList<>();
        while (bytes.hasRemaining()) {
            digests.add(new Digest(bytes.getLong(), bytes.getLong()));
        }
        return List.copyOf(digests);
    }

    static List<Long> decodeIndexes(byte[] encoded) {
        ByteBuffer bytes = ByteBuffer.wrap(encoded);
        List<Long> indexes = new ArrayList<>();
        while (bytes.hasRemaining()) {
            indexes.add(bytes.getLong());
        }
        return List.copyOf(indexes);
    }
}

package org.headwater.intake;

import java.util.UUID;

/**
 * A file as it was sent.
 *
 * @param id names it, and its content
 * @param feed the feed it came in on
 * @param digest of all its bytes
 * @param name as the sender calls it; empty when it had no name
 * @param units how many units of it were made entries or found to be duplicates
 * @param duplicates how many of these were duplicates
 * @param split whether that was all of them
 */
record Payload(UUID id, FeedId feed, Digest digest, String name, int units, int duplicates, boolean split) {

    @Override
    public String toString() {
        return "Payload[" + id + "]";
    }
}

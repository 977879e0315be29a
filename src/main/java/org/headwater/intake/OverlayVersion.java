package org.headwater.intake;

import java.time.Instant;

/**
 * One version of what a feed changes in the shared mappings.
 *
 * @param feed the feed
 * @param version counted from 1
 * @param document the overlay as written, YAML
 * @param note why it was saved; may be empty
 * @param savedBy who saved it: a person's name, or the file it came from
 * @param savedAt when
 */
public record OverlayVersion(FeedId feed, int version, String document, String note, String savedBy, Instant savedAt) {}

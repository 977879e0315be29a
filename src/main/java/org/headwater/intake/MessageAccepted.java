package org.headwater.intake;

/**
 * A unit was kept and waits to be stored.
 *
 * @param entry its inbox entry
 * @param feed the feed it came in on
 */
public record MessageAccepted(long entry, FeedId feed) {}

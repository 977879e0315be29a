package org.headwater.intake;

import java.time.Instant;
import java.util.UUID;
import org.headwater.problem.FindingCode;
import org.jspecify.annotations.Nullable;

/**
 * Which inbox entries are meant; what is null does not matter.
 *
 * @param feed of this feed
 * @param state in this state
 * @param code with a finding of this code
 * @param receivedFrom received then or later
 * @param receivedBefore received earlier
 * @param payload of this file
 */
public record EntryFilter(
        @Nullable FeedId feed,
        @Nullable EntryState state,
        @Nullable FindingCode code,
        @Nullable Instant receivedFrom,
        @Nullable Instant receivedBefore,
        @Nullable UUID payload) {

    /** Every entry. */
    public static final EntryFilter ALL = new EntryFilter(null, null, null, null, null, null);

    /** The entries of a feed in a state. */
    public static EntryFilter of(FeedId feed, EntryState state) {
        return new EntryFilter(feed, state, null, null, null, null);
    }
}

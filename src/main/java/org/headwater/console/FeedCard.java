package org.headwater.console;

import java.time.Instant;
import java.util.Map;
import org.headwater.intake.EntryState;
import org.headwater.intake.Feed;
import org.jspecify.annotations.Nullable;

/**
 * A feed and how it fares.
 *
 * @param feed the feed
 * @param counts entries by state
 * @param last when the newest entry came; null before the first
 */
record FeedCard(
        Feed feed, Map<EntryState, Long> counts, @Nullable Instant last) {

    FeedCard {
        counts = Map.copyOf(counts);
    }

    long count(EntryState state) {
        return counts.getOrDefault(state, 0L);
    }

    public long getStored() {
        return count(EntryState.STORED);
    }

    public long getAccepted() {
        return count(EntryState.ACCEPTED);
    }

    public long getQuarantined() {
        return count(EntryState.QUARANTINED);
    }
}

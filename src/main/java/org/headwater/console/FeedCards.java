package org.headwater.console;

import java.time.Instant;
import java.util.List;
import org.headwater.intake.EntryFilter;
import org.headwater.intake.Feed;
import org.headwater.intake.Feeds;
import org.headwater.intake.InboxEntries;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Gathers how feeds fare. */
@Component
class FeedCards {
    private final Feeds feeds;
    private final InboxEntries entries;

    FeedCards(Feeds feeds, InboxEntries entries) {
        this.feeds = feeds;
        this.entries = entries;
    }

    List<FeedCard> all() {
        return feeds.all().stream().map(this::of).toList();
    }

    FeedCard of(Feed feed) {
        return new FeedCard(feed, entries.counts(feed.id()), last(feed));
    }

    private @Nullable Instant last(Feed feed) {
        EntryFilter ofFeed = new EntryFilter(feed.id(), null, null, null, null, null);
        return entries.newest(ofFeed, Long.MAX_VALUE, 1).stream()
                .map(entry -> entry.receivedAt())
                .findFirst()
                .orElse(null);
    }
}

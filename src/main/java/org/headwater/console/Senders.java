package org.headwater.console;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.headwater.intake.Feed;
import org.headwater.intake.Feeds;
import org.headwater.intake.Inbox;
import org.headwater.intake.InboxEntry;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Tells who sent a stored resource, from the inbox entry its {@code meta.source} names. */
@Component
class Senders {
    private static final Pattern ENTRY = Pattern.compile("urn:headwater:entry:(\\d+).*");

    private final Inbox inbox;
    private final Feeds feeds;

    Senders(Inbox inbox, Feeds feeds) {
        this.inbox = inbox;
        this.feeds = feeds;
    }

    /**
     * Who sent something.
     *
     * @param entry the inbox entry that stated it last; null when it did not come through the inbox
     * @param organization the sender's name; empty when unknown
     * @param sector the sender's sector; empty when unknown
     */
    record Sent(@Nullable Long entry, String organization, String sector) {}

    Sent of(Resource resource) {
        String source = resource.getMeta().getSource();
        Matcher matcher = ENTRY.matcher(source == null ? "" : source);
        if (!matcher.matches()) {
            return new Sent(null, "", "");
        }
        long id = Long.parseLong(matcher.group(1));
        Optional<Feed> feed = inbox.find(id).map(InboxEntry::feed).flatMap(feeds::find);
        return new Sent(
                id,
                feed.map(Feed::organization).orElse(""),
                feed.map(one -> one.sector().code()).orElse(""));
    }
}

package org.headwater.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.headwater.problem.Finding;
import org.jspecify.annotations.Nullable;

/**
 * One unit that was sent (a message, a claim, a document, a row), and how far it has come.
 *
 * @param id grows in the order of acceptance
 * @param feed the feed it came in on
 * @param state how far it has come
 * @param payload the file it stands in; null for a message sent by itself
 * @param unit its number within the file, from 1; 0 for a file of which no unit could be read
 * @param place where it stands in the file; empty when the file holds nothing else
 * @param type what kind within the format ({@code ADT^A01}); null when it could not be read
 * @param controlId the sender's own number for it; null when it has none
 * @param lane 0 to 255; units of one lane take effect in order of id
 * @param size bytes as sent
 * @param attempts how often it was stored or refused
 * @param receivedAt when it was kept
 * @param doneAt when it was last stored or refused; null before
 * @param mapping name and version of the mapping used last; null before, and when none fitted
 * @param findings what was noticed last
 */
public record InboxEntry(
        long id,
        FeedId feed,
        EntryState state,
        @Nullable UUID payload,
        int unit,
        String place,
        @Nullable String type,
        @Nullable String controlId,
        int lane,
        int size,
        int attempts,
        Instant receivedAt,
        @Nullable Instant doneAt,
        @Nullable String mapping,
        List<Finding> findings) {

    public InboxEntry {
        findings = List.copyOf(findings);
    }

    /** The URI under which stored resources name this entry as their source. */
    public String uri() {
        return uri(id);
    }

    /** The URI of the entry of an id. */
    public static String uri(long id) {
        return "urn:headwater:entry:" + id;
    }
}

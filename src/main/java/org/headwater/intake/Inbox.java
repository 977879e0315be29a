package org.headwater.intake;

import java.util.List;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Keeps every message a feed sends, once, before anything tries to understand it; and tells {@code ingest} what waits.
 *
 * <p>All methods are safe for many threads. Failures of the database come as Spring's {@code DataAccessException}.
 */
@Service
public class Inbox {

    private final EntryTable entries;
    private final Receipts receipts;
    private final Backlog backlog;
    private final IntakeMetrics metrics;

    Inbox(EntryTable entries, Receipts receipts, Backlog backlog, IntakeMetrics metrics) {
        this.entries = entries;
        this.receipts = receipts;
        this.backlog = backlog;
        this.metrics = metrics;
    }

    /**
     * Keeps a v2 message; it is durable on return. What cannot be read is kept as well: it goes to quarantine later.
     *
     * @throws InboxFull when too much waits already
     */
    public Acceptance accept(Feed feed, byte[] message) {
        if (V2Batch.is(message)) {
            return receipts.acceptBatch(feed, message);
        }
        backlog.awaitRoom();
        return accept(NewEntry.message(feed, message));
    }

    private Acceptance accept(NewEntry entry) {
        FeedId feed = entry.feed().id();
        try {
            entries.insert(entry);
            backlog.grew(1);
            metrics.accepted(feed, 1);
            return Acceptance.ACCEPTED;
        } catch (DuplicateKeyException e) {
            metrics.duplicates(feed, 1);
            return Acceptance.DUPLICATE;
        }
    }

    /** What waits in some lanes, oldest first; fewer than asked for when their bytes are many. */
    public List<RawEntry> waiting(Lanes lanes, int most) {
        return entries.waiting(lanes, most);
    }

    /**
     * Notes what became of entries, as part of the transaction that stores what they state.
     *
     * @throws EntryTaken when one of them no longer waits; the transaction is then to be rolled back
     */
    public void finish(List<EntryOutcome> outcomes) {
        entries.finish(outcomes);
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                backlog.shrank(outcomes.size());
            }
        });
    }

    /** Raised when entries were accepted. */
    public Signal arrivals() {
        return backlog.arrivals();
    }

    /** An entry; empty when there is none of this id. */
    public Optional<InboxEntry> find(long id) {
        return entries.find(id);
    }

    /** An entry with its bytes, as sent; empty when there is none of this id. */
    public Optional<RawEntry> open(long id) {
        return entries.open(id);
    }
}

package org.headwater.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.springframework.stereotype.Service;

/** Takes in files, and tells how far they have come. */
@Service
public class Receipts {

    private static final int ENTRIES_TOLD = 1000;
    private static final Duration FIRST_LOOK = Duration.ofMillis(50);
    private static final Duration LAST_LOOK = Duration.ofSeconds(2);

    private final ReceiptTable table;
    private final PayloadKeeper keeper;
    private final Backlog backlog;
    private final IntakeSettings settings;

    Receipts(ReceiptTable table, PayloadKeeper keeper, Backlog backlog, IntakeSettings settings) {
        this.table = table;
        this.keeper = keeper;
        this.backlog = backlog;
        this.settings = settings;
    }

    /**
     * Begins to take in the files of one request.
     *
     * @throws InboxFull when too much waits already
     */
    public Reception open(Feed feed, Door door) {
        return open(feed, door, "");
    }

    /** Begins to take in files, with something the door wants to remember. */
    Reception open(Feed feed, Door door, String note) {
        backlog.awaitRoom();
        return new Reception(feed, door, note, keeper, table, settings);
    }

    /** Takes in several messages that were sent as one. */
    Acceptance acceptBatch(Feed feed, byte[] messages) {
        Reception reception = open(feed, Door.MLLP);
        try {
            reception.file("", new ByteArrayInputStream(messages));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return reception.receipt().entries() > 0 ? Acceptance.ACCEPTED : Acceptance.DUPLICATE;
    }

    /** How far a receipt has come, with its first thousand entries that have findings; empty when there is no such receipt. */
    public Optional<ReceiptStatus> status(UUID receipt) {
        return status(receipt, 0);
    }

    /** As {@link #status(UUID)}, with the entries that follow one of an id. */
    public Optional<ReceiptStatus> status(UUID receipt, long behindEntry) {
        return table.status(receipt, behindEntry, ENTRIES_TOLD);
    }

    /** Waits until every entry of a receipt is stored or quarantined, but no longer than given; tells whether all are. */
    public boolean awaitCompletion(UUID receipt, Duration most) throws InterruptedException {
        long deadline = System.nanoTime() + most.toNanos();
        Duration look = FIRST_LOOK;
        while (true) {
            long seen = backlog.completions().count();
            if (table.complete(receipt)) {
                return true;
            }
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            backlog.completions().await(seen, Duration.ofNanos(Math.min(left, look.toNanos())));
            look = look.multipliedBy(2).compareTo(LAST_LOOK) > 0 ? LAST_LOOK : look.multipliedBy(2);
        }
    }
}

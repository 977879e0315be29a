package org.headwater.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.security.DigestInputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Keeps files whole before they are split. A small one is kept in one transaction and split at once; a large one streams
 * into the database piece by piece, becomes visible with the last, and is split in the background.
 */
@Component
class PayloadKeeper {

    /** Up to this size a file is handled in memory. */
    static final int SMALL = 1024 * 1024;

    private static final Logger log = LoggerFactory.getLogger(PayloadKeeper.class);
    private static final CompletableFuture<Void> DONE = CompletableFuture.completedFuture(null);
    private static final Duration ABANDONED = Duration.ofDays(1);

    private final ReceiptTable receipts;
    private final PayloadTable payloads;
    private final ContentTable contents;
    private final Splitting splitting;
    private final Splitter splitter;
    private final TransactionTemplate transactions;
    private final Clock clock;

    PayloadKeeper(
            ReceiptTable receipts,
            PayloadTable payloads,
            ContentTable contents,
            Splitting splitting,
            Splitter splitter,
            TransactionTemplate transactions,
            Clock clock) {
        this.receipts = receipts;
        this.payloads = payloads;
        this.contents = contents;
        this.splitting = splitting;
        this.splitter = splitter;
        this.transactions = transactions;
        this.clock = clock;
    }

    /** Makes a receipt for no file at all. */
    void open(UUID receipt, Feed feed, Door door, String note) {
        receipts.open(receipt, feed.id(), door, note);
    }

    /**
     * Keeps a file that fits into memory.
     *
     * @return done when the file is split
     */
    CompletableFuture<Void> keep(Slip slip, byte[] bytes) {
        Payload payload = new Payload(UUID.randomUUID(), slip.feed().id(), Digest.of(bytes), slip.name(), 0, 0, false);
        return enter(slip, payload, bytes.length, () -> write(payload.id(), bytes)) ? split(payload, bytes) : DONE;
    }

    /**
     * Keeps a file that does not.
     *
     * @return done when the file is split
     */
    CompletableFuture<Void> keep(Slip slip, InputStream file, long most) throws IOException {
        UUID id = UUID.randomUUID();
        payloads.receiving(id, slip.feed().id(), slip.name());
        DigestInputStream digested = new DigestInputStream(file, Digest.sha256());
        long size;
        try (OutputStream out = contents.writer(id)) {
            size = new Limited(digested, most).transferTo(out);
        } catch (IOException | RuntimeException e) {
            forget(id);
            throw e;
        }
        Digest digest = Digest.ofBytes(digested.getMessageDigest().digest());
        Payload payload = new Payload(id, slip.feed().id(), digest, slip.name(), 0, 0, false);
        if (enter(slip, payload, size, () -> {})) {
            return splitter.splitLater(id);
        }
        forget(id);
        return DONE;
    }

    /** Makes a file known, unless it was known before; tells whether it is new. */
    private boolean enter(Slip slip, Payload payload, long size, Runnable content) {
        try {
            return enterOnce(slip, payload, size, content);
        } catch (DuplicateKeyException e) {
            // The same file came by another request at this moment; now it can be seen.
            return enterOnce(slip, payload, size, content);
        }
    }

    private boolean enterOnce(Slip slip, Payload payload, long size, Runnable content) {
        return Boolean.TRUE.equals(transactions.execute(status -> {
            Optional<Payload> earlier = payloads.find(payload.feed(), payload.digest());
            if (slip.number() == 1) {
                receipts.open(slip.receipt(), payload.feed(), slip.door(), slip.note());
            }
            receipts.addFile(
                    slip.receipt(), slip.number(), earlier.orElse(payload).id(), earlier.isPresent());
            if (earlier.isEmpty()) {
                content.run();
                payloads.received(payload, size);
            }
            return earlier.isEmpty();
        }));
    }

    private void write(UUID id, byte[] bytes) {
        try (OutputStream out = contents.writer(id)) {
            out.write(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The file is kept by now: what fails here is made good in the background. */
    private CompletableFuture<Void> split(Payload payload, byte[] bytes) {
        try {
            splitting.split(payload, bytes);
            return DONE;
        } catch (InboxFull | DataAccessException | TransactionException e) {
            log.info(
                    "not split at once payload={} cause={}",
                    payload.id(),
                    e.getClass().getSimpleName());
            return splitter.splitLater(payload.id());
        }
    }

    private void forget(UUID id) {
        contents.delete(id);
        payloads.delete(id);
    }

    /** Files whose senders went away in the middle were never promised anything. */
    @Scheduled(fixedDelayString = "PT1H")
    void forgetAbandoned() {
        payloads.abandoned(clock.instant().minus(ABANDONED)).forEach(this::forget);
    }

    /**
     * Where a file belongs.
     *
     * @param number of the file within its receipt, from 1
     * @param note what the door wrote down for itself
     */
    record Slip(UUID receipt, Feed feed, Door door, String note, int number, String name) {}
}

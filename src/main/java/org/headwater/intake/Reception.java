package org.headwater.intake;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.zip.GZIPInputStream;

/**
 * Takes in the files of one request, one after the other. What {@link #file} returned from is durably kept, whatever
 * happens to the request afterwards.
 */
public final class Reception {

    private final UUID id = UUID.randomUUID();
    private final Feed feed;
    private final Door door;
    private final String note;
    private final PayloadKeeper keeper;
    private final ReceiptTable receipts;
    private final IntakeSettings settings;
    private final List<CompletableFuture<Void>> splitting = new ArrayList<>();
    private int files;

    Reception(Feed feed, Door door, String note, PayloadKeeper keeper, ReceiptTable receipts, IntakeSettings settings) {
        this.feed = feed;
        this.door = door;
        this.note = note;
        this.keeper = keeper;
        this.receipts = receipts;
        this.settings = settings;
    }

    /**
     * Keeps a file. A gzipped file counts as what is in it, a zip archive as the files in it, unless the archive as such
     * is of the feed's format.
     *
     * @param name as the sender calls it, or empty
     * @param content read to its end, not closed
     * @throws IOException when the stream fails; nothing of this file is kept then
     */
    public void file(String name, InputStream content) throws IOException {
        byte[] head = content.readNBytes(PayloadKeeper.SMALL + 1);
        if (Archive.isGzip(head)) {
            file(Archive.withoutGz(name), new GZIPInputStream(whole(head, content)));
        } else if (Archive.isBundleOfFiles(feed.format(), head)) {
            Archive.forEach(
                    whole(head, content),
                    (inner, bytes) -> keep(inner, bytes.readNBytes(PayloadKeeper.SMALL + 1), bytes));
        } else {
            keep(name, head, content);
        }
    }

    private void keep(String name, byte[] head, InputStream rest) throws IOException {
        files++;
        PayloadKeeper.Slip slip = new PayloadKeeper.Slip(id, feed, door, note, files, cut(name));
        splitting.add(
                head.length <= PayloadKeeper.SMALL
                        ? keeper.keep(slip, head)
                        : keeper.keep(
                                slip, whole(head, rest), settings.maxPayload().toBytes()));
    }

    private static InputStream whole(byte[] head, InputStream rest) {
        return head.length <= PayloadKeeper.SMALL
                ? new ByteArrayInputStream(head)
                : new SequenceInputStream(new ByteArrayInputStream(head), rest);
    }

    /** What the sender is promised for all of its files. Waits a little for large ones to be split. */
    public Receipt receipt() {
        long deadline = System.nanoTime() + settings.receiptWait().toNanos();
        for (CompletableFuture<Void> file : splitting) {
            await(file, deadline - System.nanoTime());
        }
        if (files == 0) {
            keeper.open(id, feed, door, note);
        }
        return receipts.receipt(id, feed.id());
    }

    private static void await(CompletableFuture<Void> file, long nanos) {
        try {
            file.get(Math.max(0, nanos), TimeUnit.NANOSECONDS);
        } catch (TimeoutException | ExecutionException e) {
            // The receipt is good all the same: it counts what there is, and the rest follows.
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String cut(String name) {
        String clean = name.replace("\0", "");
        return clean.length() <= 255 ? clean : clean.substring(clean.length() - 255);
    }
}

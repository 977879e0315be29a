package org.headwater.intake;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * How far what a receipt stands for has come.
 *
 * @param id the receipt
 * @param feed the feed its files came in on
 * @param receivedAt when the first was received
 * @param files the files
 * @param accepted entries that wait to be stored
 * @param stored entries that are stored
 * @param quarantined entries that could not be
 * @param duplicate units that were there before
 * @param complete whether every file is split and nothing waits
 * @param entries the entries that have findings, in order, from the first asked for
 */
public record ReceiptStatus(
        UUID id,
        FeedId feed,
        Instant receivedAt,
        List<FileStatus> files,
        int accepted,
        int stored,
        int quarantined,
        int duplicate,
        boolean complete,
        List<InboxEntry> entries) {

    public ReceiptStatus {
        files = List.copyOf(files);
        entries = List.copyOf(entries);
    }

    /** All entries made of the files. */
    public int total() {
        return accepted + stored + quarantined;
    }

    /**
     * One file.
     *
     * @param payload names it
     * @param name as the sender calls it; null when it had no name
     * @param size bytes
     * @param units how many units were read so far
     * @param split whether all were
     * @param duplicate whether the same file was received before
     */
    public record FileStatus(
            UUID payload, @Nullable String name, long size, int units, boolean split, boolean duplicate) {}
}

package org.headwater.spreadsheet;

import java.time.Instant;
import java.util.UUID;
import org.headwater.intake.FeedId;
import org.jspecify.annotations.Nullable;

/**
 * A file somebody handed in.
 *
 * @param id names it
 * @param feed whose data it is
 * @param name as its sender calls it
 * @param size bytes
 * @param stored whether it was handed on to be stored
 * @param receipt what tells how far that has come; null before
 * @param overlay the version of the feed's overlay it was stored with; 0 for none or before
 * @param handedBy who handed it in
 * @param handedAt when
 */
public record Spreadsheet(
        UUID id,
        FeedId feed,
        String name,
        long size,
        boolean stored,
        @Nullable UUID receipt,
        int overlay,
        String handedBy,
        Instant handedAt) {}

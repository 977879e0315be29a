package org.headwater.intake;

import java.util.UUID;

/**
 * What a sender of files is promised: they are kept, and this is where to ask how far they have come.
 *
 * @param id names it in {@code /intake/receipts/{id}}
 * @param feed the feed they came in on
 * @param entries how many units became entries so far; more may follow while a large file is being split
 * @param duplicates how many units, or units of files, were there before
 */
public record Receipt(UUID id, FeedId feed, int entries, int duplicates) {}

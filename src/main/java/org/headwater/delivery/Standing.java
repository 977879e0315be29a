package org.headwater.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How a destination's messages stand.
 *
 * @param waiting messages to be sent
 * @param failed those of them that were tried in vain
 * @param sent messages taken, as far as they are kept
 * @param dead messages put aside
 * @param withheld messages a rule keeps back
 * @param oldest when the oldest that waits was composed; null when none waits
 * @param lastSent when one was taken last; null before the first
 */
public record Standing(
        long waiting,
        long failed,
        long sent,
        long dead,
        long withheld,
        @Nullable Instant oldest,
        @Nullable Instant lastSent) {}

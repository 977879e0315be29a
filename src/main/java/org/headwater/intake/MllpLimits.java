package org.headwater.intake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How much senders may send at once, and how long they may pause. Shared by all connections: beyond its first mebibyte a
 * message takes from the room that all of them have together.
 */
final class MllpLimits {

    private static final long FREE = 1024 * 1024;
    private static final long STEP = 1024 * 1024;

    private final long most;
    private final AtomicLong left;
    private final Duration stall;
    private final @Nullable Duration idle;
    private final @Nullable Duration endAfter;

    private MllpLimits(long most, long together, Duration stall, @Nullable Duration idle, @Nullable Duration endAfter) {
        this.most = most;
        this.left = new AtomicLong(together);
        this.stall = stall;
        this.idle = idle;
        this.endAfter = endAfter;
    }

    /** For one connection, whose reads have their own time limit. */
    static MllpLimits ofSize(long most) {
        return new MllpLimits(most, Long.MAX_VALUE, Duration.ZERO, null, null);
    }

    static MllpLimits of(MllpSettings settings) {
        long together = settings.maxBuffered() == null
                ? Runtime.getRuntime().maxMemory() / 8
                : settings.maxBuffered().toBytes();
        return new MllpLimits(
                settings.maxMessage().toBytes(), together, settings.stall(), settings.idle(), settings.endAfter());
    }

    /** Bytes a message may have. */
    long most() {
        return most;
    }

    /** How often, in milliseconds, a silent connection is to be looked at. */
    int lookMillis() {
        Duration look = stall;
        look = idle != null && idle.compareTo(look) < 0 ? idle : look;
        look = endAfter != null && endAfter.compareTo(look) < 0 ? endAfter : look;
        return Math.toIntExact(Math.max(1, look.toMillis()));
    }

    /** What a message of a size takes from the room all have together. */
    long room(long size) {
        return size <= FREE ? 0 : (size - FREE + STEP - 1) / STEP * STEP;
    }

    /** Takes room; false when there is not enough. */
    boolean take(long bytes) {
        if (left.addAndGet(-bytes) >= 0) {
            return true;
        }
        left.addAndGet(bytes);
        return false;
    }

    void giveBack(long bytes) {
        if (bytes > 0) {
            left.addAndGet(bytes);
        }
    }

    /** Whether a pause between messages is so long that the connection is given up. */
    boolean idleTooLong(long nanos) {
        return idle != null && nanos >= idle.toNanos();
    }

    /** Whether a pause within a message is so long that the connection is given up. */
    boolean stalls(long nanos) {
        return nanos >= stall.toNanos();
    }

    /** Whether a pause behind a segment ends a message that has no end of block. */
    boolean ends(long nanos) {
        return endAfter != null && nanos >= endAfter.toNanos();
    }
}

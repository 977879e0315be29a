package org.headwater.intake;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How much waits to be stored, and the patience of senders while it is too much: they are slowed down before memory or
 * disk are the limit. Counted from the database every half second, and by itself in between.
 */
@Component
class Backlog {

    private final EntryTable entries;
    private final IntakeSettings settings;
    private final AtomicInteger depth = new AtomicInteger();
    private final Signal arrivals = new Signal();
    private final Signal completions = new Signal();

    Backlog(EntryTable entries, IntakeSettings settings) {
        this.entries = entries;
        this.settings = settings;
    }

    /** Entries accepted and not yet stored; counted no further than twice the most there may be. */
    int depth() {
        return depth.get();
    }

    /**
     * Waits until there is room for more.
     *
     * @throws InboxFull when there is none within the patience set
     */
    void awaitRoom() {
        if (!await(settings.backlog(), settings.patience())) {
            throw new InboxFull(settings.patience());
        }
    }

    /**
     * Waits until there is room for units of a file beside what senders of messages wait for.
     *
     * @throws InboxFull when there is none within the patience set
     */
    void awaitRoomForFile() {
        if (!await(Math.max(1, settings.backlog() / 4), settings.patience())) {
            throw new InboxFull(settings.patience());
        }
    }

    private boolean await(int most, Duration patience) {
        long deadline = System.nanoTime() + patience.toNanos();
        long seen = completions.count();
        while (depth.get() >= most) {
            long left = deadline - System.nanoTime();
            if (left <= 0) {
                return false;
            }
            try {
                completions.await(seen, Duration.ofNanos(left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InboxFull(patience);
            }
            seen = completions.count();
        }
        return true;
    }

    /** Raised when entries were accepted. */
    Signal arrivals() {
        return arrivals;
    }

    /** Raised when entries were stored or quarantined. */
    Signal completions() {
        return completions;
    }

    void grew(int entries) {
        depth.addAndGet(entries);
        arrivals.raise();
    }

    void shrank(int entries) {
        depth.updateAndGet(now -> Math.max(0, now - entries));
        completions.raise();
    }

    @Scheduled(fixedDelayString = "${headwater.intake.backlog-count:500ms}")
    void count() {
        depth.set(entries.countWaiting(2 * settings.backlog()));
        completions.raise();
    }
}

package org.headwater.ingest;

import org.springframework.stereotype.Component;

/** How loops wait: a little when there is nothing to do, longer and longer while the database fails. */
@Component
class Pace {

    private final IngestSettings settings;

    Pace(IngestSettings settings) {
        this.settings = settings;
    }

    /** Waits until it is worth looking again; answers 0, the failures in a row. */
    int idle() {
        sleep(settings.poll().toMillis());
        return 0;
    }

    /** Waits the longer, the more failures there were in a row before this one. */
    void backOff(int failures) {
        sleep(settings.retry().toMillis() << Math.min(failures, 5));
    }

    /** Waits for a thread that was told to stop. */
    void join(Thread thread) {
        try {
            thread.join(30_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void sleep(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}

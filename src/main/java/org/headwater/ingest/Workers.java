package org.headwater.ingest;

import java.util.ArrayList;
import java.util.List;
import org.headwater.intake.Inbox;
import org.headwater.intake.Lanes;
import org.headwater.intake.RawEntry;
import org.headwater.intake.Signal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/** The threads that work the inbox off, each with a share of the lanes of its own. */
@Component
class Workers implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Workers.class);

    private final Inbox inbox;
    private final Ingestion ingestion;
    private final IngestSettings settings;
    private final Pace pace;
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean running;

    Workers(Inbox inbox, Ingestion ingestion, IngestSettings settings, Pace pace) {
        this.inbox = inbox;
        this.ingestion = ingestion;
        this.settings = settings;
        this.pace = pace;
    }

    @Override
    public void start() {
        running = true;
        for (int worker = 0; worker < settings.workers(); worker++) {
            Lanes share = Lanes.all().dealt(worker, settings.workers());
            Thread thread = new Thread(() -> run(share), "ingest-" + worker);
            threads.add(thread);
            thread.start();
        }
    }

    /** A batch under way is finished. Threads are not interrupted: H2 closes its file when one is in the middle of it. */
    @Override
    public void stop() {
        running = false;
        threads.forEach(pace::join);
        threads.clear();
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run(Lanes share) {
        Signal arrivals = inbox.arrivals();
        int failures = 0;
        while (running) {
            try {
                long seen = arrivals.count();
                List<RawEntry> waiting = inbox.waiting(share, settings.batch());
                if (waiting.isEmpty()) {
                    arrivals.await(seen, settings.poll());
                } else {
                    ingestion.ingest(waiting);
                }
                failures = 0;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (RuntimeException e) {
                log.warn(
                        "batch not stored, will be tried again cause={}",
                        e.getClass().getSimpleName());
                pace.backOff(failures++);
            }
        }
    }
}

package org.headwater.intake;

import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Has large files split in the background, one after the other, and takes up at start what a crash left half done. A file
 * that cannot be split because the database is away is tried again.
 */
@Component
class Splitter implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(Splitter.class);
    private static final Duration RETRY = Duration.ofSeconds(2);

    private final PayloadTable payloads;
    private final Splitting splitting;
    private final Map<UUID, CompletableFuture<Void>> underWay = new ConcurrentHashMap<>();
    private final ScheduledThreadPoolExecutor threads;
    private volatile boolean running;

    Splitter(PayloadTable payloads, Splitting splitting) {
        this.payloads = payloads;
        this.splitting = splitting;
        this.threads = new ScheduledThreadPoolExecutor(1, work -> new Thread(work, "splitter"));
        threads.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    }

    /** Splits a file in the background; the answer completes when that is done. */
    CompletableFuture<Void> splitLater(UUID payload) {
        CompletableFuture<Void> done = new CompletableFuture<>();
        CompletableFuture<Void> earlier = underWay.putIfAbsent(payload, done);
        if (earlier != null) {
            return earlier;
        }
        threads.execute(() -> split(payload, done));
        return done;
    }

    /** Has everything split that is kept and not yet split to its end. */
    CompletableFuture<Void> resume() {
        return CompletableFuture.allOf(
                payloads.unsplit().stream().map(this::splitLater).toArray(CompletableFuture[]::new));
    }

    private void split(UUID payload, CompletableFuture<Void> done) {
        try {
            payloads.find(payload).ifPresent(splitting::split);
            underWay.remove(payload);
            done.complete(null);
        } catch (InboxFull e) {
            again(payload, done, Duration.ZERO);
        } catch (RuntimeException e) {
            log.warn(
                    "not split payload={} cause={}; trying again",
                    payload,
                    e.getClass().getSimpleName());
            again(payload, done, RETRY);
        }
    }

    /** Goes on from the checkpoint; other files get their turn in between. */
    private void again(UUID payload, CompletableFuture<Void> done, Duration pause) {
        if (!threads.isShutdown()) {
            var unused = threads.schedule(() -> split(payload, done), pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public void start() {
        running = true;
        resume();
    }

    @Override
    public void stop() {
        running = false;
        threads.shutdownNow();
        try {
            if (!threads.awaitTermination(20, TimeUnit.SECONDS)) {
                log.warn("splitting did not stop in time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }
}

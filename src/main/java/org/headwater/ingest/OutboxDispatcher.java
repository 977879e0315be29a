package org.headwater.ingest;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;
import org.springframework.stereotype.Component;

/**
 * Tells listeners what changed. One thread, so that events arrive in order; an event whose listener fails is put off and
 * does not hold up those behind it.
 */
@Component
class OutboxDispatcher implements SmartLifecycle {

    private static final Logger log = LoggerFactory.getLogger(OutboxDispatcher.class);
    private static final int BATCH = 200;

    private final Outbox outbox;
    private final List<OutboxListener> listeners;
    private final Pace pace;
    private volatile boolean running;
    private Thread thread = new Thread();

    OutboxDispatcher(Outbox outbox, List<OutboxListener> listeners, Pace pace, MeterRegistry meters) {
        this.outbox = outbox;
        this.listeners = listeners;
        this.pace = pace;
        Gauge.builder("headwater.outbox.waiting", outbox, Outbox::waiting).register(meters);
    }

    @Override
    public void start() {
        running = true;
        thread = new Thread(this::run, "outbox");
        thread.start();
    }

    @Override
    public void stop() {
        running = false;
        pace.join(thread);
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    private void run() {
        int failures = 0;
        while (running) {
            try {
                failures = dispatch() ? 0 : pace.idle();
            } catch (RuntimeException e) {
                log.warn("outbox not read cause={}", e.getClass().getSimpleName());
                pace.backOff(failures++);
            }
        }
    }

    /** Tells of what is due; answers whether there was anything. */
    private boolean dispatch() {
        List<OutboxEvent> events = outbox.due(BATCH);
        if (events.isEmpty()) {
            return false;
        }
        if (told(events)) {
            outbox.done(events);
            return true;
        }
        for (OutboxEvent event : events) {
            if (told(List.of(event))) {
                outbox.done(List.of(event));
            } else {
                outbox.putOff(event);
            }
        }
        return true;
    }

    private boolean told(List<OutboxEvent> events) {
        for (OutboxListener listener : listeners) {
            try {
                listener.handle(events);
            } catch (RuntimeException e) {
                if (events.size() == 1) {
                    log.warn(
                            "event not handled listener={} entry={} cause={}",
                            listener.name(),
                            events.get(0).entry(),
                            e.getClass().getSimpleName());
                }
                return false;
            }
        }
        return true;
    }
}

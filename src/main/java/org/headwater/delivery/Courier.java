package org.headwater.delivery;

import java.time.Duration;
import java.util.Optional;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers one connection's share of a destination's messages, one after the other: the next goes out when the answer to the
 * last one is recorded.
 */
final class Courier implements Runnable {

    private static final Logger log = LoggerFactory.getLogger(Courier.class);

    private final Destination destination;
    private final int share;
    private final DeliveryQueue queue;
    private final Leases leases;
    private final Transport transport;
    private final DeliverySettings settings;
    private final DeliveryMetrics metrics;
    private final Bell bell;
    private final LongSupplier chance;
    private volatile boolean running = true;
    private int unreachable;

    /** @param chance a random number; spreads what is tried again */
    Courier(
            Destination destination,
            int share,
            DeliveryQueue queue,
            Leases leases,
            Transport transport,
            DeliverySettings settings,
            DeliveryMetrics metrics,
            Bell bell,
            LongSupplier chance) {
        this.destination = destination;
        this.share = share;
        this.queue = queue;
        this.leases = leases;
        this.transport = transport;
        this.settings = settings;
        this.metrics = metrics;
        this.bell = bell;
        this.chance = chance;
    }

    void stop() {
        running = false;
    }

    @Override
    public void run() {
        try (transport) {
            int failures = 0;
            while (running) {
                long rung = bell.count();
                try {
                    Duration pause = step();
                    failures = 0;
                    if (!pause.isZero()) {
                        bell.await(rung, pause, unreachable > 0);
                    }
                } catch (RuntimeException e) {
                    log.warn(
                            "delivery halted destination={} cause={}",
                            destination.id(),
                            e.getClass().getSimpleName());
                    bell.await(rung, wait(failures++), true);
                }
            }
        }
    }

    /** Delivers one message, if one is due and no other gateway sends to the destination; answers how long to pause before the next look. */
    private Duration step() {
        if (!leases.holds(destination)) {
            return settings.poll();
        }
        Optional<DeliveryQueue.Outgoing> next = queue.next(destination.id(), share, destination.connections());
        if (next.isEmpty()) {
            return settings.poll();
        }
        return settle(next.get(), transport.send(bytes(next.get()), next.get().controlId()));
    }

    private byte[] bytes(DeliveryQueue.Outgoing message) {
        return destination.characterSet().bytes(message.body());
    }

    private Duration settle(DeliveryQueue.Outgoing message, Answer answer) {
        if (answer instanceof Answer.NoWay noWay) {
            return stuck(noWay);
        }
        if (unreachable > 0) {
            log.info("destination reached again destination={}", destination.id());
        }
        unreachable = 0;
        metrics.reachable(destination.id(), true, "");
        if (answer instanceof Answer.Taken taken) {
            queue.sent(message.id(), taken.code());
            metrics.sent(destination.id());
            log.info(
                    "delivered message={} destination={} type={} answer={}",
                    message.id(),
                    destination.id(),
                    message.type(),
                    taken.code());
        } else if (answer instanceof Answer.Never never) {
            bury(message, never.code(), never.reason());
        } else if (answer instanceof Answer.NotNow notNow) {
            if (message.attempts() + 1 >= settings.attempts()) {
                bury(message, notNow.code(), notNow.reason() + ", " + settings.attempts() + " times");
            } else {
                queue.putOff(message.id(), wait(message.attempts()), notNow.code(), notNow.reason());
                metrics.failed(destination.id());
            }
        }
        return Duration.ZERO;
    }

    /** Nothing gets through: one line when it begins, then the longer the pauses the longer it lasts. */
    private Duration stuck(Answer.NoWay noWay) {
        if (unreachable == 0) {
            log.warn("destination not reached destination={}", destination.id());
        }
        metrics.reachable(destination.id(), false, noWay.reason());
        return wait(unreachable++);
    }

    private void bury(DeliveryQueue.Outgoing message, @Nullable String code, String reason) {
        queue.dead(message.id(), code, reason);
        metrics.dead(destination.id());
        log.error(
                "message dead message={} destination={} type={} answer={} attempts={}",
                message.id(),
                destination.id(),
                message.type(),
                code,
                message.attempts() + 1);
    }

    /** Doubled each time, and up to a fifth more or less, so that not everything comes back at once. */
    private Duration wait(int failures) {
        long doubled = settings.retry().toMillis() << Math.min(failures, 20);
        long most = Math.min(doubled, settings.longestRetry().toMillis());
        long spread = Math.max(1, most / 5);
        return Duration.ofMillis(Math.max(1, most - spread + Math.floorMod(chance.getAsLong(), 2 * spread)));
    }
}

package org.headwater.delivery;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** What is counted of sending: numbers by destination, nothing about persons. */
@Component
class DeliveryMetrics {

    private final MeterRegistry registry;
    private final Clock clock;
    private final MultiGauge waiting;
    private final MultiGauge dead;
    private final MultiGauge oldest;
    private final MultiGauge reachable;
    private final Map<DestinationId, String> trouble = new ConcurrentHashMap<>();

    DeliveryMetrics(MeterRegistry registry, Clock clock) {
        this.registry = registry;
        this.clock = clock;
        this.waiting = gauge("headwater.delivery.waiting", "Messages to be sent");
        this.dead = gauge("headwater.delivery.dead", "Messages put aside, refused or tried too often");
        this.oldest = gauge("headwater.delivery.oldest.seconds", "How long the oldest message waits");
        this.reachable = gauge("headwater.delivery.reachable", "Whether messages get through to the destination");
    }

    private MultiGauge gauge(String name, String description) {
        return MultiGauge.builder(name).description(description).register(registry);
    }

    void sent(DestinationId destination) {
        count("headwater.delivery.sent", destination);
    }

    void failed(DestinationId destination) {
        count("headwater.delivery.failed", destination);
    }

    void dead(DestinationId destination) {
        count("headwater.delivery.died", destination);
    }

    private void count(String name, DestinationId destination) {
        registry.counter(name, tags(destination)).increment();
    }

    void reachable(DestinationId destination, boolean reached, String reason) {
        if (reached) {
            trouble.remove(destination);
        } else {
            trouble.put(destination, reason);
        }
    }

    /** Why nothing gets through to a destination; empty when it does, or nobody tried. */
    Optional<String> trouble(DestinationId destination) {
        return Optional.ofNullable(trouble.get(destination));
    }

    /** Forgets the troubles of destinations that are gone. */
    void only(Collection<DestinationId> declared) {
        trouble.keySet().retainAll(declared);
    }

    /** Sets the gauges. */
    void standings(Map<DestinationId, Standing> standings) {
        List<MultiGauge.Row<?>> waitingRows = new ArrayList<>();
        List<MultiGauge.Row<?>> deadRows = new ArrayList<>();
        List<MultiGauge.Row<?>> oldestRows = new ArrayList<>();
        List<MultiGauge.Row<?>> reachableRows = new ArrayList<>();
        standings.forEach((id, standing) -> {
            waitingRows.add(MultiGauge.Row.of(tags(id), standing.waiting()));
            deadRows.add(MultiGauge.Row.of(tags(id), standing.dead()));
            oldestRows.add(MultiGauge.Row.of(tags(id), age(standing.oldest())));
            reachableRows.add(MultiGauge.Row.of(tags(id), trouble.containsKey(id) ? 0 : 1));
        });
        waiting.register(waitingRows, true);
        dead.register(deadRows, true);
        oldest.register(oldestRows, true);
        reachable.register(reachableRows, true);
    }

    private long age(@org.jspecify.annotations.Nullable Instant since) {
        return since == null ? 0 : Duration.between(since, clock.instant()).toSeconds();
    }

    private static Tags tags(DestinationId destination) {
        return Tags.of("destination", destination.value());
    }
}

package org.headwater.intake;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Clock;
import java.time.Duration;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.stereotype.Component;

/** How the inbox does: what waits, for how long, and which doors could not be opened. */
@Component("intake")
class IntakeHealth implements HealthIndicator {

    private final Backlog backlog;
    private final EntryTable entries;
    private final MllpDoor mllp;
    private final Clock clock;

    IntakeHealth(Backlog backlog, EntryTable entries, MllpDoor mllp, MeterRegistry registry, Clock clock) {
        this.backlog = backlog;
        this.entries = entries;
        this.mllp = mllp;
        this.clock = clock;
        Gauge.builder("headwater.inbox.waiting", backlog, Backlog::depth)
                .description("Entries accepted and not yet stored")
                .register(registry);
        Gauge.builder("headwater.mllp.connections", mllp, MllpDoor::connections)
                .description("Open connections of senders")
                .register(registry);
    }

    @Override
    public Health health() {
        Health.Builder health =
                mllp.failures().isEmpty() ? Health.up() : Health.down().withDetail("ports", mllp.failures());
        entries.oldestWaiting()
                .ifPresent(oldest -> health.withDetail(
                        "oldestWaitsSeconds",
                        Duration.between(oldest, clock.instant()).toSeconds()));
        return health.withDetail("waiting", backlog.depth())
                .withDetail("mllpPort", mllp.port())
                .build();
    }
}

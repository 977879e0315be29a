package org.headwater.intake;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import org.springframework.stereotype.Component;

/** What is counted of taking things in: numbers by feed, nothing about persons. */
@Component
class IntakeMetrics {

    private final MeterRegistry registry;
    private final Timer acknowledgement;

    IntakeMetrics(MeterRegistry registry) {
        this.registry = registry;
        this.acknowledgement = Timer.builder("headwater.mllp.acknowledgement")
                .description("From the end of a v2 message to its acknowledgement")
                .publishPercentileHistogram()
                .minimumExpectedValue(Duration.ofMillis(1))
                .maximumExpectedValue(Duration.ofSeconds(30))
                .register(registry);
    }

    void accepted(FeedId feed, int units) {
        count("headwater.intake.accepted", feed, units);
    }

    void duplicates(FeedId feed, int units) {
        count("headwater.intake.duplicates", feed, units);
    }

    /** A v2 message was answered, or would have been had it asked for it. */
    void acknowledged(String code, Duration took) {
        acknowledgement.record(took);
        registry.counter("headwater.mllp.acknowledged", "code", code).increment();
    }

    /** A peer was not let in over MLLP, or not to the feed it sent to. */
    void refusedPeer(String reason) {
        registry.counter("headwater.mllp.refused", "reason", reason).increment();
    }

    private void count(String name, FeedId feed, int units) {
        if (units > 0) {
            registry.counter(name, "feed", feed.value()).increment(units);
        }
    }
}

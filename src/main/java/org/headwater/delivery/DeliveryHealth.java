package org.headwater.delivery;

import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.actuate.health.Health;
import org.springframework.boot.actuate.health.HealthIndicator;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * How sending does. Always up: a partner that does not answer is told here and by the metrics, but is no reason to take this
 * gateway out of service.
 */
@Component("delivery")
class DeliveryHealth implements HealthIndicator {

    private final Destinations destinations;
    private final DeliveryQueue queue;
    private final DeliveryMetrics metrics;

    DeliveryHealth(Destinations destinations, DeliveryQueue queue, DeliveryMetrics metrics) {
        this.destinations = destinations;
        this.queue = queue;
        this.metrics = metrics;
    }

    @Override
    public Health health() {
        Health.Builder health = Health.up();
        standings().forEach((id, standing) -> {
            Map<String, Object> detail = new LinkedHashMap<>();
            detail.put("waiting", standing.waiting());
            detail.put("dead", standing.dead());
            detail.put("reached", metrics.trouble(id).isEmpty());
            health.withDetail(id.value(), detail);
        });
        return health.build();
    }

    @Scheduled(fixedDelayString = "PT10S")
    void gauge() {
        metrics.standings(standings());
    }

    private Map<DestinationId, Standing> standings() {
        Map<DestinationId, Standing> standings = new LinkedHashMap<>();
        destinations.all().forEach(one -> standings.put(one.id(), queue.standing(one.id())));
        return standings;
    }
}

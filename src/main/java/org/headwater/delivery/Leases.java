package org.headwater.delivery;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Sees to it that of several gateways on one database one sends to a destination, so that its messages stay in order. A
 * lease runs out by itself: when a gateway dies, another goes on after that.
 */
@Component
class Leases {

    /** How far the clocks of two gateways may be apart, and how long connecting may take. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final String holder;
    private final Map<DestinationId, Instant> held = new ConcurrentHashMap<>();

    @Autowired
    Leases(JdbcTemplate jdbc, Clock clock) {
        this(jdbc, clock, UUID.randomUUID().toString());
    }

    Leases(JdbcTemplate jdbc, Clock clock, String holder) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.holder = holder;
    }

    /** Whether this gateway may send a message now and wait for its answer. */
    boolean holds(Destination destination) {
        Duration sending = destination.acknowledgementTimeout().plus(MARGIN);
        Instant now = clock.instant();
        if (held.getOrDefault(destination.id(), Instant.MIN).isAfter(now.plus(sending))) {
            return true;
        }
        Instant until = now.plus(sending.multipliedBy(2));
        if (take(destination.id(), now, until)) {
            held.put(destination.id(), until);
            return true;
        }
        held.remove(destination.id());
        return false;
    }

    private boolean take(DestinationId destination, Instant now, Instant until) {
        int taken = jdbc.update(
                "update hw_delivery_lease set holder = ?, held_until = ?"
                        + " where destination = ? and (holder = ? or held_until < ?)",
                holder,
                Timestamp.from(until),
                destination.value(),
                holder,
                Timestamp.from(now));
        if (taken > 0) {
            return true;
        }
        try {
            return jdbc.update(
                            "insert into hw_delivery_lease (destination, holder, held_until) select ?, ?, ?"
                                    + " where not exists (select 1 from hw_delivery_lease where destination = ?)",
                            destination.value(),
                            holder,
                            Timestamp.from(until),
                            destination.value())
                    > 0;
        } catch (DuplicateKeyException e) {
            return false;
        }
    }

    /** Lets another gateway go on at once. */
    void giveUp(DestinationId destination) {
        held.remove(destination);
        jdbc.update("delete from hw_delivery_lease where destination = ? and holder = ?", destination.value(), holder);
    }
}

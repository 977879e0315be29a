package org.headwater.delivery;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Looks through what goes out, and has dead messages sent again. */
@Service
public class Deliveries {

    private final DeliveryQueue queue;
    private final DeliveryMetrics metrics;
    private final Bell bell;

    Deliveries(DeliveryQueue queue, DeliveryMetrics metrics, Bell bell) {
        this.queue = queue;
        this.metrics = metrics;
        this.bell = bell;
    }

    /** How a destination's messages stand. */
    public Standing standing(DestinationId destination) {
        return queue.standing(destination);
    }

    /** Why nothing gets through to a destination; empty when it does, or nobody tried. */
    public Optional<String> trouble(DestinationId destination) {
        return metrics.trouble(destination);
    }

    /**
     * The newest messages of a destination, newest first.
     *
     * @param state only those in this state; null for all
     * @param before only messages with smaller ids: the id of the last one of the page before
     */
    public List<Delivery> newest(DestinationId destination, @Nullable DeliveryState state, long before, int most) {
        return queue.newest(destination, state, before, most);
    }

    /** A message; empty when the destination has none of this id. */
    public Optional<Delivery> find(DestinationId destination, long id) {
        return queue.find(destination, id);
    }

    /** A message's text as it is sent, segments ended by {@code <CR>}. Holds health information. */
    public Optional<String> text(DestinationId destination, long id) {
        return queue.body(destination, id);
    }

    /**
     * Has a dead message sent again under its old control id, so that a receiver that has it after all can tell.
     *
     * @return whether it was dead
     */
    public boolean revive(DestinationId destination, long id) {
        boolean revived = queue.revive(destination, id);
        bell.ring();
        return revived;
    }

    /** Has all dead messages of a destination sent again, oldest first; answers how many. */
    public int reviveAll(DestinationId destination) {
        int revived = queue.reviveAll(destination);
        bell.ring();
        return revived;
    }

    /** Has everything that waits for another try tried at once. */
    public void hurry(DestinationId destination) {
        queue.hurry(destination);
        bell.ringLoud();
    }
}

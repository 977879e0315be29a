package org.headwater.ingest;

import java.util.List;

/**
 * A later stage that wants to know what changed in the store. It is told at least once, perhaps more than once, after the
 * change was committed; so what it does must bear repeating.
 */
public interface OutboxListener {

    /** A name for logs and metrics. */
    String name();

    /**
     * Takes some events, in order.
     *
     * @throws RuntimeException to be told of them again later
     */
    void handle(List<OutboxEvent> events);
}

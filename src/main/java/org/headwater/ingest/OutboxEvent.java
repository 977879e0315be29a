package org.headwater.ingest;

import java.util.List;

/**
 * Resources changed: what one inbox entry's unit did to the store.
 *
 * @param id grows in the order the events were written, roughly
 * @param entry the inbox entry
 * @param references {@code Type/id} of the resources created or updated
 */
public record OutboxEvent(long id, long entry, List<String> references) {
    public OutboxEvent {
        references = List.copyOf(references);
    }
}

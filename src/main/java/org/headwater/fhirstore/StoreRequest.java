package org.headwater.fhirstore;

import java.time.Instant;
import org.headwater.mapping.MappedResource;

/**
 * A mapped resource on its way into the store.
 *
 * @param mapped the resource, how it lands, and when what it states was true at the sender
 * @param received when the unit that states it was received; stands in for an event time that is missing or in the future
 * @param source becomes {@code meta.source}: {@code urn:headwater:entry:<id>}
 */
public record StoreRequest(MappedResource mapped, Instant received, String source) {

    /** The time that decides between statements: nobody can state a fact before it is true, so never after receipt. */
    Instant eventTime() {
        Instant stated = mapped.eventTime();
        return stated == null || stated.isAfter(received) ? received : stated;
    }
}

package org.headwater.delivery;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message to one destination.
 *
 * @param id grows in the order of what happened; one person's messages go out in this order
 * @param destination who is told
 * @param controlId MSH-10
 * @param occasion what it tells of
 * @param type message and trigger, {@code ADT^A01}
 * @param subject {@code Type/id} of what it is about
 * @param entry the inbox entry that brought the news
 * @param composition name and version of what composed it
 * @param state how far it has come
 * @param attempts how often the receiver did not take it
 * @param createdAt when it was composed
 * @param dueAt when it is tried next, while it waits
 * @param settledAt when it was taken or put aside; null before
 * @param answer the receiver's last answer ({@code AA}, {@code AE}, {@code 503}); null before any
 * @param reason why it is not taken or not sent, in words for people; null where it was or nobody tried
 */
public record Delivery(
        long id,
        DestinationId destination,
        String controlId,
        String occasion,
        String type,
        String subject,
        long entry,
        String composition,
        DeliveryState state,
        int attempts,
        Instant createdAt,
        Instant dueAt,
        @Nullable Instant settledAt,
        @Nullable String answer,
        @Nullable String reason) {}

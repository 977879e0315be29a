package org.headwater.console;

import org.headwater.delivery.Destination;
import org.headwater.delivery.Standing;
import org.jspecify.annotations.Nullable;

/**
 * A destination and how it fares.
 *
 * @param destination the destination
 * @param standing how its messages stand
 * @param trouble why nothing gets through; null when it does, or nobody tried
 */
record DestinationCard(
        Destination destination,
        Standing standing,
        @Nullable String trouble) {}

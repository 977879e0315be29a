package org.headwater.delivery;

import java.util.List;

/** The destinations declared changed. */
record DestinationsChanged(List<Destination> destinations) {
    DestinationsChanged {
        destinations = List.copyOf(destinations);
    }
}

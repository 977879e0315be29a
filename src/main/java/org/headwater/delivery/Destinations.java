package org.headwater.delivery;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * The destinations declared: kept in the database, held in memory. One declared on another gateway of the same database is
 * known here within seconds.
 */
@Service
public class Destinations {

    private static final Logger log = LoggerFactory.getLogger(Destinations.class);

    private final DestinationTable table;
    private final TransactionTemplate transactions;
    private final ApplicationEventPublisher events;
    private volatile Map<DestinationId, Destination> known;

    Destinations(DestinationTable table, TransactionTemplate transactions, ApplicationEventPublisher events) {
        this.table = table;
        this.transactions = transactions;
        this.events = events;
        this.known = index(table.all());
    }

    /** Every destination, in order of id. */
    public List<Destination> all() {
        return List.copyOf(known.values());
    }

    /** A destination; empty when nobody declared it. */
    public Optional<Destination> find(DestinationId id) {
        return Optional.ofNullable(known.get(id));
    }

    /** Declares a destination, or changes the one of this id. What happened before it was declared it is not told. */
    public synchronized void declare(Destination destination) {
        declare(destination, null);
    }

    /** Declares a destination that a file states, unless the file states what it did last time: later changes then stay. */
    synchronized void declareFromFile(Destination destination) {
        String digest = table.digest(destination);
        if (!digest.equals(table.fileDigest(destination.id()).orElse(null))) {
            declare(destination, digest);
            log.info("declared destination={} from its file", destination.id());
        }
    }

    private void declare(Destination destination, @Nullable String fileDigest) {
        table.save(destination, fileDigest);
        refresh();
    }

    /** Lets a destination's messages wait, or go on; answers whether there is such a destination. */
    public synchronized boolean pause(DestinationId id, boolean paused) {
        Optional<Destination> destination = find(id);
        destination.ifPresent(one -> declare(one.paused(paused)));
        return destination.isPresent();
    }

    /** Forgets a destination with all its messages, sent or not; answers whether there was one. */
    public synchronized boolean delete(DestinationId id) {
        Boolean deleted = transactions.execute(status -> table.delete(id));
        refresh();
        return Boolean.TRUE.equals(deleted);
    }

    @Scheduled(fixedDelayString = "${headwater.delivery.refresh:5s}")
    void refresh() {
        Map<DestinationId, Destination> read = index(table.all());
        if (!read.equals(known)) {
            known = read;
            events.publishEvent(new DestinationsChanged(List.copyOf(read.values())));
        }
    }

    private static Map<DestinationId, Destination> index(List<Destination> destinations) {
        return destinations.stream()
                .collect(
                        Collectors.toMap(Destination::id, Function.identity(), (first, second) -> first, TreeMap::new));
    }
}

package org.headwater.intake;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.headwater.message.Hl7v2Header;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Service;

/**
 * The feeds declared: kept in the database, held in memory. A feed declared on another gateway of the same database is
 * known here within seconds.
 */
@Service
public class Feeds {

    private static final Logger log = LoggerFactory.getLogger(Feeds.class);

    private final FeedTable table;
    private final ApplicationEventPublisher events;
    private volatile Map<FeedId, Feed> known;

    Feeds(FeedTable table, ApplicationEventPublisher events) {
        this.table = table;
        this.events = events;
        this.known = index(table.all());
    }

    /** Every feed, in order of id. */
    public List<Feed> all() {
        return List.copyOf(known.values());
    }

    /** A feed; empty when nobody declared it. */
    public Optional<Feed> find(FeedId id) {
        return Optional.ofNullable(known.get(id));
    }

    /**
     * Declares a feed, or changes the one of this id.
     *
     * @throws FeedConflict when another feed already has its MLLP port or one of its senders
     */
    public synchronized void declare(Feed feed) {
        declare(feed, null);
    }

    /** Declares a feed that a file states, unless the file states what it did last time: later changes then stay. */
    synchronized void declareFromFile(Feed feed) {
        String digest = table.digest(feed);
        if (!digest.equals(table.fileDigest(feed.id()).orElse(null))) {
            declare(feed, digest);
            log.info("declared feed={} from its file", feed.id());
        }
    }

    private void declare(Feed feed, @Nullable String fileDigest) {
        refuseConflicts(feed);
        table.save(feed, fileDigest);
        refresh();
    }

    private void refuseConflicts(Feed feed) {
        for (Feed other : table.all()) {
            if (other.id().equals(feed.id())) {
                continue;
            }
            if (feed.mllpPort() != null && feed.mllpPort().equals(other.mllpPort())) {
                throw new FeedConflict("mllpPort: " + feed.mllpPort() + " belongs to feed \"" + other.id() + "\"");
            }
            for (Sender sender : feed.senders()) {
                if (other.senders().contains(sender)) {
                    throw new FeedConflict("senders: " + sender + " belongs to feed \"" + other.id() + "\"");
                }
            }
        }
    }

    /** The feed that has an MLLP port of its own. */
    Optional<Feed> ofPort(int port) {
        return known.values().stream()
                .filter(feed -> feed.mllpPort() != null && feed.mllpPort() == port)
                .findFirst();
    }

    /** The feed a v2 message on the common port belongs to: the one whose sender fits its header most closely. */
    Optional<Feed> ofSender(Hl7v2Header header) {
        return known.values().stream()
                .filter(feed -> fit(feed, header) > 0)
                .max(Comparator.comparingInt(feed -> fit(feed, header)));
    }

    private static int fit(Feed feed, Hl7v2Header header) {
        return feed.senders().stream()
                .mapToInt(sender -> sender.fit(header))
                .max()
                .orElse(0);
    }

    @Scheduled(fixedDelayString = "${headwater.intake.feed-refresh:5s}")
    void refresh() {
        Map<FeedId, Feed> read = index(table.all());
        if (!read.equals(known)) {
            known = read;
            events.publishEvent(new FeedsChanged(List.copyOf(read.values())));
        }
    }

    private static Map<FeedId, Feed> index(List<Feed> feeds) {
        return feeds.stream()
                .collect(Collectors.toMap(Feed::id, Function.identity(), (first, second) -> first, TreeMap::new));
    }
}

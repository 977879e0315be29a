package org.headwater.ingest;

import java.sql.Timestamp;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.headwater.intake.FeedId;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What no mapping read, by feed and place. Looking for it costs time, so that of every kind of unit the first ones are
 * looked at and then one in fifty.
 */
@Component
public class Residue {

    private static final int FIRST = 20;
    private static final int THEN_EVERY = 50;
    private static final int LONGEST = 300;

    /**
     * A place that holds data nobody read.
     *
     * @param place in the format's own words, without repetition numbers ({@code ZPD-3})
     * @param units how many of the units looked at held it
     */
    public record Unread(String place, long units) {}

    private record Place(FeedId feed, String place) {}

    private final JdbcTemplate jdbc;
    private final Clock clock;
    private final Map<String, AtomicLong> seen = new ConcurrentHashMap<>();
    private final Map<Place, AtomicLong> counts = new ConcurrentHashMap<>();

    Residue(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Whether the next unit of a kind is to be looked at. */
    boolean wanted(FeedId feed, String type) {
        long number =
                seen.computeIfAbsent(feed + "|" + type, key -> new AtomicLong()).getAndIncrement();
        return number < FIRST || number % THEN_EVERY == 0;
    }

    void found(FeedId feed, List<String> places) {
        for (String whole : places) {
            String place = whole.substring(0, Math.min(whole.length(), LONGEST));
            counts.computeIfAbsent(new Place(feed, place), key -> new AtomicLong())
                    .incrementAndGet();
        }
    }

    /** The places of a feed, most frequent first. */
    public List<Unread> of(FeedId feed) {
        keep();
        return jdbc.query(
                "select place, units from hw_residue where feed = ? order by units desc, place limit 1000",
                (row, number) -> new Unread(row.getString(1), row.getLong(2)),
                feed.value());
    }

    /** Adds what was found since the last time to the table. */
    @Scheduled(fixedDelayString = "${headwater.ingest.residue-interval:10s}")
    void keep() {
        Timestamp now = Timestamp.from(clock.instant());
        for (Map.Entry<Place, AtomicLong> count : counts.entrySet()) {
            long units = count.getValue().getAndSet(0);
            if (units == 0) {
                continue;
            }
            Place place = count.getKey();
            int known = jdbc.update(
                    "update hw_residue set units = units + ?, last_seen = ? where feed = ? and place = ?",
                    units,
                    now,
                    place.feed().value(),
                    place.place());
            if (known == 0) {
                jdbc.update(
                        "insert into hw_residue (feed, place, units, last_seen) values (?, ?, ?, ?)",
                        place.feed().value(),
                        place.place(),
                        units,
                        now);
            }
        }
    }
}

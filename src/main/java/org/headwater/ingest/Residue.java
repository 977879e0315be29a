package org.headwater.ingest;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiPredicate;
import org.headwater.intake.FeedId;
import org.headwater.intake.InboxEntry;
import org.headwater.mapping.MappingResult;
import org.headwater.mapping.UnmappedCode;
import org.headwater.mapping.Unread;
import org.jspecify.annotations.Nullable;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/**
 * What no mapping read and which codes none translated, by feed. Looking for what was not read costs time, so that of every
 * kind of unit the first ones are looked at and then one in fifty; unmapped codes come with every unit. Counting begins anew
 * with each version of a feed's overlay, for what that one reads only messages can tell.
 */
@Component
public class Residue {

    private static final int FIRST = 20;
    private static final int THEN_EVERY = 50;

    /**
     * What is known of a feed.
     *
     * @param units how many units were looked at
     * @param since when looking began; null when none was looked at
     * @param unread places nobody read, most frequent first
     * @param unmapped words without a translation, most frequent first
     */
    public record Report(long units, @Nullable Instant since, List<UnreadPlace> unread, List<LocalCode> unmapped) {

        public Report {
            unread = List.copyOf(unread);
            unmapped = List.copyOf(unmapped);
        }
    }

    /**
     * A place that holds data nobody read.
     *
     * @param place in the format's own words, without repetition numbers ({@code ZPD-3})
     * @param units how many of the units looked at held it
     * @param firstSeen when the first of them was mapped
     * @param lastSeen when the last of them was mapped
     * @param example an entry that holds it; null when none is known
     * @param location where it stands in that entry
     */
    public record UnreadPlace(
            String place,
            long units,
            Instant firstSeen,
            Instant lastSeen,
            @Nullable Long example,
            @Nullable String location) {}

    /**
     * A word of the sender's without a translation.
     *
     * @param table the concept map that lacks it, or {@link UnmappedCode#AUTHORITIES} or {@link UnmappedCode#SYSTEMS}
     * @param code as sent
     * @param display the sender's words for it; null when it sends none
     * @param units how many units held it
     * @param firstSeen when the first of them was mapped
     * @param lastSeen when the last of them was mapped
     * @param example an entry that holds it; null when none is known
     * @param location where it stands in that entry
     */
    public record LocalCode(
            String table,
            String code,
            @Nullable String display,
            long units,
            Instant firstSeen,
            Instant lastSeen,
            @Nullable Long example,
            @Nullable String location) {

        /** Prints no content: what stands in a code field is not always a code. */
        @Override
        public String toString() {
            return "LocalCode[" + table + "]";
        }
    }

    private final ResidueTable table;
    private final Clock clock;
    private final Map<String, AtomicLong> seen = new ConcurrentHashMap<>();
    private final Map<FeedId, AtomicLong> looked = new ConcurrentHashMap<>();
    private final Map<ResidueTable.Key, ResidueTable.Tally> tallies = new ConcurrentHashMap<>();

    Residue(ResidueTable table, Clock clock) {
        this.table = table;
        this.clock = clock;
    }

    /** Whether the next unit of a kind is to be looked at. */
    boolean wanted(FeedId feed, String type) {
        long number =
                seen.computeIfAbsent(feed + "|" + type, key -> new AtomicLong()).getAndIncrement();
        return number < FIRST || number % THEN_EVERY == 0;
    }

    /** Notes what a unit left over. */
    void found(InboxEntry entry, MappingResult result, boolean lookedAt) {
        if (lookedAt) {
            looked.computeIfAbsent(entry.feed(), key -> new AtomicLong()).incrementAndGet();
        }
        for (Unread unread : result.residue()) {
            count(ResidueTable.Key.place(entry.feed(), unread.place()), null, entry.id(), unread.location());
        }
        for (UnmappedCode code : result.unmapped()) {
            count(
                    ResidueTable.Key.code(entry.feed(), code.table(), code.code()),
                    code.display(),
                    entry.id(),
                    code.location());
        }
    }

    private void count(ResidueTable.Key key, @Nullable String display, long entry, String location) {
        ResidueTable.Tally one = new ResidueTable.Tally(1, clock.instant(), display, entry, location);
        tallies.merge(key, one, (known, next) -> known.more());
    }

    /** What is known of a feed. */
    public Report of(FeedId feed) {
        keep();
        return table.report(feed);
    }

    /**
     * Begins anew where counting began with another version of the feed's overlay.
     *
     * @param overlay the version in force; 0 for none
     * @param known tells of table and code whether that version translates it
     */
    void begin(FeedId feed, int overlay, BiPredicate<String, String> known) {
        if (table.begin(feed, overlay, clock.instant(), known)) {
            seen.keySet().removeIf(key -> key.startsWith(feed + "|"));
            looked.remove(feed);
            tallies.keySet().removeIf(key -> key.feed().equals(feed));
        }
    }

    /** Adds what was found since the last time to the tables. */
    @Scheduled(fixedDelayString = "${headwater.ingest.residue-interval:10s}")
    void keep() {
        looked.forEach((feed, units) -> {
            long since = units.getAndSet(0);
            if (since > 0) {
                table.looked(feed, since, clock.instant());
            }
        });
        for (ResidueTable.Key key : tallies.keySet()) {
            ResidueTable.Tally tally = tallies.remove(key);
            if (tally != null) {
                table.add(key, tally, clock.instant());
            }
        }
    }
}

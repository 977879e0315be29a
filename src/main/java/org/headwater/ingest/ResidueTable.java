package org.headwater.ingest;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.BiPredicate;
import org.headwater.intake.FeedId;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The tables of what mappings left over. */
@Component
class ResidueTable {

    private static final int LONGEST_PLACE = 300;
    private static final int LONGEST_CODE = 100;
    private static final int LONGEST_DISPLAY = 200;
    /** A sender that puts record numbers where codes belong is told of many, not of all. */
    private static final int MOST_CODES = 2_000;

    private static final int MOST_PLACES = 1_000;

    private final JdbcClient jdbc;

    ResidueTable(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * What is counted: a place, or a code of a concept map.
     *
     * @param table the concept map; null for a place
     */
    record Key(FeedId feed, @Nullable String table, String word) {

        static Key place(FeedId feed, String place) {
            return new Key(feed, null, cut(place, LONGEST_PLACE));
        }

        static Key code(FeedId feed, String table, String code) {
            return new Key(feed, cut(table, LONGEST_CODE), cut(code, LONGEST_CODE));
        }
    }

    /** How often, and where first. */
    record Tally(long units, Instant firstSeen, @Nullable String display, long entry, String location) {

        Tally more() {
            return new Tally(units + 1, firstSeen, display, entry, location);
        }
    }

    void looked(FeedId feed, long units, Instant now) {
        int known = jdbc.sql("update hw_residue_looked set units = units + ? where feed = ?")
                .params(units, feed.value())
                .update();
        if (known == 0) {
            insertLooked(feed, 0, units, now);
        }
    }

    private void insertLooked(FeedId feed, int overlay, long units, Instant now) {
        try {
            jdbc.sql("insert into hw_residue_looked (feed, overlay, units, since) values (?, ?, ?, ?)")
                    .params(feed.value(), overlay, units, at(now))
                    .update();
        } catch (DuplicateKeyException e) {
            jdbc.sql("update hw_residue_looked set units = units + ? where feed = ?")
                    .params(units, feed.value())
                    .update();
        }
    }

    /** Clears what another version of the overlay left over; answers whether there was another. */
    boolean begin(FeedId feed, int overlay, Instant now, BiPredicate<String, String> known) {
        List<Integer> before = jdbc.sql("select overlay from hw_residue_looked where feed = ?")
                .param(feed.value())
                .query(Integer.class)
                .list();
        if (before.isEmpty()) {
            insertLooked(feed, overlay, 0, now);
            return false;
        }
        if (before.get(0) == overlay) {
            return false;
        }
        jdbc.sql("update hw_residue_looked set overlay = ?, units = 0, since = ? where feed = ?")
                .params(overlay, at(now), feed.value())
                .update();
        jdbc.sql("delete from hw_residue where feed = ?").param(feed.value()).update();
        for (Residue.LocalCode code : codes(feed)) {
            if (known.test(code.table(), code.code())) {
                jdbc.sql("delete from hw_unmapped_code where feed = ? and concept_map = ? and code = ?")
                        .params(feed.value(), code.table(), code.code())
                        .update();
            }
        }
        return true;
    }

    void add(Key key, Tally tally, Instant now) {
        if (key.table() == null) {
            addPlace(key, tally, now);
        } else {
            addCode(key, key.table(), tally, now);
        }
    }

    private void addPlace(Key key, Tally tally, Instant now) {
        int known = jdbc.sql("update hw_residue set units = units + ?, last_seen = ? where feed = ? and place = ?")
                .params(tally.units(), at(now), key.feed().value(), key.word())
                .update();
        if (known > 0) {
            return;
        }
        try {
            jdbc.sql("insert into hw_residue (feed, place, units, first_seen, last_seen, example_entry,"
                            + " example_location) values (?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            key.feed().value(),
                            key.word(),
                            tally.units(),
                            at(tally.firstSeen()),
                            at(now),
                            tally.entry(),
                            cut(tally.location(), LONGEST_PLACE))
                    .update();
        } catch (DuplicateKeyException e) {
            addPlace(key, tally, now);
        }
    }

    private void addCode(Key key, String table, Tally tally, Instant now) {
        int known = jdbc.sql("update hw_unmapped_code set units = units + ?, last_seen = ?"
                        + " where feed = ? and concept_map = ? and code = ?")
                .params(tally.units(), at(now), key.feed().value(), table, key.word())
                .update();
        if (known > 0 || kept(key.feed()) >= MOST_CODES) {
            return;
        }
        try {
            jdbc.sql("insert into hw_unmapped_code (feed, concept_map, code, display, units, first_seen, last_seen,"
                            + " example_entry, example_location) values (?, ?, ?, ?, ?, ?, ?, ?, ?)")
                    .params(
                            key.feed().value(),
                            table,
                            key.word(),
                            tally.display() == null ? null : cut(tally.display(), LONGEST_DISPLAY),
                            tally.units(),
                            at(tally.firstSeen()),
                            at(now),
                            tally.entry(),
                            cut(tally.location(), LONGEST_PLACE))
                    .update();
        } catch (DuplicateKeyException e) {
            addCode(key, table, tally, now);
        }
    }

    private long kept(FeedId feed) {
        return jdbc.sql("select count(*) from hw_unmapped_code where feed = ?")
                .param(feed.value())
                .query(Long.class)
                .single();
    }

    Residue.Report report(FeedId feed) {
        List<Residue.Report> looked = jdbc.sql("select units, since from hw_residue_looked where feed = ?")
                .param(feed.value())
                .query((row, number) ->
                        new Residue.Report(row.getLong(1), instant(row, "since"), places(feed), codes(feed)))
                .list();
        return looked.isEmpty() ? new Residue.Report(0, null, places(feed), codes(feed)) : looked.get(0);
    }

    private List<Residue.UnreadPlace> places(FeedId feed) {
        return jdbc.sql("select place, units, first_seen, last_seen, example_entry, example_location from hw_residue"
                        + " where feed = ? order by units desc, place limit " + MOST_PLACES)
                .param(feed.value())
                .query((row, number) -> new Residue.UnreadPlace(
                        row.getString("place"),
                        row.getLong("units"),
                        instant(row, "first_seen"),
                        instant(row, "last_seen"),
                        row.getObject("example_entry", Long.class),
                        row.getString("example_location")))
                .list();
    }

    private List<Residue.LocalCode> codes(FeedId feed) {
        return jdbc.sql("select concept_map, code, display, units, first_seen, last_seen, example_entry,"
                        + " example_location from hw_unmapped_code where feed = ?"
                        + " order by units desc, concept_map, code limit " + MOST_CODES)
                .param(feed.value())
                .query((row, number) -> new Residue.LocalCode(
                        row.getString("concept_map"),
                        row.getString("code"),
                        row.getString("display"),
                        row.getLong("units"),
                        instant(row, "first_seen"),
                        instant(row, "last_seen"),
                        row.getObject("example_entry", Long.class),
                        row.getString("example_location")))
                .list();
    }

    private static Instant instant(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }

    private static String cut(String text, int longest) {
        return text.substring(0, Math.min(text.length(), longest));
    }
}

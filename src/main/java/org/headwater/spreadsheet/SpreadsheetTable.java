package org.headwater.spreadsheet;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.headwater.intake.FeedId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of spreadsheets handed in. */
@Component
class SpreadsheetTable {

    private static final String SELECT =
            "select id, feed, name, size, state, receipt, overlay, handed_by, handed_at from hw_spreadsheet ";
    private static final String STORED = "stored";
    private static final int LONGEST_NAME = 255;

    private final JdbcClient jdbc;
    private final Clock clock;

    SpreadsheetTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void add(UUID id, FeedId feed, String name, long size, String handedBy) {
        String cut = name.length() <= LONGEST_NAME ? name : name.substring(name.length() - LONGEST_NAME);
        jdbc.sql("insert into hw_spreadsheet (id, feed, name, size, state, answers, handed_by, handed_at)"
                        + " values (?, ?, ?, ?, 'kept', ?, ?, ?)")
                .params(id, feed.value(), cut, size, Answers.NONE.json(), handedBy, now())
                .update();
    }

    Optional<Spreadsheet> find(UUID id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id)
                .query(SpreadsheetTable::read)
                .optional();
    }

    /** Files of a feed that wait for somebody to look at them, the newest first. */
    List<Spreadsheet> waiting(FeedId feed, int most) {
        return jdbc.sql(SELECT + "where feed = ? and state = 'kept' order by handed_at desc limit ?")
                .params(feed.value(), most)
                .query(SpreadsheetTable::read)
                .list();
    }

    /** Files nobody came back to since a time. */
    List<UUID> abandoned(Instant before) {
        return jdbc.sql("select id from hw_spreadsheet where state = 'kept' and handed_at < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
    }

    Answers answers(UUID id) {
        return jdbc.sql("select answers from hw_spreadsheet where id = ?")
                .param(id)
                .query(String.class)
                .optional()
                .map(Answers::of)
                .orElse(Answers.NONE);
    }

    void answer(UUID id, Answers answers) {
        jdbc.sql("update hw_spreadsheet set answers = ? where id = ?")
                .params(answers.json(), id)
                .update();
    }

    /** The headings of the files of a feed that were stored, as they were kept, the newest first. */
    List<String> headings(FeedId feed, UUID other, int most) {
        return jdbc.sql("select headings from hw_spreadsheet where feed = ? and state = 'stored' and id <> ?"
                        + " and headings is not null order by handed_at desc limit ?")
                .params(feed.value(), other, most)
                .query(String.class)
                .list();
    }

    void stored(UUID id, UUID receipt, int overlay, String headings) {
        jdbc.sql("update hw_spreadsheet set state = ?, receipt = ?, overlay = ?, headings = ? where id = ?")
                .params(STORED, receipt, overlay, headings, id)
                .update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from hw_spreadsheet where id = ?").param(id).update();
    }

    private OffsetDateTime now() {
        return clock.instant().truncatedTo(ChronoUnit.MILLIS).atOffset(ZoneOffset.UTC);
    }

    private static Spreadsheet read(ResultSet row, int number) throws SQLException {
        return new Spreadsheet(
                row.getObject("id", UUID.class),
                new FeedId(row.getString("feed")),
                row.getString("name"),
                row.getLong("size"),
                row.getString("state").equals(STORED),
                row.getObject("receipt", UUID.class),
                row.getInt("overlay"),
                row.getString("handed_by"),
                row.getObject("handed_at", OffsetDateTime.class).toInstant());
    }
}

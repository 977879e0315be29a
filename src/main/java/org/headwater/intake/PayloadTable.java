package org.headwater.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of files as they were sent, and how far each is split. */
@Component
class PayloadTable {

    private static final String SELECT = "select id, feed, digest, name, units, duplicates, state from hw_payload ";

    private final JdbcClient jdbc;
    private final Clock clock;

    PayloadTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Notes that content is coming in under an id. */
    void receiving(UUID id, FeedId feed, String name) {
        jdbc.sql("insert into hw_payload (id, feed, name, size, state, units, duplicates, received_at)"
                        + " values (?, ?, ?, 0, 'receiving', 0, 0, ?)")
                .params(id, feed.value(), name, clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /**
     * Notes that all of the content is here.
     *
     * @throws DuplicateKeyException when the feed has a file of this digest
     */
    void received(Payload payload, long size) {
        int known = jdbc.sql("update hw_payload set digest = ?, size = ?, state = 'kept' where id = ?")
                .params(payload.digest().bytes(), size, payload.id())
                .update();
        if (known == 0) {
            jdbc.sql("insert into hw_payload (id, feed, digest, name, size, state, units, duplicates, received_at)"
                            + " values (?, ?, ?, ?, ?, 'kept', 0, 0, ?)")
                    .params(
                            payload.id(),
                            payload.feed().value(),
                            payload.digest().bytes(),
                            payload.name(),
                            size,
                            clock.instant().atOffset(ZoneOffset.UTC))
                    .update();
        }
    }

    Optional<Payload> find(UUID id) {
        return jdbc.sql(SELECT + "where id = ?")
                .param(id)
                .query(PayloadTable::payload)
                .optional();
    }

    Optional<Payload> find(FeedId feed, Digest digest) {
        return jdbc.sql(SELECT + "where feed = ? and digest = ?")
                .params(feed.value(), digest.bytes())
                .query(PayloadTable::payload)
                .optional();
    }

    /** Files that are here and not yet split to the end. */
    List<UUID> unsplit() {
        return jdbc.sql("select id from hw_payload where state = 'kept' order by received_at")
                .query(UUID.class)
                .list();
    }

    /** Files that began to come in before a time and never ended. */
    List<UUID> abandoned(Instant before) {
        return jdbc.sql("select id from hw_payload where state = 'receiving' and received_at < ?")
                .param(before.atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .list();
    }

    /** Moves the checkpoint. */
    void progressed(UUID id, int units, int newDuplicates) {
        jdbc.sql("update hw_payload set units = ?, duplicates = duplicates + ? where id = ?")
                .params(units, newDuplicates, id)
                .update();
    }

    void split(UUID id) {
        jdbc.sql("update hw_payload set state = 'split' where id = ?").param(id).update();
    }

    /** Has a file split again from its checkpoint. */
    void unsplit(UUID id) {
        jdbc.sql("update hw_payload set state = 'kept' where id = ?").param(id).update();
    }

    void delete(UUID id) {
        jdbc.sql("delete from hw_payload where id = ?").param(id).update();
    }

    private static Payload payload(ResultSet row, int number) throws SQLException {
        return new Payload(
                row.getObject("id", UUID.class),
                new FeedId(row.getString("feed")),
                Digest.ofBytes(row.getBytes("digest")),
                row.getString("name"),
                row.getInt("units"),
                row.getInt("duplicates"),
                row.getString("state").equals("split"));
    }
}

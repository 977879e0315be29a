package org.headwater.delivery;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.stereotype.Component;

/**
 * The table of messages going out. What waits stands in it until the receiver's answer is recorded, so that a crash at any
 * moment means at worst the same message, with the same control id, once more.
 */
@Component
class DeliveryQueue {

    /** Lanes are numbered below this; a destination's connections share them. */
    static final int LANES = 64;

    private static final int LONGEST_REASON = 400;
    private static final String COLUMNS =
            "d.id, d.destination, d.control_id, d.occasion, d.type, d.subject, d.entry_id, d.composition, d.state,"
                    + " d.attempts, d.created_at, d.due_at, d.settled_at, d.answer, d.reason";
    private static final RowMapper<Delivery> DELIVERY = (row, number) -> delivery(row);

    private final JdbcTemplate jdbc;
    private final Clock clock;

    DeliveryQueue(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /**
     * A message to be queued.
     *
     * @param person messages of one person go out in order; says nothing of who it is
     * @param withheld why it is not to be sent; null to send it
     */
    record NewDelivery(
            DestinationId destination,
            String controlId,
            String person,
            Occasion occasion,
            String type,
            String subject,
            long entry,
            String composition,
            String body,
            @Nullable String withheld) {
        @Override
        public String toString() {
            return "NewDelivery[" + destination + " " + type + "]";
        }
    }

    /** A message to be sent, with its text. */
    record Outgoing(long id, String controlId, String type, int attempts, String body) {
        @Override
        public String toString() {
            return "Outgoing[" + id + "]";
        }
    }

    /** Queues a message inside the caller's transaction, unless the same one is queued already. */
    boolean add(NewDelivery one) {
        Timestamp now = now();
        boolean withheld = one.withheld() != null;
        int lane = Math.floorMod(one.person().hashCode(), LANES);
        return jdbc.update(
                        "insert into hw_delivery (destination, control_id, lane, person, occasion, type, subject,"
                                + " entry_id, composition, body, state, attempts, due_at, created_at, settled_at, reason)"
                                + " select ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?, ? where not exists"
                                + " (select 1 from hw_delivery where destination = ? and control_id = ?)",
                        one.destination().value(),
                        one.controlId(),
                        lane,
                        one.person(),
                        one.occasion().code(),
                        one.type(),
                        one.subject(),
                        one.entry(),
                        one.composition(),
                        withheld ? "" : one.body(),
                        (withheld ? DeliveryState.WITHHELD : DeliveryState.WAITING).code(),
                        now,
                        now,
                        withheld ? now : null,
                        one.withheld(),
                        one.destination().value(),
                        one.controlId())
                > 0;
    }

    /**
     * The message that goes out next on a connection: the oldest that is due, unless an older one to the same person still
     * waits.
     *
     * @param share which of the lanes, where several connections share them
     * @param connections how many share them
     */
    Optional<Outgoing> next(DestinationId destination, int share, int connections) {
        return jdbc
                .query(
                        "select d.id, d.control_id, d.type, d.attempts, d.body from hw_delivery d"
                                + " where d.destination = ? and d.state = 'waiting' and d.due_at <= ?"
                                + " and mod(d.lane, ?) = ? and not exists (select 1 from hw_delivery e"
                                + " where e.destination = d.destination and e.person = d.person"
                                + " and e.state = 'waiting' and e.id < d.id) order by d.id limit 1",
                        (row, number) -> new Outgoing(
                                row.getLong(1), row.getString(2), row.getString(3), row.getInt(4), row.getString(5)),
                        destination.value(),
                        now(),
                        connections,
                        share)
                .stream()
                .findFirst();
    }

    void sent(long id, String answer) {
        jdbc.update(
                "update hw_delivery set state = 'sent', settled_at = ?, answer = ?, reason = null where id = ?",
                now(),
                answer,
                id);
    }

    void dead(long id, @Nullable String answer, String reason) {
        jdbc.update(
                "update hw_delivery set state = 'dead', attempts = attempts + 1, settled_at = ?, answer = ?, reason = ?"
                        + " where id = ?",
                now(),
                answer,
                shortened(reason),
                id);
    }

    void putOff(long id, Duration wait, @Nullable String answer, String reason) {
        jdbc.update(
                "update hw_delivery set attempts = attempts + 1, due_at = ?, answer = ?, reason = ? where id = ?",
                Timestamp.from(clock.instant().plus(wait)),
                answer,
                shortened(reason),
                id);
    }

    /** Has a dead message sent again, under the same control id; answers whether it was dead. */
    boolean revive(DestinationId destination, long id) {
        return jdbc.update(
                        "update hw_delivery set state = 'waiting', attempts = 0, due_at = ?, settled_at = null"
                                + " where destination = ? and id = ? and state = 'dead'",
                        now(),
                        destination.value(),
                        id)
                > 0;
    }

    /** Has all dead messages of a destination sent again; answers how many. */
    int reviveAll(DestinationId destination) {
        return jdbc.update(
                "update hw_delivery set state = 'waiting', attempts = 0, due_at = ?, settled_at = null"
                        + " where destination = ? and state = 'dead'",
                now(),
                destination.value());
    }

    /** Has everything that was put off tried at once. */
    void hurry(DestinationId destination) {
        jdbc.update(
                "update hw_delivery set due_at = ? where destination = ? and state = 'waiting'",
                now(),
                destination.value());
    }

    List<Delivery> newest(DestinationId destination, @Nullable DeliveryState state, long before, int most) {
        String and = state == null ? "" : " and d.state = '" + state.code() + "'";
        return jdbc.query(
                "select " + COLUMNS + " from hw_delivery d where d.destination = ? and d.id < ?" + and
                        + " order by d.id desc limit ?",
                DELIVERY,
                destination.value(),
                before,
                most);
    }

    Optional<Delivery> find(DestinationId destination, long id) {
        return jdbc
                .query(
                        "select " + COLUMNS + " from hw_delivery d where d.destination = ? and d.id = ?",
                        DELIVERY,
                        destination.value(),
                        id)
                .stream()
                .findFirst();
    }

    Optional<String> body(DestinationId destination, long id) {
        return jdbc
                .queryForList(
                        "select body from hw_delivery where destination = ? and id = ?",
                        String.class,
                        destination.value(),
                        id)
                .stream()
                .findFirst();
    }

    /** How a destination's messages stand. */
    Standing standing(DestinationId destination) {
        return jdbc.query(
                "select count(case when state = 'waiting' then 1 end),"
                        + " count(case when state = 'waiting' and attempts > 0 then 1 end),"
                        + " count(case when state = 'sent' then 1 end), count(case when state = 'dead' then 1 end),"
                        + " count(case when state = 'withheld' then 1 end),"
                        + " min(case when state = 'waiting' then created_at end),"
                        + " max(case when state = 'sent' then settled_at end)"
                        + " from hw_delivery where destination = ?",
                (ResultSet row) -> row.next()
                        ? new Standing(
                                row.getLong(1),
                                row.getLong(2),
                                row.getLong(3),
                                row.getLong(4),
                                row.getLong(5),
                                instant(row, 6),
                                instant(row, 7))
                        : new Standing(0, 0, 0, 0, 0, null, null),
                destination.value());
    }

    /** Forgets what was taken or withheld long ago; what is dead stays until somebody looks. */
    int forget(Duration keep) {
        return jdbc.update(
                "delete from hw_delivery where state in ('sent', 'withheld') and settled_at < ?",
                Timestamp.from(clock.instant().minus(keep)));
    }

    private Timestamp now() {
        return Timestamp.from(clock.instant());
    }

    private static String shortened(String reason) {
        return reason.length() <= LONGEST_REASON ? reason : reason.substring(0, LONGEST_REASON);
    }

    private static Delivery delivery(ResultSet row) throws SQLException {
        return new Delivery(
                row.getLong("id"),
                new DestinationId(row.getString("destination")),
                row.getString("control_id"),
                row.getString("occasion"),
                row.getString("type"),
                row.getString("subject"),
                row.getLong("entry_id"),
                row.getString("composition"),
                DeliveryState.of(row.getString("state")).orElseThrow(),
                row.getInt("attempts"),
                row.getTimestamp("created_at").toInstant(),
                row.getTimestamp("due_at").toInstant(),
                instant(row, "settled_at"),
                row.getString("answer"),
                row.getString("reason"));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        return instant(row, row.findColumn(column));
    }

    private static @Nullable Instant instant(ResultSet row, int column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time == null ? null : time.toInstant();
    }
}

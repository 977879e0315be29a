package org.headwater.ingest;

import java.sql.PreparedStatement;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Events for later stages, written with the change they tell of and deleted when everyone was told. */
@Component
class Outbox {

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(10);

    private final JdbcTemplate jdbc;
    private final Clock clock;

    Outbox(JdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** An event that is not written yet. */
    record NewEvent(long entry, List<String> references) {}

    /** Writes events inside the caller's transaction. */
    void append(List<NewEvent> events) {
        Timestamp now = Timestamp.from(clock.instant());
        jdbc.batchUpdate(
                "insert into hw_outbox (entry_id, resources, attempts, due_at) values (?, ?, 0, ?)",
                events.stream()
                        .map(event -> new Object[] {event.entry(), String.join(" ", event.references()), now})
                        .toList());
    }

    /** Events that are due, oldest first. */
    List<OutboxEvent> due(int most) {
        return jdbc.query(
                "select id, entry_id, resources from hw_outbox where due_at <= ? order by id limit ?",
                (row, number) -> new OutboxEvent(
                        row.getLong(1), row.getLong(2), List.of(row.getString(3).split(" "))),
                Timestamp.from(clock.instant()),
                most);
    }

    /** Forgets events everyone was told of. */
    void done(List<OutboxEvent> events) {
        jdbc.update(connection -> {
            PreparedStatement statement = connection.prepareStatement("delete from hw_outbox where id = any(?)");
            statement.setArray(
                    1,
                    connection.createArrayOf(
                            "bigint", events.stream().map(OutboxEvent::id).toArray()));
            return statement;
        });
    }

    /** Puts an event off: the longer, the oftener it failed. Others go on meanwhile. */
    void putOff(OutboxEvent event) {
        Integer attempts =
                jdbc.queryForObject("select attempts from hw_outbox where id = ?", Integer.class, event.id());
        int failed = attempts == null ? 1 : attempts + 1;
        long seconds = Math.min(LONGEST_WAIT.toSeconds(), 1L << Math.min(failed, 20));
        jdbc.update(
                "update hw_outbox set attempts = ?, due_at = ? where id = ?",
                failed,
                Timestamp.from(clock.instant().plusSeconds(seconds)),
                event.id());
    }

    /** How many events wait, put off or not. */
    long waiting() {
        Long count = jdbc.queryForObject("select count(*) from hw_outbox", Long.class);
        return count == null ? 0 : count;
    }

    /** Brings every event forward, so that a mended listener is told at once. */
    void bringForward() {
        jdbc.update("update hw_outbox set due_at = ?", Timestamp.from(Instant.now(clock)));
    }
}

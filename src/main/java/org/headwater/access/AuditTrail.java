package org.headwater.access;

import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Who signed in, was given a token or changed something, and when. Holds names of users, clients and feeds; never health
 * information.
 */
@Service
public class AuditTrail {
    private final JdbcClient jdbc;
    private final Clock clock;
    private final SecuritySettings settings;

    AuditTrail(JdbcClient jdbc, Clock clock, SecuritySettings settings) {
        this.jdbc = jdbc;
        this.clock = clock;
        this.settings = settings;
    }

    /** One act. */
    public record Line(Instant at, String actor, String act, String subject) {}

    /** Notes an act of the current caller, such as {@code feed-declared} of a feed's id. */
    public void note(String act, String subject) {
        note(Caller.current().name(), act, subject);
    }

    void note(String actor, String act, String subject) {
        jdbc.sql("insert into hw_audit (at, actor, act, subject) values (?, ?, ?, ?)")
                .params(clock.instant().atOffset(ZoneOffset.UTC), cut(actor, 100), act, cut(subject, 200))
                .update();
    }

    /** The newest lines, newest first. */
    public List<Line> latest(int most) {
        return jdbc.sql("select at, actor, act, subject from hw_audit order by id desc fetch first ? rows only")
                .param(most)
                .query((row, number) -> new Line(
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("actor"),
                        row.getString("act"),
                        row.getString("subject")))
                .list();
    }

    /** Forgets what is older than the settings ask to keep. */
    void prune() {
        jdbc.sql("delete from hw_audit where at < ?")
                .param(clock.instant().minus(settings.auditRetention()).atOffset(ZoneOffset.UTC))
                .update();
    }

    private static String cut(String text, int most) {
        return text.length() <= most ? text : text.substring(0, most);
    }
}

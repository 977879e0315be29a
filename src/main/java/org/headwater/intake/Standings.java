package org.headwater.intake;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.headwater.message.Unit;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * What the latest unit about each thing stated, where a sender tells the state of everything every time: one that only repeats
 * it is not entered again.
 */
@Component
class Standings {

    private final JdbcTemplate jdbc;

    Standings(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Leaves out the entries that repeat what the latest about the same thing stated, and remembers what the others state; in
     * the transaction around it.
     */
    List<NewEntry> changed(List<NewEntry> entries) {
        List<NewEntry> changed = new ArrayList<>(entries.size());
        Map<Digest, Digest> now = new HashMap<>();
        for (NewEntry entry : entries) {
            Unit.Standing standing = entry.standing();
            if (standing == null) {
                changed.add(entry);
                continue;
            }
            Digest about = digest(standing.about());
            Digest statement = digest(standing.statement());
            boolean repeated = now.containsKey(about) && statement.equals(now.getOrDefault(about, about));
            if (!repeated && !known(entry.feed().id(), about, statement)) {
                changed.add(entry);
                now.put(about, statement);
                remember(entry.feed().id(), about, statement);
            }
        }
        return changed;
    }

    private static Digest digest(String text) {
        return Digest.of(text.getBytes(StandardCharsets.UTF_8));
    }

    private boolean known(FeedId feed, Digest about, Digest statement) {
        return !jdbc.queryForList(
                        "select 1 from hw_unit_standing where feed = ? and about = ? and statement = ?",
                        Integer.class,
                        feed.value(),
                        about.bytes(),
                        statement.bytes())
                .isEmpty();
    }

    private void remember(FeedId feed, Digest about, Digest statement) {
        int updated = jdbc.update(
                "update hw_unit_standing set statement = ? where feed = ? and about = ?",
                statement.bytes(),
                feed.value(),
                about.bytes());
        if (updated == 0) {
            jdbc.update(
                    "insert into hw_unit_standing (feed, about, statement) values (?, ?, ?)",
                    feed.value(),
                    about.bytes(),
                    statement.bytes());
        }
    }
}

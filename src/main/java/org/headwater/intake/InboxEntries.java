package org.headwater.intake;

import java.util.EnumMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/** Looks through the inbox, and has entries taken up again. */
@Service
public class InboxEntries {

    private static final int CHUNK = 500;

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final PayloadTable payloads;
    private final Splitter splitter;
    private final Backlog backlog;
    private final TransactionTemplate transactions;

    InboxEntries(
            JdbcTemplate jdbc,
            PayloadTable payloads,
            Splitter splitter,
            Backlog backlog,
            TransactionTemplate transactions) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
        this.payloads = payloads;
        this.splitter = splitter;
        this.backlog = backlog;
        this.transactions = transactions;
    }

    /**
     * The newest entries that fit, newest first.
     *
     * @param before only entries with smaller ids: the id of the last one of the page before
     */
    public List<InboxEntry> newest(EntryFilter filter, long before, int most) {
        Conditions where = new Conditions(filter).and("e.id < ?", before);
        return jdbc.query(
                "select " + EntryTable.COLUMNS + " from hw_inbox_entry e" + where.sql() + " order by e.id desc limit ?",
                EntryTable.ENTRY,
                where.with(most));
    }

    /** How many entries of a feed are in each state; states without entries are left out. */
    public Map<EntryState, Long> counts(FeedId feed) {
        Map<EntryState, Long> counts = new EnumMap<>(EntryState.class);
        jdbc.query(
                "select state, count(*) from hw_inbox_entry where feed = ? group by state",
                row -> {
                    counts.put(EntryState.of(row.getString(1)).orElseThrow(), row.getLong(2));
                },
                feed.value());
        return counts;
    }

    /**
     * Has one entry mapped and stored again, whatever became of it before.
     *
     * @return whether there is such an entry and it does not wait already
     */
    public boolean replay(long id) {
        return takeUp(replayable(new Conditions(EntryFilter.ALL).and("e.id = ?", id), 1)) > 0;
    }

    /**
     * Has the entries that fit mapped and stored again, oldest first. A large set goes in as fast as it is worked off, so
     * this may take long; it ends early when what is worked off stands still.
     *
     * @param most no more than these
     * @return how many
     */
    public int replay(EntryFilter filter, int most) {
        int done = 0;
        long behind = 0;
        long last = newestId();
        while (done < most) {
            if (!hasRoom()) {
                return done;
            }
            List<Long> ids = replayable(
                    new Conditions(filter).and("e.id > ?", behind).and("e.id <= ?", last),
                    Math.min(CHUNK, most - done));
            if (ids.isEmpty()) {
                return done;
            }
            done += takeUp(ids);
            behind = ids.get(ids.size() - 1);
        }
        return done;
    }

    /** A file that cannot be split this time either comes back under a new id: not to be taken up once more. */
    private long newestId() {
        Long newest = jdbc.queryForObject("select coalesce(max(id), 0) from hw_inbox_entry", Long.class);
        return newest == null ? 0 : newest;
    }

    private boolean hasRoom() {
        try {
            backlog.awaitRoomForFile();
            return true;
        } catch (InboxFull e) {
            return false;
        }
    }

    private List<Long> replayable(Conditions where, int most) {
        return jdbc.queryForList(
                "select e.id from hw_inbox_entry e" + where.sql() + " and e.state <> 'accepted' order by e.id limit ?",
                Long.class,
                where.with(most));
    }

    private int takeUp(List<Long> ids) {
        if (ids.isEmpty()) {
            return 0;
        }
        Map<String, Object> those = Map.of("ids", ids);
        Set<UUID> files = new LinkedHashSet<>();
        Integer units = transactions.execute(status -> {
            files.addAll(named.queryForList(
                    "select payload from hw_inbox_entry where id in (:ids) and unit = 0", those, UUID.class));
            named.update("delete from hw_inbox_entry where id in (:ids) and unit = 0", those);
            files.forEach(payloads::unsplit);
            return named.update(
                    "update hw_inbox_entry set state = 'accepted', done_at = null"
                            + " where id in (:ids) and state <> 'accepted'",
                    those);
        });
        if (!files.isEmpty()) {
            splitter.resume();
        }
        int replayed = units == null ? 0 : units;
        backlog.grew(replayed);
        return replayed + files.size();
    }
}

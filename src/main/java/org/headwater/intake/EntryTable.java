package org.headwater.intake;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.BatchPreparedStatementSetter;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.support.GeneratedKeyHolder;
import org.springframework.stereotype.Component;

/** The table of inbox entries: keeping them, reading what waits, noting what became of them. */
@Component
class EntryTable {

    /** Larger bodies, as kept, stand outside the row. */
    private static final int INLINE = 64 * 1024;

    /** How many bytes of units one reading may bring into memory; a single larger unit comes alone. */
    private static final long READ_BYTES = 8L * 1024 * 1024;

    private static final String INSERT = "insert into hw_inbox_entry (feed, digest, lane, state, payload, unit, place,"
            + " unit_type, control_id, person, size, body, content, attempts, received_at, done_at, findings)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 0, ?, ?, ?)";

    static final String COLUMNS =
            "e.id, e.feed, e.state, e.payload, e.unit, e.place, e.unit_type, e.control_id, e.lane,"
                    + " e.size, e.attempts, e.received_at, e.done_at, e.mapping, e.findings";

    private static final String SELECT_KEPT = "select " + COLUMNS + ", e.body, e.content, p.name"
            + " from hw_inbox_entry e left join hw_payload p on p.id = e.payload";

    static final RowMapper<InboxEntry> ENTRY = (row, number) -> entry(row);

    private final JdbcTemplate jdbc;
    private final ContentTable contents;
    private final Clock clock;

    EntryTable(JdbcTemplate jdbc, ContentTable contents, Clock clock) {
        this.jdbc = jdbc;
        this.contents = contents;
        this.clock = clock;
    }

    /**
     * Keeps an entry and gives its id. Durable on return, or with the transaction around it.
     *
     * @throws DuplicateKeyException when its feed has one of this digest
     */
    long insert(NewEntry entry) {
        Body body = keep(entry);
        GeneratedKeyHolder key = new GeneratedKeyHolder();
        try {
            jdbc.update(
                    connection -> {
                        PreparedStatement statement = connection.prepareStatement(INSERT, new String[] {"id"});
                        bind(statement, entry, body);
                        return statement;
                    },
                    key);
        } catch (DuplicateKeyException e) {
            body.forget(contents, entry);
            throw e;
        }
        return Objects.requireNonNull(key.getKey()).longValue();
    }

    /**
     * Keeps entries, in order, in the transaction around it.
     *
     * @throws DuplicateKeyException when their feed has one of their digests
     */
    void insert(List<NewEntry> entries) {
        List<Body> bodies = entries.stream().map(this::keep).toList();
        jdbc.batchUpdate(INSERT, new BatchPreparedStatementSetter() {
            @Override
            public void setValues(PreparedStatement statement, int index) throws SQLException {
                bind(statement, entries.get(index), bodies.get(index));
            }

            @Override
            public int getBatchSize() {
                return entries.size();
            }
        });
    }

    /** Those entries whose digests their feed does not have yet, and of equal ones the first. */
    List<NewEntry> missing(List<NewEntry> entries) {
        Set<Digest> seen = new HashSet<>();
        return entries.stream()
                .filter(entry -> seen.add(entry.digest()) && !exists(entry))
                .toList();
    }

    private boolean exists(NewEntry entry) {
        return !jdbc.queryForList(
                        "select 1 from hw_inbox_entry where feed = ? and digest = ?",
                        Integer.class,
                        entry.feed().id().value(),
                        entry.digest().bytes())
                .isEmpty();
    }

    /** What waits in some lanes, oldest first, as much as a batch and the memory for it take. */
    List<RawEntry> waiting(Lanes lanes, int most) {
        List<Kept> rows = jdbc.query(
                SELECT_KEPT + " where e.state = 'accepted' and mod(e.lane, " + Lanes.SLOTS + ") in (" + lanes.list()
                        + ")" + " order by e.id limit ?",
                (row, number) -> kept(row),
                most);
        List<RawEntry> waiting = new ArrayList<>();
        long bytes = 0;
        for (Kept row : rows) {
            bytes += row.entry.size();
            if (bytes > READ_BYTES && !waiting.isEmpty()) {
                break;
            }
            waiting.add(opened(row));
        }
        return waiting;
    }

    /** An entry with its bytes; empty when there is none of this id. */
    Optional<RawEntry> open(long id) {
        return jdbc.query(SELECT_KEPT + " where e.id = ?", (row, number) -> kept(row), id).stream()
                .findFirst()
                .map(this::opened);
    }

    /**
     * Notes what became of entries.
     *
     * @throws EntryTaken when one of them no longer waits
     */
    void finish(List<EntryOutcome> outcomes) {
        OffsetDateTime now = now();
        int[] changed = jdbc.batchUpdate(
                "update hw_inbox_entry set state = ?, done_at = ?, mapping = ?, findings = ?, attempts = attempts + 1"
                        + " where id = ? and state = 'accepted'",
                outcomes.stream()
                        .map(outcome -> new @Nullable Object[] {
                            outcome.state().code(),
                            now,
                            outcome.mapping(),
                            FindingsText.write(outcome.findings()),
                            outcome.entry()
                        })
                        .toList());
        for (int row = 0; row < changed.length; row++) {
            if (changed[row] == 0) {
                throw new EntryTaken(outcomes.get(row).entry());
            }
        }
    }

    Optional<InboxEntry> find(long id) {
        return jdbc.query("select " + COLUMNS + " from hw_inbox_entry e where e.id = ?", ENTRY, id).stream()
                .findFirst();
    }

    /** How many entries wait; counts no further than the most asked for. */
    int countWaiting(int most) {
        Integer count = jdbc.queryForObject(
                "select count(*) from (select 1 from hw_inbox_entry where state = 'accepted' limit ?) w",
                Integer.class,
                most);
        return count == null ? 0 : count;
    }

    /** When the longest-waiting entry was accepted; empty when none waits. */
    Optional<Instant> oldestWaiting() {
        return jdbc
                .query(
                        "select received_at from hw_inbox_entry where state = 'accepted' order by id limit 1",
                        (row, number) -> instant(row, "received_at"))
                .stream()
                .findFirst();
    }

    private RawEntry opened(Kept kept) {
        return new RawEntry(kept.entry, bytes(kept), Objects.requireNonNullElse(kept.fileName, ""));
    }

    private byte[] bytes(Kept kept) {
        if (kept.body.packed != null) {
            return Gzip.unpack(kept.body.packed);
        }
        try (InputStream in = contents.reader(Objects.requireNonNull(kept.body.content))) {
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Kept kept(ResultSet row) throws SQLException {
        return new Kept(
                entry(row),
                new Body(row.getBytes("body"), row.getObject("content", UUID.class)),
                row.getString("name"));
    }

    private Body keep(NewEntry entry) {
        if (entry.wholePayload()) {
            return new Body(null, entry.payload());
        }
        byte[] packed = Gzip.pack(entry.bytes());
        if (packed.length <= INLINE) {
            return new Body(packed, null);
        }
        UUID content = UUID.randomUUID();
        try (OutputStream out = contents.writer(content)) {
            out.write(entry.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Body(null, content);
    }

    private void bind(PreparedStatement row, NewEntry entry, Body body) throws SQLException {
        OffsetDateTime now = now();
        row.setString(1, entry.feed().id().value());
        row.setBytes(2, entry.digest().bytes());
        row.setInt(3, entry.lane());
        row.setString(4, entry.state().code());
        row.setObject(5, entry.payload());
        row.setInt(6, entry.unit());
        row.setString(7, cut(entry.place(), 100));
        row.setString(8, entry.type() == null ? null : cut(entry.type(), 60));
        row.setString(9, entry.controlId() == null ? null : cut(entry.controlId(), 200));
        row.setBytes(10, entry.person() == null ? null : entry.person().bytes());
        row.setInt(11, entry.bytes().length);
        row.setBytes(12, body.packed);
        row.setObject(13, body.content);
        row.setObject(14, now);
        row.setObject(15, entry.state() == EntryState.ACCEPTED ? null : now);
        row.setString(16, FindingsText.write(entry.findings()));
    }

    /** PostgreSQL's text holds no NUL, which a broken header may. */
    private static String cut(String text, int most) {
        String clean = text.replace("\0", "");
        return clean.length() <= most ? clean : clean.substring(0, most);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static InboxEntry entry(ResultSet row) throws SQLException {
        return new InboxEntry(
                row.getLong("id"),
                new FeedId(row.getString("feed")),
                EntryState.of(row.getString("state")).orElseThrow(),
                row.getObject("payload", UUID.class),
                row.getInt("unit"),
                row.getString("place"),
                row.getString("unit_type"),
                row.getString("control_id"),
                row.getInt("lane"),
                row.getInt("size"),
                row.getInt("attempts"),
                Objects.requireNonNull(instant(row, "received_at")),
                instant(row, "done_at"),
                row.getString("mapping"),
                FindingsText.read(row.getString("findings")));
    }

    private static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** An entry's bytes as kept: packed in its row, or content elsewhere. */
    private record Body(byte @Nullable [] packed, @Nullable UUID content) {
        void forget(ContentTable contents, NewEntry entry) {
            if (content != null && !entry.wholePayload()) {
                contents.delete(content);
            }
        }
    }

    private record Kept(
            InboxEntry entry, Body body, @Nullable String fileName) {}
}

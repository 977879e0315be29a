package org.headwater.intake;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.headwater.message.Node;
import org.headwater.message.TableRow;
import org.headwater.message.Unit;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Service;

/**
 * Rows of tables that come again. A row that stood in the last file of its kind, and says the same, is not entered once more;
 * which rows of that file are missing can be told.
 *
 * <p>Only the last file counts: a value that was changed and changed back stood in an earlier one, and is entered again. So is
 * a row whose entry is in quarantine, and every row when the feed's overlay has changed since.
 */
@Service
public class TableRows {

    private final JdbcTemplate jdbc;
    private final NamedParameterJdbcTemplate named;
    private final Overlays overlays;

    TableRows(JdbcTemplate jdbc, Overlays overlays) {
        this.jdbc = jdbc;
        this.named = new NamedParameterJdbcTemplate(jdbc);
        this.overlays = overlays;
    }

    /**
     * How a file compares with the one of its kind before it.
     *
     * @param rows how many rows were looked at
     * @param same how many of them stood in the file before and say the same
     * @param before whether there was a file before that it goes on with
     * @param gone entries of rows of the file before that are not in it, or not as they were; the first of them
     * @param goneCount how many these are
     */
    public record Comparison(int rows, int same, boolean before, List<Long> gone, int goneCount) {
        public Comparison {
            gone = List.copyOf(gone);
        }
    }

    /** How a file compares with the one before; all zero for a file that held no rows. */
    public Comparison comparison(UUID payload, int most) {
        List<Map<String, Object>> kinds =
                jdbc.queryForList("select kind, previous, seen, same from hw_table_file where payload = ?", payload);
        int rows = 0;
        int same = 0;
        boolean before = false;
        int count = 0;
        List<Long> gone = new ArrayList<>();
        for (Map<String, Object> kind : kinds) {
            rows += number(kind.get("seen"));
            same += number(kind.get("same"));
            UUID previous = (UUID) kind.get("previous");
            if (previous == null || number(kind.get("same")) == 0) {
                continue;
            }
            before = true;
            byte[] digest = (byte[]) Objects.requireNonNull(kind.get("kind"));
            Integer here = jdbc.queryForObject(
                    "select count(*) from hw_table_row where payload = ? and kind = ?",
                    Integer.class,
                    previous,
                    digest);
            count += here == null ? 0 : here;
            gone.addAll(entries(previous, digest, most - gone.size()));
        }
        return new Comparison(rows, same, before, gone, count);
    }

    /** The entries of the rows that stood last in a file, file by file that brought them in. */
    private List<Long> entries(UUID last, byte[] kind, int most) {
        Map<UUID, List<Integer>> units = new LinkedHashMap<>();
        jdbc.query(
                "select entry_payload, entry_unit from hw_table_row where payload = ? and kind = ?"
                        + " order by entry_unit limit ?",
                row -> {
                    units.computeIfAbsent(row.getObject(1, UUID.class), key -> new ArrayList<>())
                            .add(row.getInt(2));
                },
                last,
                kind,
                Math.max(0, most));
        List<Long> entries = new ArrayList<>();
        units.forEach((payload, own) -> entries.addAll(named.queryForList(
                "select id from hw_inbox_entry where payload = :payload and unit in (:units) order by id",
                Map.of("payload", payload, "units", own),
                Long.class)));
        return entries;
    }

    private static int number(@Nullable Object value) {
        return value instanceof Number number ? number.intValue() : 0;
    }

    /** Begins to look at the rows of a file. */
    Reading begin(FeedId feed, UUID payload) {
        return new Reading(
                feed,
                payload,
                overlays.newest(feed).map(OverlayVersion::version).orElse(0));
    }

    /** What a row says, whatever its number. */
    private record Row(byte[] kind, String kindText, byte[] digest, String digestText) {}

    /** The rows of one file. */
    final class Reading {
        private final FeedId feed;
        private final UUID payload;
        private final int overlay;
        private final Map<Integer, Row> waiting = new HashMap<>();
        private final Map<String, Optional<UUID>> previous = new HashMap<>();
        private final Map<UUID, Set<Integer>> quarantined = new HashMap<>();
        private @Nullable List<String> headers;
        private byte[] kind = new byte[0];

        private Reading(FeedId feed, UUID payload, int overlay) {
            this.feed = feed;
            this.payload = payload;
            this.overlay = overlay;
        }

        /** Looks at a unit about to be entered. */
        void see(Unit unit) {
            if (!(unit.root() instanceof TableRow row)) {
                return;
            }
            if (headers != row.headers()) {
                headers = row.headers();
                kind = digest(row.sheet(), row.headers());
            }
            List<String> said = new ArrayList<>();
            said.add(Integer.toString(overlay));
            said.add(row.sheet());
            for (Node cell : row.children()) {
                said.add(cell.name());
                said.add(Objects.requireNonNullElse(cell.text(), ""));
            }
            byte[] digest = digest("row", said);
            waiting.put(unit.number(), new Row(kind, hex(kind), digest, hex(digest)));
        }

        /** Those of a chunk that are to be entered; notes all of them, as part of the transaction that enters them. */
        List<NewEntry> fresh(List<NewEntry> chunk) {
            Map<String, Known> known = known(chunk);
            Map<String, int[]> counts = new LinkedHashMap<>();
            Map<String, Row> kinds = new HashMap<>();
            Set<String> here = new HashSet<>();
            List<NewEntry> fresh = new ArrayList<>();
            List<Object[]> seenAgain = new ArrayList<>();
            List<Object[]> added = new ArrayList<>();
            for (NewEntry entry : chunk) {
                Row row = waiting.get(entry.unit());
                if (row == null) {
                    fresh.add(entry);
                    continue;
                }
                kinds.putIfAbsent(row.kindText(), row);
                int[] count = counts.computeIfAbsent(row.kindText(), key -> new int[2]);
                count[0]++;
                Known before = known.get(row.digestText());
                boolean repeated = !here.add(row.digestText());
                if (repeated || (before != null && before.stands(payload, previous(row)))) {
                    count[1]++;
                    if (!repeated) {
                        seenAgain.add(new Object[] {payload, row.kind(), row.digest(), feed.value()});
                    }
                    continue;
                }
                fresh.add(entry);
                if (before != null) {
                    jdbc.update("delete from hw_table_row where digest = ? and feed = ?", row.digest(), feed.value());
                }
                added.add(new Object[] {feed.value(), row.digest(), row.kind(), payload, payload, entry.unit()});
            }
            kinds.values().forEach(this::begin);
            jdbc.batchUpdate("update hw_table_row set payload = ?, kind = ? where digest = ? and feed = ?", seenAgain);
            jdbc.batchUpdate(
                    "insert into hw_table_row (feed, digest, kind, payload, entry_payload, entry_unit)"
                            + " values (?, ?, ?, ?, ?, ?)",
                    added);
            counts.forEach((key, count) -> jdbc.update(
                    "update hw_table_file set seen = seen + ?, same = same + ? where payload = ? and kind = ?",
                    count[0],
                    count[1],
                    payload,
                    Objects.requireNonNull(kinds.get(key)).kind()));
            return fresh;
        }

        /** Forgets the rows of a chunk once it is kept. */
        void kept() {
            waiting.clear();
        }

        private Map<String, Known> known(List<NewEntry> chunk) {
            List<byte[]> digests = chunk.stream()
                    .map(entry -> waiting.get(entry.unit()))
                    .filter(Objects::nonNull)
                    .map(Row::digest)
                    .toList();
            Map<String, Known> known = new HashMap<>();
            if (!digests.isEmpty()) {
                named.query(
                        "select digest, payload, entry_payload, entry_unit from hw_table_row"
                                + " where digest in (:digests) and feed = :feed",
                        Map.of("feed", feed.value(), "digests", digests),
                        row -> {
                            UUID last = row.getObject(2, UUID.class);
                            boolean quarantined = row.getObject(3, UUID.class).equals(last)
                                    && quarantined(last).contains(row.getInt(4));
                            known.put(hex(row.getBytes(1)), new Known(last, quarantined));
                        });
            }
            return known;
        }

        /** Units of a file that went to quarantine; such a row is entered again with every file, and so by the last one. */
        private Set<Integer> quarantined(UUID file) {
            return quarantined.computeIfAbsent(
                    file,
                    key -> new HashSet<>(jdbc.queryForList(
                            "select unit from hw_inbox_entry where payload = ? and state = ?",
                            Integer.class,
                            file,
                            EntryState.QUARANTINED.code())));
        }

        private @Nullable UUID previous(Row row) {
            return previous.computeIfAbsent(
                            row.kindText(),
                            key -> jdbc
                                    .queryForList(
                                            "select payload from hw_table_file where feed = ? and kind = ?"
                                                    + " and payload <> ? order by position desc limit 1",
                                            UUID.class,
                                            feed.value(),
                                            row.kind(),
                                            payload)
                                    .stream()
                                    .findFirst())
                    .orElse(null);
        }

        private void begin(Row row) {
            Integer there = jdbc.queryForObject(
                    "select count(*) from hw_table_file where payload = ? and kind = ?",
                    Integer.class,
                    payload,
                    row.kind());
            if (there != null && there > 0) {
                return;
            }
            Long position = jdbc.queryForObject(
                    "select coalesce(max(position), 0) + 1 from hw_table_file where feed = ?",
                    Long.class,
                    feed.value());
            jdbc.update(
                    "insert into hw_table_file (payload, kind, feed, position, previous, seen, same)"
                            + " values (?, ?, ?, ?, ?, 0, 0)",
                    payload,
                    row.kind(),
                    feed.value(),
                    position,
                    previous(row));
        }
    }

    /** A row that is known: the file it stood in last, and whether its entry is in quarantine. */
    private record Known(UUID payload, boolean quarantined) {

        boolean stands(UUID current, @Nullable UUID previous) {
            return !quarantined && (payload.equals(current) || payload.equals(previous));
        }
    }

    private static byte[] digest(String first, List<String> further) {
        MessageDigest sha256 = Digest.sha256();
        sha256.update(first.getBytes(StandardCharsets.UTF_8));
        for (String one : further) {
            sha256.update((byte) 0);
            sha256.update(one.getBytes(StandardCharsets.UTF_8));
        }
        return sha256.digest();
    }

    private static String hex(byte[] bytes) {
        return java.util.HexFormat.of().formatHex(bytes);
    }
}

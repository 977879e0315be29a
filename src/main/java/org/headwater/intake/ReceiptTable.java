package org.headwater.intake;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.headwater.intake.ReceiptStatus.FileStatus;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** The table of receipts, and how far what they stand for has come. */
@Component
class ReceiptTable {

    private static final String ENTRIES_OF_RECEIPT =
            "from hw_receipt_file f join hw_inbox_entry e on e.payload = f.payload where f.receipt = ? and not f.duplicate ";

    private final JdbcClient jdbc;
    private final Clock clock;

    ReceiptTable(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    void open(UUID id, FeedId feed, Door door, String note) {
        jdbc.sql("insert into hw_receipt (id, feed, door, note, received_at) values (?, ?, ?, ?, ?)")
                .params(id, feed.value(), door.code(), note, now())
                .update();
    }

    void addFile(UUID receipt, int file, UUID payload, boolean duplicate) {
        jdbc.sql("insert into hw_receipt_file (receipt, file, payload, duplicate) values (?, ?, ?, ?)")
                .params(receipt, file, payload, duplicate)
                .update();
    }

    /** Notes that nothing more is to be done about a receipt. */
    void close(UUID id) {
        jdbc.sql("update hw_receipt set closed_at = ? where id = ?")
                .params(now(), id)
                .update();
    }

    /** Receipts of a door that are not closed. */
    List<OpenReceipt> openAt(Door door) {
        return jdbc.sql(
                        "select id, feed, note from hw_receipt where door = ? and closed_at is null order by received_at")
                .param(door.code())
                .query((row, number) -> new OpenReceipt(
                        row.getObject("id", UUID.class), new FeedId(row.getString("feed")), row.getString("note")))
                .list();
    }

    /** The counts of a receipt so far. */
    Receipt receipt(UUID id, FeedId feed) {
        int entries = counts(id).values().stream().mapToInt(Integer::intValue).sum();
        return new Receipt(id, feed, entries, duplicates(id));
    }

    /** Whether every file of a receipt is split and no entry of them waits, those of files sent before included. */
    boolean complete(UUID id) {
        return none(
                        "select 1 from hw_receipt_file f join hw_payload p on p.id = f.payload"
                                + " where f.receipt = ? and p.state <> 'split' limit 1",
                        id)
                && none(
                        "select 1 from hw_receipt_file f join hw_inbox_entry e on e.payload = f.payload"
                                + " where f.receipt = ? and e.state = 'accepted' limit 1",
                        id);
    }

    private boolean none(String sql, UUID receipt) {
        return jdbc.sql(sql).param(receipt).query(Integer.class).optional().isEmpty();
    }

    /** How far a receipt has come, with at most some of its entries that have findings, behind an entry; empty when unknown. */
    Optional<ReceiptStatus> status(UUID id, long behind, int most) {
        return jdbc.sql("select feed, received_at from hw_receipt where id = ?")
                .param(id)
                .query((row, number) -> status(
                        id,
                        new FeedId(row.getString("feed")),
                        row.getObject("received_at", OffsetDateTime.class),
                        findings(id, behind, most)))
                .optional();
    }

    private ReceiptStatus status(UUID id, FeedId feed, OffsetDateTime receivedAt, List<InboxEntry> entries) {
        List<FileStatus> files = files(id);
        Map<EntryState, Integer> counts = counts(id);
        return new ReceiptStatus(
                id,
                feed,
                receivedAt.toInstant(),
                files,
                counts.getOrDefault(EntryState.ACCEPTED, 0),
                counts.getOrDefault(EntryState.STORED, 0),
                counts.getOrDefault(EntryState.QUARANTINED, 0),
                duplicates(id),
                complete(id),
                entries);
    }

    private List<FileStatus> files(UUID receipt) {
        return jdbc.sql("select p.id, p.name, p.size, p.units, p.state, f.duplicate from hw_receipt_file f"
                        + " join hw_payload p on p.id = f.payload where f.receipt = ? order by f.file")
                .param(receipt)
                .query(ReceiptTable::file)
                .list();
    }

    private static FileStatus file(ResultSet row, int number) throws SQLException {
        return new FileStatus(
                row.getObject("id", UUID.class),
                row.getString("name"),
                row.getLong("size"),
                row.getInt("units"),
                row.getString("state").equals("split"),
                row.getBoolean("duplicate"));
    }

    private Map<EntryState, Integer> counts(UUID receipt) {
        Map<EntryState, Integer> counts = new EnumMap<>(EntryState.class);
        jdbc.sql("select e.state, count(*) as n " + ENTRIES_OF_RECEIPT + "group by e.state")
                .param(receipt)
                .query((row, number) ->
                        counts.put(EntryState.of(row.getString("state")).orElseThrow(), row.getInt("n")))
                .list();
        return counts;
    }

    private int duplicates(UUID receipt) {
        return jdbc.sql("select coalesce(sum(case when f.duplicate then p.units else p.duplicates end), 0)"
                        + " from hw_receipt_file f join hw_payload p on p.id = f.payload where f.receipt = ?")
                .param(receipt)
                .query(Integer.class)
                .single();
    }

    private List<InboxEntry> findings(UUID receipt, long behind, int most) {
        return jdbc.sql("select " + EntryTable.COLUMNS + " " + ENTRIES_OF_RECEIPT
                        + "and e.findings is not null and e.id > ? order by e.id limit ?")
                .params(receipt, behind, most)
                .query(EntryTable.ENTRY)
                .list();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    /**
     * A receipt that is not closed.
     *
     * @param note what its door wrote down for itself
     */
    record OpenReceipt(UUID id, FeedId feed, String note) {}
}

package org.headwater.fhirstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.Resource;
import org.jspecify.annotations.Nullable;

/**
 * Writes resources into HAPI's tables as HAPI's own write path does, many at once and without its entities. What must be the
 * same is pinned by {@code SameRowsTests}, which stores resources both ways and compares every column of every row.
 */
final class HapiTables {

    private static final List<String> RESOURCE_COLUMNS = List.of(
            "RES_ID",
            "RES_TYPE",
            "RES_TYPE_ID",
            "FHIR_ID",
            "RES_VERSION",
            "RES_VER",
            "RES_PUBLISHED",
            "RES_UPDATED",
            "HASH_SHA256",
            "HAS_TAGS",
            "SP_INDEX_STATUS",
            "SP_HAS_LINKS",
            "SP_STRING_PRESENT",
            "SP_TOKEN_PRESENT",
            "SP_DATE_PRESENT",
            "SP_NUMBER_PRESENT",
            "SP_QUANTITY_PRESENT",
            "SP_QUANTITY_NRML_PRESENT",
            "SP_URI_PRESENT",
            "SP_COORDS_PRESENT",
            "SP_CMPSTR_UNIQ_PRESENT",
            "SP_CMPTOKS_PRESENT",
            "SEARCH_URL_PRESENT");
    private static final List<String> VERSION_COLUMNS = List.of(
            "PID",
            "RES_ID",
            "RES_TYPE",
            "RES_TYPE_ID",
            "RES_VERSION",
            "RES_VER",
            "RES_PUBLISHED",
            "RES_UPDATED",
            "RES_DELETED_AT",
            "HAS_TAGS",
            "RES_ENCODING",
            "RES_TEXT_VC",
            "SOURCE_URI");
    private static final String UPDATE = "update HFJ_RESOURCE set RES_VER = ?, RES_UPDATED = ?, RES_DELETED_AT = ?,"
            + " HASH_SHA256 = ?, HAS_TAGS = ?, SP_INDEX_STATUS = 0, SP_HAS_LINKS = ?, SP_STRING_PRESENT = ?,"
            + " SP_TOKEN_PRESENT = ?, SP_DATE_PRESENT = ?, SP_NUMBER_PRESENT = ?, SP_QUANTITY_PRESENT = ?,"
            + " SP_URI_PRESENT = ?, SP_COORDS_PRESENT = ? where RES_ID = ? and RES_VER = ?";
    private static final short INDEXED = 0; // EntityIndexStatusEnum.INDEXED_RDBMS_ONLY
    private static final String R4 = "R4";
    private static final int SOURCE_LENGTH = 768;

    private final Connection connection;
    private final Sequences sequences;
    private final Timestamp now;

    private final BulkInsert resources = new BulkInsert("HFJ_RESOURCE", RESOURCE_COLUMNS);
    private final List<@Nullable Object[]> updates = new ArrayList<>();
    private final List<@Nullable Object[]> versions = new ArrayList<>();
    private final Map<IndexTable, List<Long>> outdated = new EnumMap<>(IndexTable.class);
    private final Map<IndexTable, List<@Nullable Object[]>> indexes = new EnumMap<>(IndexTable.class);

    HapiTables(Connection connection, Sequences sequences, long now) {
        this.connection = connection;
        this.sequences = sequences;
        this.now = new Timestamp(now);
    }

    /**
     * One version of a resource to write.
     *
     * @param version its number
     * @param json null for the version that says the resource is deleted
     */
    record Version(
            long pid,
            String type,
            short typeNumber,
            String id,
            long version,
            long published,
            @Nullable String json,
            @Nullable String contentHash,
            IndexRows rows,
            String source) {
        boolean deletion() {
            return json == null;
        }
    }

    /** A resource of which nothing is stored yet. */
    void create(Version version) {
        IndexRows rows = version.rows();
        resources.add(
                version.pid(),
                version.type(),
                version.typeNumber(),
                version.id(),
                R4,
                version.version(),
                new Timestamp(version.published()),
                now,
                version.contentHash(),
                rows.any(IndexTable.TAG),
                INDEXED,
                rows.any(IndexTable.LINK),
                rows.any(IndexTable.STRING),
                rows.any(IndexTable.TOKEN),
                rows.any(IndexTable.DATE),
                rows.any(IndexTable.NUMBER),
                rows.any(IndexTable.QUANTITY),
                false,
                rows.any(IndexTable.URI),
                rows.any(IndexTable.COORDS),
                false,
                false,
                false);
        history(version);
        for (IndexTable table : IndexTable.values()) {
            index(version, table);
        }
    }

    /**
     * A new version of a stored resource.
     *
     * @param before the version it follows
     * @param indexesBefore digests of that version's index rows; empty when unknown
     */
    void update(Version version, long before, List<Long> indexesBefore) {
        IndexRows rows = version.rows();
        updates.add(new @Nullable Object[] {
            version.version(),
            now,
            version.deletion() ? now : null,
            version.contentHash(),
            rows.any(IndexTable.TAG),
            rows.any(IndexTable.LINK),
            rows.any(IndexTable.STRING),
            rows.any(IndexTable.TOKEN),
            rows.any(IndexTable.DATE),
            rows.any(IndexTable.NUMBER),
            rows.any(IndexTable.QUANTITY),
            rows.any(IndexTable.URI),
            rows.any(IndexTable.COORDS),
            version.pid(),
            before
        });
        history(version);
        List<Long> digests = rows.digests();
        for (IndexTable table : IndexTable.values()) {
            int i = table.ordinal();
            if (indexesBefore.isEmpty() || !indexesBefore.get(i).equals(digests.get(i))) {
                outdated.computeIfAbsent(table, any -> new ArrayList<>()).add(version.pid());
                index(version, table);
            }
        }
    }

    private void history(Version version) {
        versions.add(new @Nullable Object[] {
            version.pid(),
            version.type(),
            version.typeNumber(),
            R4,
            version.version(),
            new Timestamp(version.published()),
            now,
            version.deletion() ? now : null,
            version.rows().any(IndexTable.TAG),
            version.deletion() ? "DEL" : "JSON",
            version.json(),
            version.source().isEmpty()
                    ? null
                    : version.source()
                            .substring(
                                    0, Math.min(SOURCE_LENGTH, version.source().length()))
        });
    }

    private void index(Version version, IndexTable table) {
        for (@Nullable Object[] values : version.rows().of(table)) {
            List<@Nullable Object> row = new ArrayList<>(values.length + 2);
            row.add(version.pid());
            if (table != IndexTable.TAG) {
                row.add(now);
            }
            row.addAll(Arrays.asList(values));
            indexes.computeIfAbsent(table, any -> new ArrayList<>()).add(row.toArray());
        }
    }

    /**
     * Writes all of it.
     *
     * @return false when a resource to be updated was not in the version expected; the transaction cannot be used then
     */
    boolean flush() throws SQLException {
        resources.flush(connection);
        if (!flushUpdates()) {
            return false;
        }
        flushNumbered("HFJ_RES_VER", VERSION_COLUMNS, "SEQ_RESOURCE_HISTORY_ID", versions);
        for (Map.Entry<IndexTable, List<Long>> entry : outdated.entrySet()) {
            deleteRows(entry.getKey(), entry.getValue());
        }
        for (Map.Entry<IndexTable, List<@Nullable Object[]>> entry : indexes.entrySet()) {
            IndexTable table = entry.getKey();
            flushNumbered(table.table(), table.columns(), table.sequence(), entry.getValue());
        }
        return true;
    }

    private boolean flushUpdates() throws SQLException {
        if (updates.isEmpty()) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement(UPDATE)) {
            for (@Nullable Object[] update : updates) {
                for (int i = 0; i < update.length; i++) {
                    statement.setObject(i + 1, update[i]);
                }
                statement.addBatch();
            }
            return everyOneOnce(statement.executeBatch());
        }
    }

    static boolean everyOneOnce(int[] counts) {
        for (int count : counts) {
            if (count != 1) {
                return false;
            }
        }
        return true;
    }

    private void flushNumbered(
            String table, List<String> columns, String sequence, List<? extends @Nullable Object[]> rows)
            throws SQLException {
        if (rows.isEmpty()) {
            return;
        }
        Sequences.Numbers numbers = sequences.take(connection, sequence, rows.size());
        BulkInsert insert = new BulkInsert(table, columns);
        for (@Nullable Object[] row : rows) {
            @Nullable Object[] numbered = new Object[row.length + 1];
            numbered[0] = numbers.next();
            System.arraycopy(row, 0, numbered, 1, row.length);
            insert.add(numbered);
        }
        insert.flush(connection);
    }

    private void deleteRows(IndexTable table, List<Long> pids) throws SQLException {
        String sql = "delete from " + table.table() + " where " + table.resourceColumn() + " = any(?)";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", pids.toArray()));
            statement.executeUpdate();
        }
    }

    /** The current versions of resources, by number; those not kept as text (HAPI can keep them elsewhere) are left out. */
    static Map<Long, Stored> read(Connection connection, Collection<Long> pids, ResourceJson decoder)
            throws SQLException {
        Long[] numbers = pids.toArray(new Long[0]);
        Map<Long, Meta> metas = new HashMap<>();
        TagDefinitions.read(connection, numbers, metas);
        Map<Long, Stored> found = new HashMap<>();
        String sql = "select r.RES_ID, v.RES_TEXT_VC from HFJ_RESOURCE r"
                + " join HFJ_RES_VER v on v.RES_ID = r.RES_ID and v.RES_VER = r.RES_VER"
                + " where r.RES_ID = any(?) and v.RES_TEXT_VC is not null";
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setArray(1, connection.createArrayOf("bigint", numbers));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    long pid = rows.getLong(1);
                    String json = rows.getString(2);
                    Resource resource = decoder.decode(json);
                    Meta tags = metas.get(pid);
                    if (tags != null) {
                        resource.getMeta().getProfile().addAll(tags.getProfile());
                        resource.getMeta().getSecurity().addAll(tags.getSecurity());
                        resource.getMeta().getTag().addAll(tags.getTag());
                    }
                    found.put(pid, new Stored(resource, json));
                }
            }
        }
        return found;
    }
}

package org.headwater.fhirstore;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Our own record of landed resources, in {@code hw_landed}: what one batch changes of it, gathered and written at its end. */
final class LandedRows {

    private static final List<String> COLUMNS = List.of(
            "res_id", "res_ver", "revision", "event_time", "elements", "element_times", "digests", "indexes", "source");
    private static final String UPDATE = "update hw_landed set res_ver = ?, revision = ?, event_time = ?, elements = ?,"
            + " element_times = ?, digests = ?, indexes = ?, source = coalesce(?, source)"
            + " where res_id = ? and revision = ?";
    private static final String OF_CURRENT_VERSION =
            " and exists (select 1 from HFJ_RESOURCE r where r.RES_ID = hw_landed.res_id and r.RES_VER = hw_landed.res_ver)";
    private static final String LATER = "update hw_landed set event_time = greatest(event_time, ?)"
            + " where res_id = ? and revision = ?" + OF_CURRENT_VERSION;
    private static final String CHECK =
            "select res_id, revision from hw_landed where res_id = any(?)" + OF_CURRENT_VERSION;

    private final Connection connection;
    private final BulkInsert inserts = new BulkInsert("hw_landed", COLUMNS);
    private final List<@Nullable Object[]> updates = new ArrayList<>();
    private final List<Object[]> later = new ArrayList<>();
    private final Map<Long, Integer> checks = new HashMap<>();

    LandedRows(Connection connection) {
        this.connection = connection;
    }

    void insert(LandedState state, String source) {
        inserts.add(
                state.pid(),
                state.version(),
                state.revision(),
                time(state),
                state.times().present(),
                state.times().encodedExceptions(),
                state.encodedDigests(),
                state.encodedIndexes(),
                source);
    }

    /** The whole record; {@code source} null where the resource itself stays. */
    void update(LandedState state, int revisionBefore, @Nullable String source) {
        updates.add(new @Nullable Object[] {
            state.version(),
            state.revision(),
            time(state),
            state.times().present(),
            state.times().encodedExceptions(),
            state.encodedDigests(),
            state.encodedIndexes(),
            source,
            state.pid(),
            revisionBefore
        });
    }

    /** Only the time of the newest statement; two transactions may do that at once. */
    void later(LandedState state) {
        later.add(new Object[] {time(state), state.pid(), state.revision()});
    }

    /** Nothing; only makes sure that what we believe of it still holds. */
    void check(LandedState state) {
        checks.put(state.pid(), state.revision());
    }

    /**
     * Writes all of it.
     *
     * @return false when a record was not as expected; the transaction cannot be used then
     */
    boolean flush() throws SQLException {
        inserts.flush(connection);
        later.sort(Comparator.comparing(row -> (Long) row[1]));
        return checksHold() && batch(UPDATE, updates) && batch(LATER, later);
    }

    private static OffsetDateTime time(LandedState state) {
        return Instant.ofEpochMilli(state.times().latest()).atOffset(ZoneOffset.UTC);
    }

    private boolean batch(String sql, List<? extends @Nullable Object[]> rows) throws SQLException {
        if (rows.isEmpty()) {
            return true;
        }
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            for (@Nullable Object[] row : rows) {
                for (int i = 0; i < row.length; i++) {
                    statement.setObject(i + 1, row[i]);
                }
                statement.addBatch();
            }
            return HapiTables.everyOneOnce(statement.executeBatch());
        }
    }

    private boolean checksHold() throws SQLException {
        if (checks.isEmpty()) {
            return true;
        }
        int holding = 0;
        try (PreparedStatement statement = connection.prepareStatement(CHECK)) {
            statement.setArray(
                    1, connection.createArrayOf("bigint", checks.keySet().toArray()));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    Integer expected = checks.get(rows.getLong(1));
                    holding += expected != null && expected == rows.getInt(2) ? 1 : 0;
                }
            }
        }
        return holding == checks.size();
    }
}

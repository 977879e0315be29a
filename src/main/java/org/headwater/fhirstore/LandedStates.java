package org.headwater.fhirstore;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.OffsetDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * What is known of landed resources, by {@code Type/id}: from memory where possible, else from the database.
 *
 * <p>Memory holds only what was committed. What a transaction learns and changes stays with it until it commits, so a
 * rollback leaves nothing behind. Another transaction, or another gateway, may have gone further than memory knows; every
 * write therefore names the version or revision it starts from, and failing that forgets what memory held and reports a
 * conflict.
 */
final class LandedStates {

    private final Cache<String, LandedState> committed;
    private final TagDefinitions tags;

    LandedStates(int cacheSize, TagDefinitions tags) {
        this.committed = Caffeine.newBuilder().maximumSize(cacheSize).build();
        this.tags = tags;
    }

    /** What the transaction in progress has learned and changed. */
    final class InTransaction implements TransactionSynchronization {
        private final Map<String, LandedState> states = new HashMap<>();
        private final Map<MetaTag, Long> definedTags = new HashMap<>();

        @Nullable LandedState get(String reference) {
            LandedState own = states.get(reference);
            return own != null ? own : committed.getIfPresent(reference);
        }

        void put(String reference, LandedState state) {
            states.put(reference, state);
        }

        Map<MetaTag, Long> definedTags() {
            return definedTags;
        }

        /** Loads those of which nothing is known yet; references to nothing stay unknown. */
        void load(Connection connection, Collection<String> references) throws SQLException {
            Set<String> unknown = new HashSet<>();
            references.stream().filter(reference -> get(reference) == null).forEach(unknown::add);
            if (!unknown.isEmpty()) {
                query(connection, unknown, states);
            }
        }

        /** Forgets resources of which the database knows better, once and for all. */
        void forget(Collection<String> references) {
            references.forEach(states::remove);
            committed.invalidateAll(references);
        }

        @Override
        public void afterCommit() {
            states.forEach((reference, state) -> committed
                    .asMap()
                    .merge(
                            reference,
                            state,
                            (old, now) ->
                                    old.version() > now.version() || old.revision() > now.revision() ? old : now));
            tags.remember(definedTags);
        }

        @Override
        public void suspend() {
            TransactionSynchronizationManager.unbindResource(LandedStates.this);
        }

        @Override
        public void resume() {
            TransactionSynchronizationManager.bindResource(LandedStates.this, this);
        }

        @Override
        public void afterCompletion(int status) {
            TransactionSynchronizationManager.unbindResourceIfPossible(LandedStates.this);
        }
    }

    /** The view of the transaction in progress. */
    InTransaction inTransaction() {
        if (TransactionSynchronizationManager.getResource(this) instanceof InTransaction view) {
            return view;
        }
        InTransaction view = new InTransaction();
        TransactionSynchronizationManager.bindResource(this, view);
        TransactionSynchronizationManager.registerSynchronization(view);
        return view;
    }

    /** Joined from the list so that the planner takes the unique key even before the tables were ever analyzed. */
    private static final String QUERY =
            "select r.RES_ID, r.RES_TYPE, r.FHIR_ID, r.RES_VER, r.RES_PUBLISHED, r.RES_UPDATED,"
                    + " r.RES_DELETED_AT, l.res_ver as landed_ver, l.revision, l.event_time, l.elements, l.element_times, l.digests,"
                    + " l.indexes from unnest(cast(? as varchar array), cast(? as varchar array)) as w (res_type, fhir_id)"
                    + " join HFJ_RESOURCE r on r.RES_TYPE = w.res_type and r.FHIR_ID = w.fhir_id"
                    + " left join hw_landed l on l.res_id = r.RES_ID";

    private static void query(Connection connection, Set<String> references, Map<String, LandedState> found)
            throws SQLException {
        String[] types = new String[references.size()];
        String[] ids = new String[references.size()];
        int i = 0;
        for (String reference : references) {
            int slash = reference.indexOf('/');
            types[i] = reference.substring(0, slash);
            ids[i++] = reference.substring(slash + 1);
        }
        try (PreparedStatement statement = connection.prepareStatement(QUERY)) {
            statement.setArray(1, connection.createArrayOf("varchar", types));
            statement.setArray(2, connection.createArrayOf("varchar", ids));
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    found.put(rows.getString("RES_TYPE") + "/" + rows.getString("FHIR_ID"), state(rows));
                }
            }
        }
    }

    private static LandedState state(ResultSet row) throws SQLException {
        long pid = row.getLong("RES_ID");
        long version = row.getLong("RES_VER");
        long published = time(row, "RES_PUBLISHED");
        boolean deleted = row.getTimestamp("RES_DELETED_AT") != null;
        int revision = row.getObject("revision") == null ? LandedState.NONE : row.getInt("revision");
        if (revision == LandedState.NONE || row.getLong("landed_ver") != version) {
            // Written through the API since; all its elements count as stated then, once its content is read.
            ElementTimes unread = ElementTimes.all(time(row, "RES_UPDATED"), 0);
            return new LandedState(pid, version, revision, published, deleted, unread, List.of(), List.of());
        }
        ElementTimes times = new ElementTimes(
                row.getObject("event_time", OffsetDateTime.class).toInstant().toEpochMilli(),
                row.getLong("elements"),
                ElementTimes.decodeExceptions(Objects.requireNonNullElse(row.getString("element_times"), "")));
        return new LandedState(
                pid,
                version,
                revision,
                published,
                deleted,
                times,
                LandedState.decodeDigests(row.getBytes("digests")),
                LandedState.decodeIndexes(row.getBytes("indexes")));
    }

    private static long time(ResultSet row, String column) throws SQLException {
        Timestamp time = row.getTimestamp(column);
        return time.getTime();
    }
}

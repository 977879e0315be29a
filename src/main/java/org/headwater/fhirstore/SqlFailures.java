package org.headwater.fhirstore;

import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.support.SQLStateSQLExceptionTranslator;

/** Tells a database's refusal because of another transaction, which trying again mends, from all others. */
final class SqlFailures {

    /** SQL states of both products: unique key, serialization, deadlock, lock not available; H2's own for the last two. */
    private static final Set<String> CONFLICTS = Set.of("23505", "40001", "40P01", "55P03", "HYT00", "90131");

    private SqlFailures() {}

    static RuntimeException translated(SQLException failure) {
        for (@Nullable SQLException e = failure; e != null; e = e.getNextException()) {
            if (CONFLICTS.contains(e.getSQLState())) {
                return new StoreConflictException("another transaction stored a resource of the batch first", failure);
            }
        }
        SQLException cause = failure instanceof BatchUpdateException && failure.getNextException() != null
                ? failure.getNextException()
                : failure;
        DataAccessException translated = new SQLStateSQLExceptionTranslator().translate("landing", null, cause);
        return translated == null ? new IllegalStateException("the database failed", cause) : translated;
    }
}

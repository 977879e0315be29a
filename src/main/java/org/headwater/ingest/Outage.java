package org.headwater.ingest;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.dao.RecoverableDataAccessException;
import org.springframework.transaction.CannotCreateTransactionException;

/** Tells failures of the database as a whole from failures to store something: nothing in the data caused the former. */
final class Outage {

    /**
     * SQL states (first characters) of a lost connection, a database that is shut down or starting, and one out of disk,
     * memory or connections; then H2's of a closed connection or database.
     */
    private static final List<String> STATES = List.of("08", "57P", "53", "58", "90067", "90098", "90121");

    private static final int DEEPEST = 20;

    private Outage() {}

    /** Whether an outage is behind a failure. */
    static boolean causes(Throwable failure) {
        @Nullable Throwable cause = failure;
        for (int depth = 0; cause != null && depth < DEEPEST; depth++) {
            if (is(cause)) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }

    private static boolean is(Throwable cause) {
        return cause instanceof CannotCreateTransactionException
                || cause instanceof DataAccessResourceFailureException
                || cause instanceof RecoverableDataAccessException
                || cause instanceof SQLTransientConnectionException
                || cause instanceof SQLNonTransientConnectionException
                || cause instanceof SQLRecoverableException
                || (cause instanceof SQLException failure && isState(failure.getSQLState()));
    }

    private static boolean isState(@Nullable String state) {
        return state != null && STATES.stream().anyMatch(state::startsWith);
    }
}

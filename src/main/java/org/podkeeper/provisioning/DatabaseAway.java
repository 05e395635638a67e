package org.podkeeper.provisioning;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/**
 * PostgreSQL was stopped, restarted or cut off, or chose this transaction to end a deadlock: the work is the same
 * afterwards, so it is tried again and nobody is at fault.
 */
final class DatabaseAway {
    private DatabaseAway() {}

    /** Throws it again when that is why, so that the work is begun again when the database is back. */
    static void passOn(RuntimeException failure) {
        if (caused(failure)) {
            throw failure;
        }
    }

    /**
     * Whether that is why. SQLSTATE class 08 is a broken connection, 57P a server that stops, starts or recovers, 40 what is
     * to be repeated.
     */
    private static boolean caused(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLRecoverableException
                    || (cause instanceof SQLException sql && isPassing(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isPassing(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P") || state.startsWith("40"));
    }
}

package org.podkeeper.provisioning;

import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import org.jspecify.annotations.Nullable;

/** PostgreSQL was stopped, restarted or cut off: the work is the same afterwards, so it is tried again and nobody is at fault. */
final class DatabaseAway {
    private DatabaseAway() {}

    /** Throws it again when that is why, so that the work is begun again when the database is back. */
    static void passOn(RuntimeException failure) {
        if (caused(failure)) {
            throw failure;
        }
    }

    /** Whether that is why. SQLSTATE class 08 is a broken connection, 57P a server that stops, starts or recovers. */
    private static boolean caused(Throwable failure) {
        for (@Nullable Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLTransientConnectionException
                    || cause instanceof SQLNonTransientConnectionException
                    || cause instanceof SQLRecoverableException
                    || (cause instanceof SQLException sql && isConnection(sql.getSQLState()))) {
                return true;
            }
        }
        return false;
    }

    private static boolean isConnection(@Nullable String state) {
        return state != null && (state.startsWith("08") || state.startsWith("57P"));
    }
}

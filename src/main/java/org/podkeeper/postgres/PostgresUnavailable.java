package org.podkeeper.postgres;

import org.jspecify.annotations.Nullable;

/** The embedded PostgreSQL cannot be used. The message says why and what to do, for the person who starts the portal. */
public final class PostgresUnavailable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String action;

    PostgresUnavailable(String problem, String action) {
        this(problem, action, null);
    }

    PostgresUnavailable(String problem, String action, @Nullable Throwable cause) {
        super(problem, cause);
        this.action = action;
    }

    /** What the operator can do about it. */
    public String action() {
        return action;
    }
}

package org.podkeeper.kernel;

import org.springframework.jdbc.core.simple.JdbcClient;

/** Among all portals on one database, one at a time does what a name stands for: PostgreSQL's transaction-level advisory locks. */
public final class AdvisoryLock {
    private AdvisoryLock() {}

    /**
     * Waits for the lock, and holds it until the transaction that is under way ends.
     *
     * @param name what is locked; two names share a lock with a probability of 2⁻⁶⁴, which costs no more than waiting
     */
    public static void hold(JdbcClient jdbc, String name) {
        jdbc.sql("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
                .param("name", name)
                .query((row, number) -> true)
                .single();
    }
}

package org.podkeeper.booking;

import org.podkeeper.account.PersonId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Makes two requests with one idempotency key, sent at the same moment, wait for each other. */
@Component
class IdempotencyLock {
    private final JdbcClient jdbc;

    IdempotencyLock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Held until the transaction ends. */
    void take(PersonId person, String key) {
        jdbc.sql("select 1 from (select pg_advisory_xact_lock(hashtextextended(:key, 0))) as locked")
                .param("key", person + " " + key)
                .query(Integer.class)
                .single();
    }
}

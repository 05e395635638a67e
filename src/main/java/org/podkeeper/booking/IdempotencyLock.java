package org.podkeeper.booking;

import org.podkeeper.account.PersonId;
import org.podkeeper.kernel.AdvisoryLock;
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
        AdvisoryLock.hold(jdbc, person + " " + key);
    }
}

package org.podkeeper.provisioning;

import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Which Podkeeper this is: a random id that all portals on one database share and every machine carries. */
@Component
class Installation {
    /** Key of the id in a machine's metadata. */
    static final String METADATA = "installation";

    private final JdbcClient jdbc;

    Installation(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    UUID id() {
        return jdbc.sql("select id from installation").query(UUID.class).single();
    }
}

package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.inventory.LabId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What lab admins want to stand, as PostgreSQL keeps it. */
@Repository
class StandingSets {
    private final JdbcClient jdbc;
    private final Clock clock;

    StandingSets(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return empty when the lab has such a set already */
    Optional<StandingSetId> add(LabId lab, String podKey, String configKey, int wanted, String by) {
        return jdbc.sql("""
                        insert into standing_set (id, lab_id, pod_key, config_key, wanted, asked_by, asked_at)
                        values (:id, :lab, :pod, :config, :wanted, :by, :now)
                        on conflict (lab_id, pod_key, config_key) where not leaving do nothing returning id
                        """)
                .param("id", UUID.randomUUID())
                .param("lab", lab.value())
                .param("pod", podKey)
                .param("config", configKey)
                .param("wanted", wanted)
                .param("by", by)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .query(UUID.class)
                .optional()
                .map(StandingSetId::new);
    }

    List<StandingSet> all() {
        return jdbc.sql("select * from standing_set order by asked_at, id")
                .query(StandingSets::view)
                .list();
    }

    Optional<StandingSet> find(StandingSetId id) {
        return jdbc.sql("select * from standing_set where id = :id")
                .param("id", id.value())
                .query(StandingSets::view)
                .optional();
    }

    /** Reads it for a change: a second change of the same set waits for the first. */
    Optional<StandingSet> findForChange(StandingSetId id) {
        return jdbc.sql("select * from standing_set where id = :id for update")
                .param("id", id.value())
                .query(StandingSets::view)
                .optional();
    }

    void wants(StandingSetId id, int wanted, boolean leaving) {
        jdbc.sql("update standing_set set wanted = :wanted, leaving = :leaving where id = :id")
                .param("wanted", wanted)
                .param("leaving", leaving)
                .param("id", id.value())
                .update();
    }

    /** Those that leave and have no pod any more are forgotten. */
    void forgetEmpty() {
        jdbc.sql("""
                        delete from standing_set s where leaving
                            and not exists (select from standing_pod p where p.set_id = s.id)
                        """).update();
    }

    private static StandingSet view(ResultSet row, int n) throws SQLException {
        return new StandingSet(
                new StandingSetId(row.getObject("id", UUID.class)),
                new LabId(row.getObject("lab_id", UUID.class)),
                row.getString("pod_key"),
                row.getString("config_key"),
                row.getInt("wanted"),
                row.getBoolean("leaving"),
                row.getString("asked_by"),
                row.getTimestamp("asked_at").toInstant());
    }
}

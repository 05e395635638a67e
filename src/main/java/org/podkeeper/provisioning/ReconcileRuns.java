package org.podkeeper.provisioning;

import java.sql.Timestamp;
import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.podkeeper.inventory.HostId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** When hosts were compared with the database, by whom, and which could not be. */
@Repository
class ReconcileRuns {
    private final JdbcClient jdbc;
    private final ReconcileSettings settings;
    private final Clock clock;

    ReconcileRuns(JdbcClient jdbc, ReconcileSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.settings = settings;
        this.clock = clock;
    }

    /** A run begins; those of long ago are forgotten. */
    long begin(String portal) {
        jdbc.sql("delete from reconcile_run where started_at < :long_ago")
                .param("long_ago", now().minus(settings.keepHistory()))
                .update();
        return jdbc.sql("insert into reconcile_run (portal, started_at) values (:portal, :now) returning id")
                .param("portal", portal)
                .param("now", now())
                .query(Long.class)
                .single();
    }

    void compared(long run, HostId host, int machines) {
        jdbc.sql(
                        "insert into reconcile_host (run_id, host_id, finished_at, machines) values (:run, :host, :now, :machines)")
                .param("run", run)
                .param("host", host.value())
                .param("now", now())
                .param("machines", machines)
                .update();
    }

    void notCompared(long run, HostId host, String why) {
        jdbc.sql("insert into reconcile_host (run_id, host_id, finished_at, failure) values (:run, :host, :now, :why)")
                .param("run", run)
                .param("host", host.value())
                .param("now", now())
                .param("why", why)
                .update();
    }

    void end(long run) {
        jdbc.sql("update reconcile_run set finished_at = :now where id = :run")
                .param("now", now())
                .param("run", run)
                .update();
    }

    Optional<ReconcileRun> last() {
        return jdbc.sql("select * from reconcile_run order by id desc limit 1")
                .query((row, n) -> new ReconcileRun(
                        row.getLong("id"),
                        row.getString("portal"),
                        row.getTimestamp("started_at").toInstant(),
                        Optional.ofNullable(row.getTimestamp("finished_at"))
                                .map(Timestamp::toInstant)
                                .orElse(null),
                        hosts(row.getLong("id"))))
                .optional();
    }

    private List<ReconcileRun.Host> hosts(long run) {
        return jdbc.sql("select * from reconcile_host where run_id = :run")
                .param("run", run)
                .query((row, n) -> new ReconcileRun.Host(
                        new HostId(row.getObject("host_id", UUID.class)),
                        row.getTimestamp("finished_at").toInstant(),
                        row.getObject("machines", Integer.class),
                        row.getString("failure")))
                .list();
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}

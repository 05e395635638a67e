package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Which snapshots of pods there are; the hosts keep the data. */
@Repository
class PodSnapshots {
    private final JdbcClient jdbc;
    private final Clock clock;

    PodSnapshots(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Oldest first, those included that are being taken or deleted. */
    List<PodSnapshot> of(DeploymentId deployment) {
        return jdbc.sql("select * from pod_snapshot where deployment_id = :deployment order by taken_at, id")
                .param("deployment", deployment.value())
                .query((row, n) -> new PodSnapshot(
                        new SnapshotId(row.getObject("id", UUID.class)),
                        row.getString("name"),
                        row.getBoolean("whole"),
                        row.getTimestamp("taken_at").toInstant(),
                        row.getString("taken_by"),
                        row.getLong("bytes")))
                .list();
    }

    void add(SnapshotId id, DeploymentId deployment, String name, String who) {
        jdbc.sql("""
                        insert into pod_snapshot (id, deployment_id, name, taken_at, taken_by)
                        values (:id, :deployment, :name, :now, :who)
                        """)
                .param("id", id.value())
                .param("deployment", deployment.value())
                .param("name", name)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("who", who)
                .update();
    }

    boolean exists(SnapshotId id) {
        return jdbc.sql("select exists (select from pod_snapshot where id = :id)")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    void whole(SnapshotId id, long bytes) {
        jdbc.sql("update pod_snapshot set whole = true, bytes = :bytes where id = :id")
                .param("id", id.value())
                .param("bytes", bytes)
                .update();
    }

    /** No promise any more that it can be restored. */
    void leaving(SnapshotId id) {
        jdbc.sql("update pod_snapshot set whole = false where id = :id")
                .param("id", id.value())
                .update();
    }

    void remove(SnapshotId id) {
        jdbc.sql("delete from pod_snapshot where id = :id")
                .param("id", id.value())
                .update();
    }

    /** The disks that held them are gone. */
    void removeAll(DeploymentId deployment) {
        jdbc.sql("delete from pod_snapshot where deployment_id = :deployment")
                .param("deployment", deployment.value())
                .update();
    }
}

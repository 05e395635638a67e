package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.provisioning.OperationView.Part;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Operations on pods and how far each machine is, written as it happens. */
@Repository
class Operations {
    private static final String WITH_USUAL = """
            select o.*, (
                select percentile_cont(0.5) within group (order by extract(epoch from p.finished_at - p.started_at))
                from pod_operation p join deployment d on d.id = p.deployment_id join deployment own on own.id = o.deployment_id
                where p.kind = o.kind and d.pod_id = own.pod_id and d.config_id = own.config_id
                  and (p.node is null) = (o.node is null) and p.state = 'DONE' and p.id <> o.id) as usual
            from pod_operation o
            """;

    private final JdbcClient jdbc;
    private final Clock clock;

    Operations(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** Writes it down, to be done; its machines in the Pod's order. */
    void add(OperationId id, DeploymentId deployment, NewOperation asked, String who, List<String> nodes) {
        jdbc.sql("""
                        insert into pod_operation (id, deployment_id, kind, node, snapshot_id, snapshot_name, medium_id, who, asked_at, state)
                        values (:id, :deployment, :kind, :node, :snapshot, :name, :medium, :who, :now, 'WAITING')
                        """)
                .param("id", id.value())
                .param("deployment", deployment.value())
                .param("kind", java.util.Objects.requireNonNull(asked.kind()).name())
                .param("node", asked.node())
                .param(
                        "snapshot",
                        asked.snapshot() == null ? null : asked.snapshot().value())
                .param("name", asked.name())
                .param("medium", asked.medium() == null ? null : asked.medium().value())
                .param("who", who)
                .param("now", now())
                .update();
        for (String node : nodes) {
            jdbc.sql("""
                            insert into pod_operation_part (operation_id, node, ordinal, state)
                            values (:id, :node, :ordinal, 'WAITING')
                            """)
                    .param("id", id.value())
                    .param("node", node)
                    .param("ordinal", nodes.indexOf(node))
                    .update();
        }
    }

    Optional<OperationView> find(OperationId id) {
        return jdbc.sql(WITH_USUAL + " where o.id = :id")
                .param("id", id.value())
                .query((row, n) -> view(row))
                .optional();
    }

    /** The one that waits or is being done. */
    Optional<OperationView> underWay(DeploymentId deployment) {
        return jdbc.sql(WITH_USUAL + " where o.deployment_id = :deployment and o.state in ('WAITING', 'RUNNING')")
                .param("deployment", deployment.value())
                .query((row, n) -> view(row))
                .optional();
    }

    /** The latest first. */
    List<OperationView> latest(DeploymentId deployment, int most) {
        return jdbc.sql(WITH_USUAL + " where o.deployment_id = :deployment order by o.asked_at desc limit :most")
                .param("deployment", deployment.value())
                .param("most", most)
                .query((row, n) -> view(row))
                .list();
    }

    void started(OperationId id) {
        jdbc.sql("""
                        update pod_operation set state = 'RUNNING', started_at = coalesce(started_at, :now)
                        where id = :id and state in ('WAITING', 'RUNNING')
                        """).param("id", id.value()).param("now", now()).update();
    }

    void says(OperationId id, @Nullable String cause, @Nullable String nextAction) {
        jdbc.sql("update pod_operation set cause = :cause, next_action = :next where id = :id")
                .param("id", id.value())
                .param("cause", cause)
                .param("next", nextAction)
                .update();
    }

    void finished(OperationId id, StepState state) {
        jdbc.sql("""
                        update pod_operation set state = :state, finished_at = :now
                        where id = :id and state in ('WAITING', 'RUNNING')
                        """)
                .param("id", id.value())
                .param("state", state.name())
                .param("now", now())
                .update();
    }

    void part(OperationId id, String node, StepState state, @Nullable String message) {
        jdbc.sql("""
                        update pod_operation_part set state = :state, message = :message,
                            started_at = case when :state = 'WAITING' then null else coalesce(started_at, :now) end,
                            finished_at = case when :state in ('DONE', 'FAILED') then cast(:now as timestamptz) end
                        where operation_id = :id and node = :node
                        """)
                .param("id", id.value())
                .param("node", node)
                .param("state", state.name())
                .param("message", message)
                .param("now", now())
                .update();
    }

    /**
     * Whether the machine ran when the operation came to it first: what is said first stays, however often work begins
     * again.
     */
    boolean ran(OperationId id, String node, boolean runsNow) {
        return jdbc.sql("""
                        update pod_operation_part set ran = coalesce(ran, :runs)
                        where operation_id = :id and node = :node returning ran
                        """)
                .param("id", id.value())
                .param("node", node)
                .param("runs", runsNow)
                .query(Boolean.class)
                .single();
    }

    void goneBack(OperationId id, String node) {
        jdbc.sql("update pod_operation_part set went_back = true where operation_id = :id and node = :node")
                .param("id", id.value())
                .param("node", node)
                .update();
    }

    boolean wentBack(OperationId id, String node) {
        return jdbc.sql("select went_back from pod_operation_part where operation_id = :id and node = :node")
                .param("id", id.value())
                .param("node", node)
                .query(Boolean.class)
                .single();
    }

    private OperationView view(ResultSet row) throws SQLException {
        var id = new OperationId(row.getObject("id", UUID.class));
        UUID snapshot = row.getObject("snapshot_id", UUID.class);
        UUID medium = row.getObject("medium_id", UUID.class);
        double usual = row.getDouble("usual");
        Duration usually = row.wasNull() ? null : Duration.ofMillis(Math.round(usual * 1_000));
        return new OperationView(
                id,
                new DeploymentId(row.getObject("deployment_id", UUID.class)),
                OperationKind.valueOf(row.getString("kind")),
                row.getString("node"),
                snapshot == null ? null : new SnapshotId(snapshot),
                row.getString("snapshot_name"),
                row.getString("who"),
                row.getTimestamp("asked_at").toInstant(),
                StepState.valueOf(row.getString("state")),
                row.getString("cause"),
                row.getString("next_action"),
                duration(row),
                usually,
                parts(id),
                medium == null ? null : new ImageId(medium));
    }

    private List<Part> parts(OperationId id) {
        return jdbc.sql("select * from pod_operation_part where operation_id = :id order by ordinal")
                .param("id", id.value())
                .query((row, n) -> new Part(
                        row.getString("node"),
                        StepState.valueOf(row.getString("state")),
                        row.getString("message"),
                        duration(row)))
                .list();
    }

    private @Nullable Duration duration(ResultSet row) throws SQLException {
        Timestamp started = row.getTimestamp("started_at");
        Timestamp finished = row.getTimestamp("finished_at");
        if (started == null) {
            return null;
        }
        Instant until = finished == null ? clock.instant() : finished.toInstant();
        return Duration.between(started.toInstant(), until);
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }
}

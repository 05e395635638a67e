package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** What was done, step by step, written as it happens: the same rows that the booking page reads. */
@Repository
class Logbook {
    private final JdbcClient jdbc;
    private final Clock clock;

    Logbook(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The steps to come, all waiting; those of an earlier attempt that are done stay done. */
    void plan(DeploymentId deployment, Step.Phase phase, List<String> machines, Set<Step> leftOut) {
        plan(deployment, phase, Way.COLD, machines, leftOut);
    }

    /** A pod is made in this way: steps that only the other one has are not to come any more. */
    void goes(DeploymentId deployment, Way way, List<String> machines) {
        jdbc.sql("delete from deployment_step where deployment_id = :deployment and step in (:steps)")
                .param("deployment", deployment.value())
                .param(
                        "steps",
                        Arrays.stream(Step.values())
                                .filter(step -> !step.isOf(way))
                                .map(Step::name)
                                .toList())
                .update();
        plan(deployment, Step.Phase.DEPLOY, way, machines, Set.of());
    }

    /** Machines begin again: what was done with them is not so any more. */
    void again(DeploymentId deployment, Set<Step> steps) {
        jdbc.sql("""
                        update deployment_step set state = 'WAITING', message = null, started_at = null, finished_at = null
                        where deployment_id = :deployment and phase = :phase and machine <> '' and step in (:steps)
                        """)
                .param("deployment", deployment.value())
                .param("phase", Step.Phase.DEPLOY.name())
                .param("steps", steps.stream().map(Step::name).toList())
                .update();
    }

    private void plan(DeploymentId deployment, Step.Phase phase, Way way, List<String> machines, Set<Step> leftOut) {
        for (Step step : Step.values()) {
            if (step.phase() == phase && step.isOf(way) && step != Step.KEEP_DISKS && !leftOut.contains(step)) {
                for (String machine : step.isForEachMachine() ? machines : List.of("")) {
                    jdbc.sql("""
                                    insert into deployment_step (deployment_id, phase, machine, step, ordinal, state)
                                    values (:deployment, :phase, :machine, :step, :ordinal, 'WAITING')
                                    on conflict (deployment_id, phase, machine, step) do update
                                    set state = 'WAITING', message = null where deployment_step.state <> 'DONE'
                                    """)
                            .param("deployment", deployment.value())
                            .param("phase", phase.name())
                            .param("machine", machine)
                            .param("step", step.name())
                            .param("ordinal", step.ordinal() * 100 + machines.indexOf(machine))
                            .update();
                }
            }
        }
    }

    /** The machines whose disks are to be kept before anything is removed. */
    void planKeeping(DeploymentId deployment, List<String> machines) {
        for (String machine : machines) {
            jdbc.sql("""
                            insert into deployment_step (deployment_id, phase, machine, step, ordinal, state)
                            values (:deployment, 'TEAR_DOWN', :machine, 'KEEP_DISKS', :ordinal, 'WAITING')
                            on conflict (deployment_id, phase, machine, step) do nothing
                            """)
                    .param("deployment", deployment.value())
                    .param("machine", machine)
                    .param("ordinal", Step.KEEP_DISKS.ordinal() * 100 + machines.indexOf(machine))
                    .update();
        }
    }

    /** Marks a step as begun. Says false for one that was done in an earlier attempt: its times stay as they were. */
    boolean started(DeploymentId deployment, Step step, String machine) {
        return update(
                deployment,
                step,
                machine,
                "state = 'RUNNING', message = null, attempts = attempts + 1, started_at = :now, finished_at = null",
                null);
    }

    void says(DeploymentId deployment, Step step, String machine, String message) {
        update(deployment, step, machine, "message = :message", message);
    }

    void done(DeploymentId deployment, Step step, String machine) {
        update(deployment, step, machine, "state = 'DONE', finished_at = :now", null);
    }

    void failed(DeploymentId deployment, Step step, String machine, String message) {
        jdbc.sql("""
                        update deployment_step set state = 'FAILED', message = :message, finished_at = :now,
                               started_at = coalesce(started_at, :now)
                        where deployment_id = :deployment and machine = :machine and step = :step
                        """)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .param("message", message)
                .param("deployment", deployment.value())
                .param("machine", machine)
                .param("step", step.name())
                .update();
    }

    private boolean update(
            DeploymentId deployment, Step step, String machine, String change, @Nullable String message) {
        return jdbc.sql(
                                "update deployment_step set " + change
                                        + " where deployment_id = :deployment and machine = :machine and step = :step and state <> 'DONE'")
                        .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                        .param("message", message)
                        .param("deployment", deployment.value())
                        .param("machine", machine)
                        .param("step", step.name())
                        .update()
                == 1;
    }

    /** The steps of a phase in reading order. */
    List<StepView> steps(DeploymentId deployment, Step.Phase phase, Map<Step, Duration> usual) {
        Instant now = clock.instant();
        return jdbc.sql("""
                        select * from deployment_step where deployment_id = :deployment and phase = :phase order by ordinal
                        """)
                .param("deployment", deployment.value())
                .param("phase", phase.name())
                .query((row, n) -> view(row, now, usual))
                .list();
    }

    /** Machines for which nothing is left to be done, and that have their owner's keys. */
    Set<String> handedOver(DeploymentId deployment) {
        return jdbc.sql("""
                        select machine from deployment_step
                        where deployment_id = :deployment and phase = :phase and machine <> ''
                        group by machine having bool_and(state = 'DONE') and bool_or(step in (:last))
                        """)
                .param("deployment", deployment.value())
                .param("phase", Step.Phase.DEPLOY.name())
                .param("last", List.of(Step.CLEAN_STATE.name(), Step.KEYS.name()))
                .query((row, n) -> row.getString("machine"))
                .set();
    }

    /** The moves of a deployment, the oldest first. */
    List<DeploymentChange> history(DeploymentId deployment) {
        return jdbc.sql("select * from deployment_history where deployment_id = :deployment order by id")
                .param("deployment", deployment.value())
                .query((row, n) -> new DeploymentChange(
                        DeploymentState.valueOf(row.getString("to_state")),
                        row.getTimestamp("at").toInstant(),
                        row.getString("who"),
                        row.getString("why")))
                .list();
    }

    private static StepView view(ResultSet row, Instant now, Map<Step, Duration> usual) throws SQLException {
        Step step = Step.valueOf(row.getString("step"));
        Instant started = instant(row.getTimestamp("started_at"));
        Instant finished = instant(row.getTimestamp("finished_at"));
        return new StepView(
                step,
                row.getString("machine"),
                StepState.valueOf(row.getString("state")),
                row.getString("message"),
                started,
                started == null ? null : Duration.between(started, finished == null ? now : finished),
                usual.get(step),
                row.getInt("attempts"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp timestamp) {
        return timestamp == null ? null : timestamp.toInstant();
    }
}

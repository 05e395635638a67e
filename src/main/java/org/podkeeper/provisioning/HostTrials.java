package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.HostWithdrawn;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.TrialView.Phase;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The front door of trials: which hosts are tried, when, and what came of it. */
@Service
public class HostTrials {
    private static final String PORTAL = "the portal";

    private final JdbcClient jdbc;
    private final WorkOrders orders;
    private final Inventory inventory;
    private final TrialSettings settings;
    private final Clock clock;

    HostTrials(JdbcClient jdbc, WorkOrders orders, Inventory inventory, TrialSettings settings, Clock clock) {
        this.jdbc = jdbc;
        this.orders = orders;
        this.inventory = inventory;
        this.settings = settings;
        this.clock = clock;
    }

    /** In the transaction in which the host leaves the pool. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(HostWithdrawn event) {
        plan(event.host().id(), PORTAL, clock.instant().plus(settings.first()));
    }

    /** Tries the host now; one that is being tried already is not tried twice. */
    @Transactional
    public void ask(HostId host, Person by) {
        TrialView waiting = underWay(host).orElse(null);
        if (waiting == null) {
            plan(host, by.userName(), clock.instant());
        } else if (waiting.state() == StepState.WAITING) {
            jdbc.sql("update host_trial set due_at = :now, who = :who where id = :id and state = 'WAITING'")
                    .param("now", utc(clock.instant()))
                    .param("who", by.userName())
                    .param("id", waiting.id())
                    .update();
            orders.trialNow(waiting.id());
        }
    }

    private void plan(HostId host, String who, Instant due) {
        UUID id = UUID.randomUUID();
        int planned = jdbc.sql("""
                        insert into host_trial (id, host_id, tag, who, state, due_at)
                        values (:id, :host, :tag, :who, 'WAITING', :due) on conflict do nothing
                        """)
                .param("id", id)
                .param("host", host.value())
                .param("tag", PodNames.tagOf(id))
                .param("who", who)
                .param("due", utc(due))
                .update();
        if (planned == 1) {
            orders.trial(id, due);
        }
    }

    /** The last trial of a host: waiting, under way, or how it went. */
    @Transactional(readOnly = true)
    public Optional<TrialView> latest(HostId host) {
        return jdbc.sql("select * from host_trial where host_id = :host order by due_at desc limit 1")
                .param("host", host.value())
                .query(HostTrials::view)
                .optional();
    }

    private Optional<TrialView> underWay(HostId host) {
        return latest(host).filter(TrialView::isUnderWay);
    }

    /** Begins, or goes on after a portal died: empty when it is over. */
    @Transactional
    Optional<TrialView> begin(UUID id) {
        jdbc.sql("""
                        update host_trial set state = 'RUNNING', started_at = coalesce(started_at, :now)
                        where id = :id and state in ('WAITING', 'RUNNING')
                        """).param("now", utc(clock.instant())).param("id", id).update();
        return jdbc.sql("select * from host_trial where id = :id and state = 'RUNNING'")
                .param("id", id)
                .query(HostTrials::view)
                .optional();
    }

    @Transactional
    void says(UUID id, Phase step, @Nullable String message) {
        jdbc.sql("update host_trial set step = :step, message = :message where id = :id and state = 'RUNNING'")
                .param("step", step.name())
                .param("message", message)
                .param("id", id)
                .update();
    }

    @Transactional
    void passed(TrialView trial, String message) {
        finish(trial.id(), StepState.DONE, message);
    }

    /** It did not go well: a host that waits for its trial is tried again later. */
    @Transactional
    void failed(TrialView trial, String why) {
        finish(trial.id(), StepState.FAILED, why);
        boolean waits = inventory
                .host(trial.host())
                .filter(host -> host.state() == HostState.WITHDRAWN)
                .isPresent();
        if (waits) {
            plan(trial.host(), PORTAL, clock.instant().plus(settings.pauseAfter(failuresInARow(trial.host()))));
        }
    }

    private int failuresInARow(HostId host) {
        return jdbc.sql("""
                        select count(*) from host_trial where host_id = :host and state = 'FAILED' and finished_at > coalesce(
                            (select max(at) from host_history where host_id = :host and to_state = 'WITHDRAWN'), '-infinity')
                        """).param("host", host.value()).query(Integer.class).single();
    }

    private void finish(UUID id, StepState state, String message) {
        jdbc.sql("update host_trial set state = :state, message = :message, finished_at = :now where id = :id")
                .param("state", state.name())
                .param("message", message)
                .param("now", utc(clock.instant()))
                .param("id", id)
                .update();
    }

    /** Tags of the machines that trials are about to make or have made on a host. */
    @Transactional(readOnly = true)
    Set<String> tagsOn(HostId host) {
        return jdbc.sql("select tag from host_trial where host_id = :host and state in ('WAITING', 'RUNNING')")
                .param("host", host.value())
                .query((row, n) -> row.getString("tag"))
                .set();
    }

    /** All trials of a host, the newest first. */
    @Transactional(readOnly = true)
    public List<TrialView> of(HostId host, int most) {
        return jdbc.sql("select * from host_trial where host_id = :host order by due_at desc limit :most")
                .param("host", host.value())
                .param("most", most)
                .query(HostTrials::view)
                .list();
    }

    private static TrialView view(ResultSet row, int number) throws SQLException {
        String step = row.getString("step");
        return new TrialView(
                row.getObject("id", UUID.class),
                new HostId(row.getObject("host_id", UUID.class)),
                row.getString("tag"),
                row.getString("who"),
                StepState.valueOf(row.getString("state")),
                step == null ? null : Phase.valueOf(step),
                row.getString("message"),
                row.getObject("due_at", OffsetDateTime.class).toInstant(),
                instant(row.getObject("started_at", OffsetDateTime.class)),
                instant(row.getObject("finished_at", OffsetDateTime.class)));
    }

    private static @Nullable Instant instant(@Nullable OffsetDateTime at) {
        return at == null ? null : at.toInstant();
    }

    private static OffsetDateTime utc(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}

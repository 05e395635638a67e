package org.podkeeper.inventory;

import java.time.Clock;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * Keeps bad hosts out of the pool: one on which deployments of two different Pods failed, and none succeeded in between,
 * takes no new bookings until a trial machine has started on it.
 */
@Service
public class HostCare {
    private static final int PODS = 2;
    private static final int LONGEST_CAUSE = 200;

    private final Hosts hosts;
    private final HostViews views;
    private final JdbcClient jdbc;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    HostCare(Hosts hosts, HostViews views, JdbcClient jdbc, ApplicationEventPublisher events, Clock clock) {
        this.hosts = hosts;
        this.views = views;
        this.jdbc = jdbc;
        this.events = events;
        this.clock = clock;
    }

    /**
     * A deployment could not be made on this host. Said again, it counts once.
     *
     * @param pod key of its Pod
     */
    @Transactional
    public void failed(HostId host, UUID deployment, String pod, String cause) {
        // one at a time on each host, so that of two failures at once the second sees the first
        jdbc.sql("select 1 from kvm_host where id = :host for update")
                .param("host", host.value())
                .query(Integer.class)
                .optional();
        jdbc.sql("""
                        insert into host_failure (deployment_id, host_id, pod, cause, at)
                        values (:deployment, :host, :pod, :cause, :now)
                        on conflict (deployment_id) do update set cause = excluded.cause, at = excluded.at
                        """)
                .param("deployment", deployment)
                .param("host", host.value())
                .param("pod", pod)
                .param("cause", cause)
                .param("now", clock.instant().atOffset(ZoneOffset.UTC))
                .update();
        List<FailedThere> all = failures(host);
        if (all.stream().map(FailedThere::pod).distinct().count() >= PODS) {
            withdraw(host, all);
        }
    }

    private void withdraw(HostId host, List<FailedThere> failures) {
        String reason = "Deployments of different Pods failed here in a row: "
                + failures.stream()
                        .collect(Collectors.toMap(
                                FailedThere::pod, FailedThere::cause, (older, newer) -> newer, java.util.TreeMap::new))
                        .entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + " (" + shortened(entry.getValue()) + ")")
                        .collect(Collectors.joining(", "))
                + ".";
        hosts.findById(host.value()).ifPresent(entity -> {
            if (entity.withdraw(reason, clock.instant())) {
                hosts.flush();
                events.publishEvent(new HostWithdrawn(views.host(entity), reason));
            }
        });
    }

    private static String shortened(String cause) {
        String plain = cause.endsWith(".") ? cause.substring(0, cause.length() - 1) : cause;
        return plain.length() <= LONGEST_CAUSE ? plain : plain.substring(0, LONGEST_CAUSE) + "…";
    }

    /** A deployment got ready there: what failed before does not count any more. */
    @Transactional
    public void succeeded(HostId host) {
        jdbc.sql("delete from host_failure where host_id = :host")
                .param("host", host.value())
                .update();
    }

    /** It turned out that hosts were not to blame for these. */
    @Transactional
    public void notTheirFault(Collection<UUID> deployments) {
        if (!deployments.isEmpty()) {
            jdbc.sql("delete from host_failure where deployment_id in (:deployments)")
                    .param("deployments", deployments)
                    .update();
        }
    }

    /**
     * A trial machine started there and is removed again.
     *
     * @return whether the host waited for that, and takes bookings again
     */
    @Transactional
    public boolean passedTrial(HostId host, String why) {
        succeeded(host);
        return hosts.findById(host.value())
                .filter(entity -> entity.passedTrial(why, clock.instant()))
                .map(entity -> {
                    hosts.flush();
                    events.publishEvent(new HostReturned(views.host(entity), why));
                    return true;
                })
                .orElse(false);
    }

    /** What failed on it since something succeeded there, the oldest first. */
    @Transactional(readOnly = true)
    public List<FailedThere> failures(HostId host) {
        return jdbc.sql("select * from host_failure where host_id = :host order by at")
                .param("host", host.value())
                .query((row, n) -> new FailedThere(
                        host,
                        row.getObject("deployment_id", UUID.class),
                        row.getString("pod"),
                        row.getString("cause"),
                        row.getObject("at", OffsetDateTime.class).toInstant()))
                .list();
    }

    /** How the host got into its state, the newest first. */
    @Transactional(readOnly = true)
    public List<HostChange> history(HostId host) {
        return jdbc.sql("select * from host_history where host_id = :host order by id desc")
                .param("host", host.value())
                .query((row, n) -> new HostChange(
                        state(row.getString("from_state")),
                        HostState.valueOf(row.getString("to_state")),
                        row.getObject("at", OffsetDateTime.class).toInstant(),
                        row.getString("who"),
                        row.getString("why")))
                .list();
    }

    private static @Nullable HostState state(@Nullable String name) {
        return name == null ? null : HostState.valueOf(name);
    }
}

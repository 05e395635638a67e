package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The books of what is kept on hosts when bookings end, each entry one short transaction. What it takes of a host's disk
 * is held there like a booking's part, for as long as it is kept.
 */
@Service
class KeepBooks {
    /** For removing it when its time is over. */
    private static final Duration REMOVAL = Duration.ofHours(1);

    private static final long GIB = 1L << 30;

    private final JdbcClient jdbc;
    private final Plans plans;
    private final Machines machines;
    private final LabHolds holds;
    private final Clock clock;

    KeepBooks(JdbcClient jdbc, Plans plans, Machines machines, LabHolds holds, Clock clock) {
        this.jdbc = jdbc;
        this.plans = plans;
        this.machines = machines;
        this.holds = holds;
        this.clock = clock;
    }

    /** How far the memory is. */
    enum Memory {
        UNDECIDED,
        KEEPING,
        WHOLE,
        NONE
    }

    /**
     * What is kept of one pod.
     *
     * @param host where files of it may be, or null
     * @param deployment whose machines these were
     * @param accessMac the address that their jump host's card on the access network had
     */
    record Entry(
            KeptId id,
            Memory memory,
            @Nullable HostId host,
            @Nullable DeploymentId deployment,
            @Nullable String accessMac) {
        PodNames names() {
            return KeepBooks.names(id);
        }
    }

    /** What is kept has names of its own, so that the tear-down of its pod does not touch it. */
    static PodNames names(KeptId id) {
        return new PodNames(PodNames.tagOf(id.value()));
    }

    Optional<Entry> find(KeptId id) {
        return jdbc.sql("select * from kept_pod where id = :id")
                .param("id", id.value())
                .query((row, n) -> entry(row))
                .optional();
    }

    /** The pod that is leaving, as it was made. */
    @Transactional
    public DeploymentPlan plan(DeploymentView deployment) {
        return plans.of(deployment);
    }

    /** Whether the machine has a CD, or waits for its first start. */
    @Transactional(readOnly = true)
    public Optional<String> peculiarity(DeploymentId deployment, Machine machine) {
        Machines.Row row = machines.of(deployment).get(machine.node().name());
        if (row != null && row.medium() != null) {
            return Optional.of(
                    machine.hostName() + " had a CD in its drive, and the memory of such a machine cannot be kept.");
        }
        return row != null && row.awaitsFirstStart()
                ? Optional.of("The machines had never been started.")
                : Optional.empty();
    }

    /**
     * Holds so much of a host's disk until what is kept has expired and is removed.
     *
     * @return whether it could be had; nothing is held else
     */
    @Transactional
    public boolean takeRoom(KeptPod kept, HostId host, long bytes) {
        UUID id = kept.id().value();
        holds.release(id);
        Instant now = clock.instant();
        int days = jdbc.sql("select keep_days from kept_pod where id = :id")
                .param("id", id)
                .query(Integer.class)
                .single();
        var window = new TimeWindow(now, now.plus(Duration.ofDays(days)).plus(REMOVAL));
        return holds.hold(id, host, disk(bytes), window, "kept of booking #" + kept.number());
    }

    private static Resources disk(long bytes) {
        return new Resources(0, 0, Math.max(1, (bytes + GIB - 1) / GIB));
    }

    /** From now on files of it may be on the host. */
    @Transactional
    public void begins(KeptId id, DeploymentPlan plan) {
        jdbc.sql("""
                        update kept_pod set memory = 'KEEPING', host_id = :host, deployment_id = :deployment, access_mac = :mac
                        where id = :id and memory = 'UNDECIDED'
                        """)
                .param("host", plan.host().id().value())
                .param("deployment", plan.deployment().id().value())
                .param(
                        "mac",
                        plan.machines().stream()
                                .map(Machine::accessMac)
                                .filter(Objects::nonNull)
                                .findFirst()
                                .orElse(null))
                .param("id", id.value())
                .update();
    }

    /** A pod can go on from it. */
    @Transactional
    public void whole(KeptId id, long bytes) {
        jdbc.sql("update kept_pod set memory = 'WHOLE', host_bytes = :bytes where id = :id and memory = 'KEEPING'")
                .param("bytes", bytes)
                .param("id", id.value())
                .update();
    }

    /** Only the disks are kept; what the host has goes by itself. */
    @Transactional
    public void without(KeptId id, String why) {
        jdbc.sql("update kept_pod set memory = 'NONE', memory_cause = :why, host_bytes = null where id = :id")
                .param("why", why)
                .param("id", id.value())
                .update();
        holds.release(id.value());
    }

    /** Of which a host may have files that nobody wants any more. */
    List<Entry> left() {
        return jdbc.sql("""
                        select * from kept_pod
                        where host_id is not null and (state in ('LEAVING', 'FAILED') or state = 'WHOLE' and memory = 'NONE')
                        """).query((row, n) -> entry(row)).list();
    }

    /** Verified: the host has nothing of it. */
    @Transactional
    public void gone(KeptId id) {
        jdbc.sql("update kept_pod set host_id = null, host_bytes = null where id = :id")
                .param("id", id.value())
                .update();
        holds.release(id.value());
    }

    /** What is still needed, or cannot be removed, after its time still takes its room. */
    @Transactional
    public void prolong() {
        Instant now = clock.instant();
        jdbc.sql("select * from kept_pod where host_id is not null and host_bytes is not null and expires_at < :soon")
                .param("soon", now.plus(REMOVAL.dividedBy(2)).atOffset(ZoneOffset.UTC))
                .query((row, n) -> {
                    holds.hold(
                            row.getObject("id", UUID.class),
                            new HostId(row.getObject("host_id", UUID.class)),
                            disk(row.getLong("host_bytes")),
                            TimeWindow.of(now, REMOVAL.multipliedBy(2)),
                            "kept of booking #" + row.getLong("booking_number"));
                    return row.getRow();
                })
                .list();
    }

    /** Tags of what is kept on a host, or may be. */
    Set<String> tagsOn(HostId host) {
        return jdbc.sql("select id from kept_pod where host_id = :host")
                .param("host", host.value())
                .query((row, n) -> PodNames.tagOf(row.getObject("id", UUID.class)))
                .set();
    }

    private static Entry entry(ResultSet row) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        UUID deployment = row.getObject("deployment_id", UUID.class);
        return new Entry(
                new KeptId(row.getObject("id", UUID.class)),
                Memory.valueOf(row.getString("memory")),
                host == null ? null : new HostId(host),
                deployment == null ? null : new DeploymentId(deployment),
                row.getString("access_mac"));
    }
}

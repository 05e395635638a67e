package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Standing pods as PostgreSQL keeps them. */
@Repository
class StandingRows {
    private final JdbcClient jdbc;
    private final Clock clock;

    StandingRows(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** @return the machines that are to be made in the new place */
    DeploymentId add(StandingSetId set) {
        return add(set.value(), null, null);
    }

    /** @return the machines that are to go on from the golden pod */
    DeploymentId addInAdvance(GoldenPod golden) {
        return add(null, golden.host().value(), golden.id().value());
    }

    private DeploymentId add(@Nullable UUID set, @Nullable UUID host, @Nullable UUID golden) {
        UUID life = UUID.randomUUID();
        jdbc.sql("""
                        insert into standing_pod (id, set_id, host_id, golden_id, life, tag, state, since)
                        values (:id, :set, :host, :golden, :life, :tag, 'WAITING', :now)
                        """)
                .param("id", UUID.randomUUID())
                .param("set", set, Types.OTHER)
                .param("host", host, Types.OTHER)
                .param("golden", golden, Types.OTHER)
                .param("life", life)
                .param("tag", PodNames.tagOf(life))
                .param("now", now())
                .update();
        return new DeploymentId(life);
    }

    /** Those that went on from golden pods in advance, or are to, and that no booking has. */
    List<StandingPod> inAdvance() {
        return jdbc.sql("select * from standing_pod where set_id is null and state <> 'IN_USE' order by since, id")
                .query(StandingRows::view)
                .list();
    }

    /** Those of {@link #inAdvance()} that are this golden pod's. */
    List<StandingPod> inAdvanceOf(GoldenId golden) {
        return jdbc.sql("""
                        select * from standing_pod
                        where set_id is null and state <> 'IN_USE' and golden_id = :golden order by since, id
                        """)
                .param("golden", golden.value())
                .query(StandingRows::view)
                .list();
    }

    /** One that a booking may have which has the host's room already; for nobody else until the end of the transaction. */
    Optional<StandingPod> findReadyInAdvance(HostId host, PodId pod, ConfigId config) {
        return jdbc.sql("""
                        select * from standing_pod
                        where set_id is null and state = 'READY' and not leaving and host_id = :host and pod_id = :pod
                            and config_id = :config
                        order by verified_at desc limit 1 for update skip locked
                        """)
                .param("host", host.value())
                .param("pod", pod.value())
                .param("config", config.value())
                .query(StandingRows::view)
                .optional();
    }

    /** Hosts on which one of this kind is ready. */
    Set<HostId> readyInAdvance(PodId pod, ConfigId config) {
        return jdbc.sql("""
                        select distinct host_id from standing_pod
                        where set_id is null and state = 'READY' and not leaving and pod_id = :pod and config_id = :config
                        """)
                .param("pod", pod.value())
                .param("config", config.value())
                .query((row, n) -> new HostId(row.getObject("host_id", UUID.class)))
                .set();
    }

    List<StandingPod> all() {
        return jdbc.sql("select * from standing_pod order by set_id, since, id")
                .query(StandingRows::view)
                .list();
    }

    List<StandingPod> of(StandingSetId set) {
        return jdbc.sql("select * from standing_pod where set_id = :set order by since, id")
                .param("set", set.value())
                .query(StandingRows::view)
                .list();
    }

    Optional<StandingPod> find(DeploymentId life) {
        return jdbc.sql("select * from standing_pod where life = :life")
                .param("life", life.value())
                .query(StandingRows::view)
                .optional();
    }

    /** Reads it for a change: a second change of the same pod waits for the first. */
    Optional<StandingPod> findForChange(DeploymentId life) {
        return jdbc.sql("select * from standing_pod where life = :life for update")
                .param("life", life.value())
                .query(StandingRows::view)
                .optional();
    }

    Optional<StandingPod> takenFor(BookingId booking) {
        return jdbc.sql("select * from standing_pod where booking_id = :booking")
                .param("booking", booking.value())
                .query(StandingRows::view)
                .optional();
    }

    /** One that may be handed over, for nobody else until the end of the transaction. */
    Optional<StandingPod> findReady(PodId pod, ConfigId config, @Nullable LabId lab, TimeWindow window) {
        return jdbc.sql("""
                        select p.* from standing_pod p join standing_set s on s.id = p.set_id
                            join kvm_host k on k.id = p.host_id
                        where p.state = 'READY' and not p.leaving and p.pod_id = :pod and p.config_id = :config
                            and (:lab::uuid is null or s.lab_id = :lab::uuid) and k.state = 'IN_SERVICE'
                            and not exists (select from outage o
                                where o.host_id = p.host_id and o.during && tstzrange(:from, :to))
                        order by p.verified_at desc limit 1 for update of p skip locked
                        """)
                .param("pod", pod.value())
                .param("config", config.value())
                .param("lab", lab == null ? null : lab.value(), Types.OTHER)
                .param("from", utc(window.start()))
                .param("to", utc(window.end()))
                .query(StandingRows::view)
                .optional();
    }

    int countReady(PodId pod) {
        return jdbc.sql("""
                        select count(*) from standing_pod p join kvm_host k on k.id = p.host_id
                        where p.state = 'READY' and not p.leaving and p.pod_id = :pod and k.state = 'IN_SERVICE'
                            and not exists (select from outage o
                                where o.host_id = p.host_id and o.during @> :now::timestamptz)
                        """)
                .param("pod", pod.value())
                .param("now", now())
                .query(Integer.class)
                .single();
    }

    /** Tags of those that may have machines on a host that no booking has. */
    Set<String> tagsOn(HostId host) {
        return jdbc.sql("select tag from standing_pod where host_id = :host and state <> 'IN_USE'")
                .param("host", host.value())
                .query((row, n) -> row.getString("tag"))
                .set();
    }

    /** Changes the state, unless it is another by now. */
    boolean move(DeploymentId life, Collection<StandingState> from, StandingState to, @Nullable String cause) {
        return jdbc.sql("""
                        update standing_pod set state = :to, cause = :cause, since = :now
                        where life = :life and state in (:from)
                        """)
                        .param("to", to.name())
                        .param("cause", cause)
                        .param("now", now())
                        .param("life", life.value())
                        .param("from", from.stream().map(StandingState::name).toList())
                        .update()
                == 1;
    }

    void says(DeploymentId life, @Nullable String what) {
        jdbc.sql("update standing_pod set cause = :what where life = :life and state in ('WAITING', 'MAKING')")
                .param("what", what)
                .param("life", life.value())
                .update();
    }

    void failed(DeploymentId life) {
        jdbc.sql("update standing_pod set failures = failures + 1 where life = :life")
                .param("life", life.value())
                .update();
    }

    /** Has a host with room, or none any more. */
    void at(DeploymentId life, @Nullable HostId host) {
        jdbc.sql("update standing_pod set host_id = :host where life = :life")
                .param("host", host == null ? null : host.value(), Types.OTHER)
                .param("life", life.value())
                .update();
    }

    /** Work begins on machines of these versions. */
    void begun(DeploymentId life, Pod pod, Config config, List<String> images) {
        jdbc.sql("""
                        update standing_pod set state = 'MAKING', since = :now, pod_id = :pod, config_id = :config,
                            images = :images
                        where life = :life
                        """)
                .param("now", now())
                .param("pod", pod.id().value())
                .param("config", config.id().value())
                .param("images", images.toArray(String[]::new))
                .param("life", life.value())
                .update();
    }

    void goesOnFrom(DeploymentId life, @Nullable GoldenId golden) {
        jdbc.sql("update standing_pod set golden_id = :golden where life = :life")
                .param("golden", golden == null ? null : golden.value(), Types.OTHER)
                .param("life", life.value())
                .update();
    }

    /** All its machines were seen to run and to take orders. */
    void verified(DeploymentId life) {
        jdbc.sql("update standing_pod set verified_at = :now where life = :life")
                .param("now", now())
                .param("life", life.value())
                .update();
    }

    void succeeded(DeploymentId life) {
        jdbc.sql("update standing_pod set failures = 0 where life = :life")
                .param("life", life.value())
                .update();
    }

    void taken(DeploymentId life, BookingId booking) {
        jdbc.sql("""
                        update standing_pod set state = 'IN_USE', booking_id = :booking, since = :now, cause = null, failures = 0,
                            handed_over = handed_over + 1
                        where life = :life
                        """)
                .param("booking", booking.value())
                .param("now", now())
                .param("life", life.value())
                .update();
    }

    void putBack(BookingId booking) {
        jdbc.sql("""
                        update standing_pod set state = 'READY', booking_id = null, handed_over = handed_over - 1
                        where booking_id = :booking
                        """).param("booking", booking.value()).update();
    }

    void leaves(DeploymentId life) {
        jdbc.sql("update standing_pod set leaving = true where life = :life")
                .param("life", life.value())
                .update();
    }

    /** Nothing is left of its machines: others are to be made in the same place. */
    DeploymentId renew(DeploymentId life, @Nullable String cause) {
        jdbc.sql("delete from standing_machine where life = :life")
                .param("life", life.value())
                .update();
        UUID next = UUID.randomUUID();
        jdbc.sql("""
                        update standing_pod set life = :next, tag = :tag, state = 'WAITING', since = :now, cause = :cause,
                            booking_id = null, golden_id = case when set_id is null then golden_id end, verified_at = null
                        where life = :life
                        """)
                .param("next", next)
                .param("tag", PodNames.tagOf(next))
                .param("now", now())
                .param("cause", cause)
                .param("life", life.value())
                .update();
        return new DeploymentId(next);
    }

    void forget(DeploymentId life) {
        jdbc.sql("delete from standing_pod where life = :life")
                .param("life", life.value())
                .update();
    }

    private static StandingPod view(ResultSet row, int n) throws SQLException {
        UUID set = row.getObject("set_id", UUID.class);
        UUID host = row.getObject("host_id", UUID.class);
        UUID pod = row.getObject("pod_id", UUID.class);
        UUID config = row.getObject("config_id", UUID.class);
        UUID booking = row.getObject("booking_id", UUID.class);
        UUID golden = row.getObject("golden_id", UUID.class);
        Timestamp verified = row.getTimestamp("verified_at");
        return new StandingPod(
                new StandingId(row.getObject("id", UUID.class)),
                set == null ? null : new StandingSetId(set),
                host == null ? null : new HostId(host),
                new DeploymentId(row.getObject("life", UUID.class)),
                row.getString("tag"),
                pod == null ? null : new PodId(pod),
                config == null ? null : new ConfigId(config),
                List.of((String[]) row.getArray("images").getArray()),
                StandingState.valueOf(row.getString("state")),
                row.getBoolean("leaving"),
                row.getString("cause"),
                row.getTimestamp("since").toInstant(),
                verified == null ? null : verified.toInstant(),
                booking == null ? null : new BookingId(booking),
                golden == null ? null : new GoldenId(golden),
                row.getInt("failures"),
                row.getInt("handed_over"));
    }

    private OffsetDateTime now() {
        return utc(clock.instant());
    }

    private static OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

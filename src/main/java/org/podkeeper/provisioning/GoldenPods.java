package org.podkeeper.provisioning;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.inventory.HostId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Repository;

/** Golden pods as PostgreSQL keeps them. */
@Repository
class GoldenPods {
    private final JdbcClient jdbc;
    private final Clock clock;

    GoldenPods(JdbcClient jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What a golden pod is for. */
    record Wanted(HostId host, PodId pod, ConfigId config, List<String> images) {}

    /**
     * One that is to be made, unless there is one already.
     *
     * @return empty when there is one: waiting, being made, ready, or one that could not be made
     */
    Optional<GoldenId> ask(Wanted wanted, int inAdvance, String by) {
        UUID id = UUID.randomUUID();
        return jdbc.sql("""
                        insert into golden_pod (id, host_id, pod_id, config_id, images, tag, state, in_advance, asked_by, asked_at)
                        values (:id, :host, :pod, :config, :images, :tag, 'WAITING', :inAdvance, :by, :now)
                        on conflict (host_id, pod_id, config_id) where state in ('WAITING', 'MAKING', 'READY', 'CANNOT')
                        do nothing returning id
                        """)
                .param("id", id)
                .param("host", wanted.host().value())
                .param("pod", wanted.pod().value())
                .param("config", wanted.config().value())
                .param("images", wanted.images().toArray(String[]::new))
                .param("tag", PodNames.tagOf(id))
                .param("inAdvance", inAdvance)
                .param("by", by)
                .param("now", utc(clock.instant()))
                .query(UUID.class)
                .optional()
                .map(GoldenId::new);
    }

    Optional<GoldenPod> find(GoldenId id) {
        return jdbc.sql("select * from golden_pod where id = :id")
                .param("id", id.value())
                .query(GoldenPods::view)
                .optional();
    }

    /** The one for this Pod and Config on this host that is waiting, being made, ready, or could not be made. */
    Optional<GoldenPod> current(HostId host, PodId pod, ConfigId config) {
        return jdbc.sql("""
                        select * from golden_pod where host_id = :host and pod_id = :pod and config_id = :config
                            and state in ('WAITING', 'MAKING', 'READY', 'CANNOT')
                        """)
                .param("host", host.value())
                .param("pod", pod.value())
                .param("config", config.value())
                .query(GoldenPods::view)
                .optional();
    }

    /** All of which something may be on a host, the newest first. */
    List<GoldenPod> all() {
        return jdbc.sql("select * from golden_pod where state <> 'REMOVED' order by asked_at desc")
                .query(GoldenPods::view)
                .list();
    }

    List<GoldenPod> withTags(Collection<String> tags) {
        if (tags.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select * from golden_pod where tag in (:tags)")
                .param("tags", tags)
                .query(GoldenPods::view)
                .list();
    }

    /** Changes the state, unless it is another by now. */
    boolean move(GoldenId id, Collection<GoldenState> from, GoldenState to, @Nullable String cause) {
        return jdbc.sql("""
                        update golden_pod set state = :to, cause = :cause,
                            removed_at = case when :to = 'REMOVED' then :now end
                        where id = :id and state in (:from)
                        """)
                        .param("to", to.name())
                        .param("cause", cause)
                        .param("now", utc(clock.instant()))
                        .param("id", id.value())
                        .param("from", from.stream().map(GoldenState::name).toList())
                        .update()
                == 1;
    }

    void says(GoldenId id, @Nullable String what) {
        jdbc.sql("update golden_pod set cause = :what where id = :id and state in ('WAITING', 'MAKING')")
                .param("what", what)
                .param("id", id.value())
                .update();
    }

    /** @return whether there is such a golden pod */
    boolean keepsInAdvance(GoldenId id, int count) {
        return jdbc.sql("""
                                update golden_pod set in_advance = :count
                                where id = :id and state <> 'REMOVED'
                                """).param("count", count).param("id", id.value()).update() == 1;
    }

    void hadAccessMac(GoldenId id, String mac) {
        jdbc.sql("update golden_pod set access_mac = :mac where id = :id")
                .param("mac", mac)
                .param("id", id.value())
                .update();
    }

    void ready(GoldenId id, long bytes, HostFacts facts) {
        jdbc.sql("""
                        update golden_pod set state = 'READY', cause = null, made_at = :now, bytes = :bytes,
                            processor = :processor, qemu = :qemu
                        where id = :id and state = 'MAKING'
                        """)
                .param("now", utc(clock.instant()))
                .param("bytes", bytes)
                .param("processor", facts.cpuModel())
                .param("qemu", facts.qemuVersion())
                .param("id", id.value())
                .update();
    }

    /** How a deployment is started, and why not the other way; after what is said already by {@link #undecided}. */
    void goes(DeploymentId deployment, Way way, @Nullable GoldenId golden, @Nullable String reason) {
        jdbc.sql("""
                        update deployment set way = :way, golden_id = :golden, kept_number = null,
                            way_reason = case when way is null and way_reason is not null
                                then concat_ws(' ', way_reason, :reason::text) else :reason end
                        where id = :id
                        """)
                .param("way", way.name())
                .param("golden", golden == null ? null : golden.value())
                .param("reason", reason)
                .param("id", deployment.value())
                .update();
    }

    /** A deployment goes on from what was kept of a booking. */
    void goesOnFromKept(DeploymentId deployment, long number) {
        jdbc.sql(
                        "update deployment set way = 'WARM', golden_id = null, way_reason = null, kept_number = :number where id = :id")
                .param("number", number)
                .param("id", deployment.value())
                .update();
    }

    /** How a deployment is started is to be decided anew. */
    void undecided(DeploymentId deployment, String why) {
        jdbc.sql(
                        "update deployment set way = null, golden_id = null, kept_number = null, way_reason = :why where id = :id")
                .param("why", why)
                .param("id", deployment.value())
                .update();
    }

    /** Counts one more pod that goes on from it; says false when it is not ready any more. */
    boolean use(GoldenId id) {
        return jdbc.sql("update golden_pod set used = used + 1 where id = :id and state = 'READY'")
                        .param("id", id.value())
                        .update()
                == 1;
    }

    /** How a deployment was started: empty before that is decided. */
    Optional<Start> startOf(DeploymentId deployment) {
        return jdbc.sql(
                        "select way, way_reason, golden_id, kept_number from deployment where id = :id and way is not null")
                .param("id", deployment.value())
                .query((row, n) -> new Start(
                        Way.valueOf(row.getString("way")),
                        row.getString("way_reason"),
                        row.getObject("golden_id", UUID.class) == null
                                ? null
                                : new GoldenId(row.getObject("golden_id", UUID.class)),
                        row.getObject("kept_number", Long.class)))
                .optional();
    }

    /** Numbers of the bookings whose machines stand on its disks. */
    List<Long> usersOf(GoldenId id) {
        return jdbc.sql("""
                        select b.number from deployment d join booking b on b.id = d.booking_id
                        where d.golden_id = :id and d.state <> 'GONE' order by b.number
                        """)
                .param("id", id.value())
                .query((row, n) -> row.getLong("number"))
                .list();
    }

    boolean hasStandingPods(GoldenId id) {
        return jdbc.sql("select exists (select from standing_pod where golden_id = :id)")
                .param("id", id.value())
                .query(Boolean.class)
                .single();
    }

    private static GoldenPod view(ResultSet row, int n) throws SQLException {
        return new GoldenPod(
                new GoldenId(row.getObject("id", UUID.class)),
                new HostId(row.getObject("host_id", UUID.class)),
                new PodId(row.getObject("pod_id", UUID.class)),
                new ConfigId(row.getObject("config_id", UUID.class)),
                List.of((String[]) row.getArray("images").getArray()),
                row.getString("tag"),
                GoldenState.valueOf(row.getString("state")),
                row.getString("cause"),
                row.getString("asked_by"),
                row.getTimestamp("asked_at").toInstant(),
                instant(row.getTimestamp("made_at")),
                row.getString("access_mac"),
                row.getObject("bytes", Long.class),
                row.getString("processor"),
                row.getString("qemu"),
                row.getInt("used"),
                row.getInt("in_advance"));
    }

    private static @Nullable Instant instant(@Nullable Timestamp at) {
        return at == null ? null : at.toInstant();
    }

    private static java.time.OffsetDateTime utc(Instant at) {
        return at.atOffset(ZoneOffset.UTC);
    }
}

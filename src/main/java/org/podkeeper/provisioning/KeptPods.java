package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Continuations;
import org.podkeeper.booking.Keeping;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.KeptDisks;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The front door of what is kept when bookings end: what there is, for how long, and its end. */
@Service
public class KeptPods implements Keeping {
    private static final String ALL = """
            select k.*,
                (select coalesce(sum(i.size_bytes), 0) from kept_disk d join image i on i.id = d.image_id where d.kept_id = k.id) as bytes,
                exists (select from booking b join deployment p on p.booking_id = b.id
                    where b.start_from = k.id and p.state <> 'GONE') as in_use
            from kept_pod k
            """;

    private static final String LEAVES = """
            update kept_pod k set state = 'LEAVING' where k.state in ('WHOLE', 'FAILED')
                and not exists (select from booking b join deployment p on p.booking_id = b.id
                    where b.start_from = k.id and p.state <> 'GONE')
            """;

    private final JdbcClient jdbc;
    private final Deployments deployments;
    private final Machines machines;
    private final Logbook logbook;
    private final KeptDisks disks;
    private final Continuations continuations;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    KeptPods(
            JdbcClient jdbc,
            Deployments deployments,
            Machines machines,
            Logbook logbook,
            KeptDisks disks,
            Continuations continuations,
            ApplicationEventPublisher events,
            Clock clock) {
        this.jdbc = jdbc;
        this.deployments = deployments;
        this.machines = machines;
        this.logbook = logbook;
        this.disks = disks;
        this.continuations = continuations;
        this.events = events;
        this.clock = clock;
    }

    /** Before the deployment begins to leave: only what was ready is worth keeping. */
    @EventListener
    @Order(Ordered.HIGHEST_PRECEDENCE)
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingEnded event) {
        BookingView booking = event.booking();
        if (booking.choices().keepDays() == 0) {
            return;
        }
        deployments
                .findLiveForChange(booking.id().value())
                .map(Deployment::view)
                .filter(view -> view.state() == DeploymentState.READY)
                .ifPresent(view -> {
                    add(booking, view);
                    logbook.planKeeping(view.id(), machines.nodes(view.id()));
                });
    }

    private void add(BookingView booking, DeploymentView deployment) {
        UUID id = UUID.randomUUID();
        int added = jdbc.sql("""
                        insert into kept_pod (id, booking_id, booking_number, owner_id, pod_id, config_id, keep_days, state, taken_at)
                        values (:id, :booking, :number, :owner, :pod, :config, :days, 'KEEPING', :now)
                        on conflict (booking_id) do nothing
                        """)
                .param("id", id)
                .param("booking", booking.id().value())
                .param("number", booking.number())
                .param("owner", booking.owner().value())
                .param("pod", deployment.pod().value())
                .param("config", deployment.config().value())
                .param("days", booking.choices().keepDays())
                .param("now", now())
                .update();
        if (added == 1) {
            continuations
                    .keptFor(booking.id(), new KeptId(id))
                    .filter(host -> !host.equals(deployment.host()))
                    .ifPresent(
                            host -> jdbc.sql("update kept_pod set memory = 'NONE', memory_cause = :why where id = :id")
                                    .param("why", "The pod goes on on another host.")
                                    .param("id", id)
                                    .update());
        }
    }

    @Override
    @Transactional(readOnly = true)
    public Optional<KeptPod> find(KeptId id) {
        return jdbc.sql(ALL + " where k.id = :id")
                .param("id", id.value())
                .query((row, n) -> view(row))
                .optional();
    }

    /** What became of a booking's disks; empty when none were to be kept, and when they are gone. */
    @Transactional(readOnly = true)
    public Optional<KeptPod> of(BookingId booking) {
        return jdbc.sql(ALL + " where k.booking_id = :booking")
                .param("booking", booking.value())
                .query((row, n) -> view(row))
                .optional();
    }

    @Override
    @Transactional(readOnly = true)
    public List<KeptPod> of(PersonId owner) {
        return jdbc.sql(ALL + " where k.owner_id = :owner order by k.taken_at desc")
                .param("owner", owner.value())
                .query((row, n) -> view(row))
                .list();
    }

    /**
     * Deletes one of the person's own. What its host has of it goes when that answers.
     *
     * @return whether it goes; it does not while it is being kept, or machines that are made from it are not removed
     */
    public boolean delete(KeptId id, Person by) {
        boolean goes = jdbc.sql(LEAVES + " and k.id = :id and k.owner_id = :owner")
                        .param("id", id.value())
                        .param("owner", by.id().value())
                        .update()
                == 1;
        if (goes) {
            remove(id);
        }
        return goes;
    }

    /** What is over its time goes; what was cut off in the middle of going, too. */
    void removeExpired() {
        jdbc.sql(LEAVES + " and k.expires_at < :now").param("now", now()).update();
        jdbc.sql(ALL + " where k.state = 'LEAVING'").query((row, n) -> view(row)).list().stream()
                .map(KeptPod::id)
                .forEach(this::remove);
    }

    /** The row goes last, and not before nothing is left on a host: until then the next one goes on. */
    private void remove(KeptId id) {
        for (ImageId image :
                imagesOf(id).values().stream().flatMap(List::stream).toList()) {
            jdbc.sql("delete from kept_disk where kept_id = :id and image_id = :image")
                    .param("id", id.value())
                    .param("image", image.value())
                    .update();
            disks.delete(image);
        }
        jdbc.sql("delete from kept_pod where id = :id and host_id is null")
                .param("id", id.value())
                .update();
    }

    /** The disks of each machine, in their order. */
    Map<String, List<ImageId>> imagesOf(KeptId id) {
        var images = new LinkedHashMap<String, List<ImageId>>();
        jdbc.sql("select node, image_id from kept_disk where kept_id = :id order by node, disk")
                .param("id", id.value())
                .query(row -> {
                    images.computeIfAbsent(row.getString("node"), node -> new ArrayList<>())
                            .add(new ImageId(row.getObject("image_id", UUID.class)));
                });
        return images;
    }

    /** The same however often it is asked for, so that nothing is kept twice. */
    static ImageId imageFor(KeptId id, String node, int disk) {
        String name = id + "/" + node + (disk == 0 ? "" : "/" + disk);
        return new ImageId(UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8)));
    }

    void has(KeptId id, String node, int disk, ImageId image) {
        jdbc.sql(
                        "insert into kept_disk (kept_id, node, disk, image_id) values (:id, :node, :disk, :image) on conflict do nothing")
                .param("id", id.value())
                .param("node", node)
                .param("disk", disk)
                .param("image", image.value())
                .update();
    }

    /** All of it is here: its days begin. */
    void whole(KeptId id) {
        jdbc.sql("""
                        update kept_pod set state = 'WHOLE', expires_at = cast(:now as timestamptz) + make_interval(days => keep_days)
                        where id = :id and state = 'KEEPING'
                        """).param("id", id.value()).param("now", now()).update();
    }

    /**
     * Nothing of it is kept; the booking's page says why.
     *
     * @param images that may have come to the portal
     */
    @Transactional
    public void failed(KeptId id, List<ImageId> images, String cause) {
        for (ImageId image : images) {
            jdbc.sql("delete from kept_disk where kept_id = :id and image_id = :image")
                    .param("id", id.value())
                    .param("image", image.value())
                    .update();
            disks.delete(image);
        }
        jdbc.sql("update kept_pod set state = 'FAILED', cause = :cause where id = :id and state = 'KEEPING'")
                .param("id", id.value())
                .param("cause", cause)
                .update();
        continuations.nothingKept(id).forEach(next -> events.publishEvent(new BeginsAnew(next, cause)));
    }

    private OffsetDateTime now() {
        return clock.instant().atOffset(ZoneOffset.UTC);
    }

    private static KeptPod view(ResultSet row) throws SQLException {
        return new KeptPod(
                new KeptId(row.getObject("id", UUID.class)),
                row.getLong("booking_number"),
                new BookingId(row.getObject("booking_id", UUID.class)),
                new PersonId(row.getObject("owner_id", UUID.class)),
                new PodId(row.getObject("pod_id", UUID.class)),
                new ConfigId(row.getObject("config_id", UUID.class)),
                KeptPod.State.valueOf(row.getString("state")),
                row.getString("cause"),
                instant(row, "taken_at").orElseThrow(),
                instant(row, "expires_at").orElse(null),
                row.getLong("bytes"),
                row.getBoolean("in_use"),
                memoryOn(row),
                row.getLong("host_bytes"),
                row.getString("memory_cause"));
    }

    private static @Nullable HostId memoryOn(ResultSet row) throws SQLException {
        UUID host = row.getObject("host_id", UUID.class);
        return host != null && row.getString("memory").equals("WHOLE") ? new HostId(host) : null;
    }

    private static Optional<Instant> instant(ResultSet row, String column) throws SQLException {
        @Nullable OffsetDateTime at = row.getObject(column, OffsetDateTime.class);
        return Optional.ofNullable(at).map(OffsetDateTime::toInstant);
    }
}

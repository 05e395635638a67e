package org.podkeeper.provisioning;

import jakarta.persistence.CascadeType;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.OneToMany;
import jakarta.persistence.OrderBy;
import jakarta.persistence.Version;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;

/** The fact: one booking's machines and networks on one host. */
@Entity
class Deployment {
    @Id
    private UUID id;

    private UUID bookingId;
    private UUID hostId;
    private String tag;
    private UUID podId;
    private UUID configId;

    @Enumerated(EnumType.STRING)
    private DeploymentState state;

    private int attempt;
    private int ordinal;
    private int hostTry;
    private boolean givenUp;

    @Enumerated(EnumType.STRING)
    private Failure.@Nullable Kind failure;

    private @Nullable String incident;
    private @Nullable String cause;
    private @Nullable String nextAction;
    private Instant prepareFrom;
    private @Nullable Instant workBeganAt;
    private @Nullable Instant readyAt;
    private @Nullable Instant goneAt;

    @Version
    private @Nullable Long version;

    @OneToMany(mappedBy = "deployment", cascade = CascadeType.PERSIST)
    @OrderBy("id")
    private List<DeploymentMove> moves = new ArrayList<>();

    @SuppressWarnings("NullAway.Init") // for Hibernate, which fills the fields
    protected Deployment() {}

    /** The first of a booking. */
    Deployment(BookingView booking, HostId host, Instant now) {
        this(UUID.randomUUID(), booking, host, 1, 1, now, "booked");
    }

    /** The first of a booking, whose machines stand already: nothing of it is to come that could be called off. */
    static Deployment handedOver(DeploymentId id, BookingView booking, HostId host, Instant now) {
        var deployment = new Deployment(id.value(), booking, host, 1, 1, now, "booked: a standing pod is handed over");
        deployment.prepare(now);
        return deployment;
    }

    /** The next of a booking, on another host. */
    Deployment(Deployment before, BookingView booking, HostId host, int hostTry, Instant now, String why) {
        this(UUID.randomUUID(), booking, host, before.ordinal + 1, hostTry, now, why);
    }

    private Deployment(UUID id, BookingView booking, HostId host, int ordinal, int hostTry, Instant now, String why) {
        this.ordinal = ordinal;
        this.hostTry = hostTry;
        this.id = id;
        this.bookingId = booking.id().value();
        this.hostId = host.value();
        this.tag = PodNames.tagOf(id);
        this.podId = booking.pod().value();
        this.configId = booking.config().value();
        this.prepareFrom = booking.prepareFrom();
        this.attempt = 1;
        this.state = DeploymentState.PLANNED;
        moves.add(new DeploymentMove(this, null, state, now, "the portal", why));
    }

    /** Work begins, or goes on after a restart. Says whether it is wanted at all. */
    boolean prepare(Instant now) {
        if (state == DeploymentState.PLANNED) {
            move(DeploymentState.PREPARING, now, "the portal", "preparation began");
            cause = null;
            nextAction = null;
            workBeganAt = now;
        }
        return state == DeploymentState.PREPARING;
    }

    /** On the same host, keeping what stands; hosts are counted anew. */
    void tryAgain(Instant now, String who) {
        move(DeploymentState.PREPARING, now, who, "tried again");
        cause = null;
        nextAction = null;
        failure = null;
        incident = null;
        hostTry = 1;
        workBeganAt = now;
        attempt++;
    }

    /** All machines answer. Changes nothing when it is no longer wanted. */
    void ready(Instant now) {
        if (state == DeploymentState.PREPARING) {
            move(DeploymentState.READY, now, "the portal", "all machines answer");
            readyAt = now;
            cause = null;
            nextAction = null;
        }
    }

    /** Cannot be made here, nor elsewhere. */
    void broken(Instant now, Failure because, String whatNow) {
        failed(because);
        move(DeploymentState.BROKEN, now, "the portal", because.cause());
        nextAction = whatNow;
    }

    /** Cannot be made here; why stays readable. */
    void failed(Failure because) {
        cause = because.cause();
        failure = because.kind();
        incident = because.incident();
        nextAction = null;
    }

    /** Another deployment takes its place; what is left of this one is removed and never forgotten. */
    void giveUp(Instant now, String who, String why) {
        move(DeploymentState.TEARING_DOWN, now, who, why);
        givenUp = true;
    }

    /** To be removed, from any state. Says whether there is anything left to do. */
    boolean tearDown(Instant now, String who, String why) {
        if (state == DeploymentState.GONE || state == DeploymentState.TEARING_DOWN) {
            return false;
        }
        move(DeploymentState.TEARING_DOWN, now, who, why);
        return true;
    }

    void gone(Instant now) {
        move(DeploymentState.GONE, now, "the portal", "verified: nothing is left on the host");
        goneAt = now;
    }

    private void move(DeploymentState to, Instant now, String who, String why) {
        moves.add(new DeploymentMove(this, state, to, now, who, why));
        state = to;
    }

    /** Still being made; says what stands in the way at the moment, or null for nothing. */
    void delayed(@Nullable String because, @Nullable String whatNow) {
        if (state == DeploymentState.PREPARING) {
            cause = because;
            nextAction = whatNow;
        }
    }

    /** Not begun, and cannot be moved although its host is being emptied; null when it need not move any more. */
    void stays(@Nullable String because, @Nullable String whatNow) {
        if (state == DeploymentState.PLANNED) {
            cause = because;
            nextAction = whatNow;
        }
    }

    DeploymentView view() {
        return new DeploymentView(
                new DeploymentId(id),
                new BookingId(bookingId),
                new HostId(hostId),
                tag,
                new PodId(podId),
                new ConfigId(configId),
                state,
                attempt,
                ordinal,
                hostTry,
                givenUp,
                failure,
                incident,
                cause,
                nextAction,
                prepareFrom,
                workBeganAt,
                readyAt,
                goneAt);
    }
}

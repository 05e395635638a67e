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
import java.util.Locale;
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
    private static final int TAG_LENGTH = 10;

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

    Deployment(BookingView booking, HostId host, Instant now) {
        this.id = UUID.randomUUID();
        this.bookingId = booking.id().value();
        this.hostId = host.value();
        this.tag = tagOf(id);
        this.podId = booking.pod().value();
        this.configId = booking.config().value();
        this.prepareFrom = booking.prepareFrom();
        this.attempt = 1;
        this.state = DeploymentState.PLANNED;
        moves.add(new DeploymentMove(this, null, state, now, "the portal", "booked"));
    }

    private static String tagOf(UUID id) {
        return id.toString().replace("-", "").substring(0, TAG_LENGTH).toLowerCase(Locale.ROOT);
    }

    /** Work begins, or goes on after a restart. Says whether it is wanted at all. */
    boolean prepare(Instant now) {
        if (state == DeploymentState.PLANNED) {
            move(DeploymentState.PREPARING, now, "the portal", "preparation began");
            workBeganAt = now;
        }
        return state == DeploymentState.PREPARING;
    }

    void tryAgain(Instant now, String who) {
        move(DeploymentState.PREPARING, now, who, "tried again");
        cause = null;
        nextAction = null;
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

    /** Cannot be made. Changes nothing when it is no longer wanted. */
    void broken(Instant now, String because, String whatNow) {
        if (state == DeploymentState.PREPARING) {
            move(DeploymentState.BROKEN, now, "the portal", because);
            cause = because;
            nextAction = whatNow;
        }
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
                cause,
                nextAction,
                prepareFrom,
                workBeganAt,
                readyAt,
                goneAt);
    }
}

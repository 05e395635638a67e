package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.Optional;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.booking.Places;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.Resources;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door of those who move a booking away from its host. What has not begun just has another place. What has begun
 * cannot be carried while it runs: it stops, and another booking goes on from its disks or begins anew.
 */
@Service
public class Relocation {
    private final Deployments deployments;
    private final Foreman foreman;
    private final Places places;
    private final OtherPlaces otherPlaces;
    private final BookingDesk desk;
    private final Site site;

    /** What else it needs. */
    @org.springframework.stereotype.Component("siteOfRelocation")
    record Site(WorkOrders orders, Inventory inventory, Clock clock) {}

    Relocation(
            Deployments deployments,
            Foreman foreman,
            Places places,
            OtherPlaces otherPlaces,
            BookingDesk desk,
            Site site) {
        this.deployments = deployments;
        this.foreman = foreman;
        this.places = places;
        this.otherPlaces = otherPlaces;
        this.desk = desk;
        this.site = site;
    }

    /** Whether work on the booking's machines has begun, so that something of it would be lost. */
    @Transactional(readOnly = true)
    public boolean hasBegun(BookingId id) {
        return deployments.findByBookingIdOrderByOrdinal(id.value()).stream()
                .map(Deployment::view)
                .reduce((earlier, later) -> later)
                .filter(view -> view.state() == DeploymentState.PLANNED)
                .isEmpty();
    }

    /** Whether it has disks worth keeping: its machines stood ready. */
    @Transactional(readOnly = true)
    public boolean hasDisks(BookingId id) {
        return deployments.findByBookingIdOrderByOrdinal(id.value()).stream()
                .map(Deployment::view)
                .anyMatch(view -> view.state() == DeploymentState.READY);
    }

    /**
     * Gives a booking that has not begun another place.
     *
     * @return the booking as it is now; empty when it has begun, is over, or somebody was faster: the caller rolls back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<BookingView> move(BookingId id, OtherPlace to, String who, String why) {
        BookingView before = places.inTurn(id);
        Deployment deployment = deployments
                .findLiveForChange(id.value())
                .filter(live -> live.view().state() == DeploymentState.PLANNED)
                .orElse(null);
        if (deployment == null || before.state() != BookingState.CONFIRMED) {
            return Optional.empty();
        }
        DeploymentView from = deployment.view();
        Instant now = site.clock().instant();
        Resources resources = otherPlaces.held(id, from.host()).orElseThrow();
        deployment.giveUp(now, who, why);
        deployments.flush(); // before the next one exists: PostgreSQL allows only one that is not given up
        foreman.gone(from.id()); // nothing of it was made, and its place is free, perhaps for itself
        BookingView moved = otherPlaces.take(id, to, resources, who, why).orElse(null);
        if (moved == null) {
            return Optional.empty();
        }
        String reason = "moved here from %s: %s".formatted(name(from.host()), why);
        var next = new Deployment(deployment, moved, to.host().id(), from.hostTry(), now, reason);
        DeploymentView made = deployments.saveAndFlush(next).view();
        site.orders().deploy(made, made.prepareFrom().isBefore(now) ? now : made.prepareFrom());
        return Optional.of(moved);
    }

    /**
     * Lets the rest of a booking that has begun go on in another place, as a booking of its own for the same people. At the
     * same time elsewhere, it stops here now; later, it stops here when its host goes.
     *
     * @param withDisks whether its disks are kept and the other one begins with them
     * @param stop when its host goes
     * @return the booking that goes on; empty when that is over or somebody was faster: the caller rolls back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<BookingView> goOn(
            BookingId id, OtherPlace to, boolean withDisks, Instant stop, Person by, String why) {
        BookingView before = places.inTurn(id);
        boolean later =
                to.kind() == OtherPlace.Kind.LATER && site.clock().instant().isBefore(stop);
        if (later) {
            // first, because both may be on the same host
            otherPlaces.stopAt(id, stop, by, why);
        }
        Optional<BookingView> next = otherPlaces.goOn(
                id, to, withDisks, by.userName(), "goes on from booking #%d: %s".formatted(before.number(), why));
        if (next.isPresent() && !later) {
            desk.endBecause(
                    id,
                    by.userName(),
                    "goes on as booking #%d: %s".formatted(next.get().number(), why));
        }
        return next;
    }

    private String name(HostId host) {
        return site.inventory().host(host).map(KvmHost::name).orElse("another host");
    }
}

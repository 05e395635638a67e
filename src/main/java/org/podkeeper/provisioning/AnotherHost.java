package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Places;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * What follows when a pod cannot be made where it was promised: it is made on another host, or its owner is told why
 * not. The first place stays held until what was made there is verified gone.
 */
@Service
class AnotherHost {
    private static final String PORTAL = "the portal";

    private final Deployments deployments;
    private final Foreman foreman;
    private final Places places;
    private final Inventory inventory;
    private final HostCare care;
    private final Desk desk;

    /** Where it writes, and how long it goes on. */
    @org.springframework.stereotype.Component
    record Desk(
            Machines machines,
            Logbook logbook,
            WorkOrders orders,
            ProvisioningSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {}

    AnotherHost(
            Deployments deployments, Foreman foreman, Places places, Inventory inventory, HostCare care, Desk desk) {
        this.deployments = deployments;
        this.foreman = foreman;
        this.places = places;
        this.inventory = inventory;
        this.care = care;
        this.desk = desk;
    }

    /** It could not be made there. Changes nothing when it is no longer wanted. */
    @Transactional
    public void failed(DeploymentView planned, Failure failure) {
        BookingView booking = places.inTurn(planned.booking());
        Deployment deployment = deployments.findForChange(planned.id().value()).orElseThrow();
        DeploymentView view = deployment.view();
        if (view.state() != DeploymentState.PREPARING) {
            return;
        }
        List<DeploymentView> before = triedBefore(view);
        Optional<DeploymentView> same = before.stream()
                .filter(one -> failure.isTheSameAs(one.failure(), one.cause()))
                .findFirst();
        if (same.isPresent()) {
            care.notTheirFault(before.stream().map(one -> one.id().value()).toList());
            broken(
                    deployment,
                    booking,
                    failure,
                    NextAction.sameOn(name(same.get().host())));
        } else if (!failure.mayBeTheHost()) {
            broken(deployment, booking, failure, NextAction.of(failure));
        } else if (view.hostTry() >= desk.settings().hosts()) {
            broken(deployment, booking, failure, NextAction.allTried(view.hostTry()));
        } else {
            Set<HostId> tried = before.stream().map(DeploymentView::host).collect(Collectors.toSet());
            Optional<HostId> other = places.moveTo(booking.id(), view.host(), tried);
            if (other.isPresent()) {
                deployment.failed(failure);
                move(deployment, booking, other.get(), view.hostTry() + 1, PORTAL, failure.cause());
            } else {
                broken(deployment, booking, failure, NextAction.noRoom(booking));
            }
        }
    }

    private void broken(Deployment deployment, BookingView booking, Failure failure, String nextAction) {
        deployment.broken(desk.clock().instant(), failure, nextAction);
        desk.events().publishEvent(new DeploymentBroken(booking, deployment.view()));
    }

    /**
     * Moves what has not begun to another host.
     *
     * @return where to; empty when it has begun, or no host has room, which its page then says
     */
    @Transactional
    public Optional<HostId> moveAway(DeploymentView view, String why, String who) {
        BookingView booking = places.inTurn(view.booking());
        Deployment deployment = deployments.findForChange(view.id().value()).orElseThrow();
        if (deployment.view().state() != DeploymentState.PLANNED) {
            return Optional.empty();
        }
        Optional<HostId> other = places.moveTo(booking.id(), view.host(), Set.of());
        other.ifPresentOrElse(
                host -> move(deployment, booking, host, view.hostTry(), who, why),
                () -> deployment.stays(
                        "Its host is being emptied (%s), and no other host of the lab has room for it in its time."
                                .formatted(why),
                        "It stays where it is. A lab admin may move it later, or end the booking and book another time."));
        return other;
    }

    /** Its host is in service again. */
    @Transactional
    public void staysAfterAll(DeploymentView view) {
        deployments.findForChange(view.id().value()).ifPresent(deployment -> deployment.stays(null, null));
    }

    /** Whether the host it was tried on may be to blame: not when the same happened on another. */
    @Transactional(readOnly = true)
    public boolean blamesTheHost(DeploymentView planned, Failure failure) {
        DeploymentView view =
                deployments.findById(planned.id().value()).orElseThrow().view();
        return failure.mayBeTheHost()
                && triedBefore(view).stream().noneMatch(one -> failure.isTheSameAs(one.failure(), one.cause()));
    }

    /** Makes a broken pod again: where it is, keeping what stands, or elsewhere while that host takes no bookings. */
    @Transactional
    public void tryAgain(BookingId id, String who) {
        BookingView booking = places.inTurn(id);
        Deployment deployment = deployments
                .findLiveForChange(id.value())
                .filter(live -> live.view().state() == DeploymentState.BROKEN)
                .orElse(null);
        if (deployment == null) {
            return;
        }
        HostId host = deployment.view().host();
        boolean inService = inventory
                .host(host)
                .filter(found -> found.state() == HostState.IN_SERVICE)
                .isPresent();
        Optional<HostId> other = inService ? Optional.empty() : places.moveTo(id, host, Set.of());
        if (other.isPresent()) {
            move(
                    deployment,
                    booking,
                    other.get(),
                    1,
                    who,
                    "tried again elsewhere, because this host takes no bookings");
        } else {
            deployment.tryAgain(desk.clock().instant(), who);
            // whether its machines still run is to be seen
            desk.logbook().again(deployment.view().id(), EnumSet.of(Step.ANSWER, Step.KEYS));
            desk.orders().deploy(deployment.view(), desk.clock().instant());
        }
    }

    /** The hosts that failed before this one in the same row, the first one first. */
    private List<DeploymentView> triedBefore(DeploymentView view) {
        return deployments.findByBookingIdOrderByOrdinal(view.booking().value()).stream()
                .map(Deployment::view)
                .filter(one -> one.ordinal() < view.ordinal() && one.ordinal() > view.ordinal() - view.hostTry())
                .toList();
    }

    List<TriedHost> triedHosts(DeploymentView view) {
        return triedBefore(view).stream()
                .map(one -> new TriedHost(name(one.host()), one.cause(), one.state() == DeploymentState.GONE))
                .toList();
    }

    int hosts() {
        return desk.settings().hosts();
    }

    private void move(Deployment deployment, BookingView booking, HostId to, int hostTry, String who, String why) {
        DeploymentView from = deployment.view();
        Instant now = desk.clock().instant();
        deployment.giveUp(now, who, why);
        deployments.flush(); // before the next one exists: PostgreSQL allows only one that is not given up
        var next = new Deployment(
                deployment, booking, to, hostTry, now, "moved here from %s: %s".formatted(name(from.host()), why));
        DeploymentView made = deployments.saveAndFlush(next).view();
        desk.events()
                .publishEvent(new DeploymentMoved(booking, from.host(), made, why, from.failure() != null, hosts()));
        desk.orders().deploy(made, made.prepareFrom().isBefore(now) ? now : made.prepareFrom());
        if (from.workBeganAt() == null) {
            foreman.gone(from.id());
        } else {
            desk.logbook().plan(from.id(), Step.Phase.TEAR_DOWN, desk.machines().nodes(from.id()), Set.of());
            desk.orders().tearDown(deployment.view());
        }
    }

    private String name(HostId host) {
        return inventory.host(host).map(KvmHost::name).orElse("another host");
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.podkeeper.booking.BookingConfirmed;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.Places;
import org.podkeeper.hypervisor.MachineState;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Moves deployments through their lives, each move one short transaction, and hands the work to durable tasks. */
@Service
class Foreman {
    private final Deployments deployments;
    private final Machines machines;
    private final Logbook logbook;
    private final WorkOrders orders;
    private final BookingDesk desk;
    private final Places places;
    private final Plans plans;
    private final PodSnapshots snapshots;
    private final AccessAddresses addresses;
    private final StandingDesk standing;
    private final PodKeys keys;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Foreman(
            Deployments deployments,
            Machines machines,
            Logbook logbook,
            WorkOrders orders,
            BookingDesk desk,
            Places places,
            Plans plans,
            PodSnapshots snapshots,
            AccessAddresses addresses,
            StandingDesk standing,
            PodKeys keys,
            ApplicationEventPublisher events,
            Clock clock) {
        this.deployments = deployments;
        this.machines = machines;
        this.logbook = logbook;
        this.orders = orders;
        this.desk = desk;
        this.places = places;
        this.plans = plans;
        this.snapshots = snapshots;
        this.addresses = addresses;
        this.standing = standing;
        this.keys = keys;
        this.events = events;
        this.clock = clock;
    }

    /** In the booking's own transaction: the fact is planned when the promise is made. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingConfirmed event) {
        StandingPod stands = standing.standsFor(event.booking(), event.host()).orElse(null);
        var deployment = stands == null
                ? new Deployment(event.booking(), event.host(), clock.instant())
                : Deployment.handedOver(stands.life(), event.booking(), event.host(), clock.instant());
        DeploymentView view = deployments.saveAndFlush(deployment).view();
        if (stands != null) {
            standing.become(view, stands);
        }
        orders.deploy(view, view.prepareFrom());
    }

    /** In the transaction that ends the booking. What was never begun is gone at once. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingEnded event) {
        deployments.findLiveForChange(event.booking().id().value()).ifPresent(deployment -> {
            if (deployment.tearDown(clock.instant(), event.who(), event.why())) {
                DeploymentView view = deployment.view();
                if (view.workBeganAt() == null) {
                    finish(deployment);
                } else {
                    logbook.plan(view.id(), Step.Phase.TEAR_DOWN, machines.nodes(view.id()), Set.of());
                    orders.tearDown(view);
                }
            }
        });
    }

    /** Work begins or goes on: what is to be made, or empty when it is no longer wanted. */
    @Transactional
    public Optional<DeploymentPlan> begin(DeploymentId id) {
        Deployment deployment = find(id);
        if (!deployment.prepare(clock.instant())) {
            return Optional.empty();
        }
        DeploymentView view = deployment.view();
        DeploymentPlan plan = plans.of(view);
        if (standing.isHandedOver(id)) {
            logbook.goes(id, Way.STANDING, machines.nodes(id));
        } else {
            logbook.plan(
                    id,
                    Step.Phase.DEPLOY,
                    machines.nodes(id),
                    plan.booking().choices().start() ? Set.of() : Step.OF_A_START);
        }
        return Optional.of(plan);
    }

    private boolean isToBeStarted(DeploymentView deployment) {
        return desk.find(deployment.booking())
                .map(booking -> booking.choices().start())
                .orElse(true);
    }

    /**
     * Whether its place on the host is free. While machines of an earlier booking cannot be removed it is not, and the
     * owner is told so.
     */
    @Transactional
    public boolean hasItsPlace(DeploymentId id) {
        if (standing.isHandedOver(id)) {
            return true;
        }
        Deployment deployment = find(id);
        List<Long> inTheWay = desk.inTheWayOf(deployment.view().booking());
        if (inTheWay.isEmpty() || !deployment.prepare(clock.instant())) {
            return true;
        }
        deployment.delayed(
                "Machines of an earlier booking (%s) are still on the host and could not be removed yet."
                        .formatted(inTheWay.stream().map(number -> "#" + number).collect(Collectors.joining(", "))),
                "Yours are made as soon as these are gone. There is nothing you need to do.");
        return false;
    }

    /** Work has begun, and waits for something. */
    @Transactional
    public void waits(DeploymentId id, String cause, String nextAction) {
        Deployment deployment = find(id);
        if (deployment.prepare(clock.instant())) {
            deployment.delayed(cause, nextAction);
        }
    }

    /** What stood in the way does so no longer. */
    @Transactional
    public void goesOn(DeploymentId id) {
        find(id).delayed(null, null);
    }

    /** Whether the deployment should still be made: asked between the steps. */
    @Transactional(readOnly = true)
    public boolean isWanted(DeploymentId id) {
        return deployments
                .findById(id.value())
                .filter(deployment -> deployment.view().state() == DeploymentState.PREPARING)
                .isPresent();
    }

    @Transactional
    public void ready(DeploymentId id) {
        Deployment deployment = find(id);
        boolean started = isToBeStarted(deployment.view());
        boolean news = deployment.view().state() == DeploymentState.PREPARING;
        deployment.ready(clock.instant());
        machines.forgetPrivateKeys(id.value());
        if (!started) {
            machines.awaitFirstStart(id);
        }
        machines.seen(
                machines.of(id).values().stream().map(Machines.Row::domain).toList(),
                started ? MachineState.RUNNING : MachineState.OFF,
                clock.instant());
        if (keys.handedOver(id, deployment.view().booking())) {
            orders.keys(id);
        }
        if (news) {
            events.publishEvent(new DeploymentReady(deployment.view()));
        }
    }

    @Transactional
    public void delayed(DeploymentId id, String cause, String nextAction) {
        find(id).delayed(cause, nextAction);
    }

    /** What tear-down needs: empty when there is nothing to tear down. */
    @Transactional(readOnly = true)
    public Optional<DeploymentView> tearingDown(DeploymentId id) {
        return deployments
                .findById(id.value())
                .map(Deployment::view)
                .filter(view -> view.state() == DeploymentState.TEARING_DOWN);
    }

    /** The machines that were to be made, in the Pod's order. */
    @Transactional(readOnly = true)
    public List<String> nodesOf(DeploymentView deployment) {
        return machines.nodes(deployment.id());
    }

    /** Verified: the host has nothing of it any more, so its capacity is free. */
    @Transactional
    public void gone(DeploymentId id) {
        finish(find(id));
    }

    private void finish(Deployment deployment) {
        deployment.gone(clock.instant());
        DeploymentView view = deployment.view();
        machines.forgetPrivateKeys(view.id().value());
        snapshots.removeAll(view.id());
        places.release(view.booking(), view.host());
        addresses.release(view.tag());
        standing.returned(view.id());
    }

    /** Keeps the capacity while tear-down takes longer than planned. */
    @Transactional
    public boolean holdUntil(DeploymentView deployment, Instant until) {
        return places.prolong(deployment.booking(), deployment.host(), until);
    }

    private Deployment find(DeploymentId id) {
        UUID value = id.value();
        return deployments
                .findForChange(value)
                .orElseThrow(() -> new IllegalStateException("There is no deployment " + value));
    }
}

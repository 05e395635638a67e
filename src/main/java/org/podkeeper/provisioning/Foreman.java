package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingConfirmed;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.NoSuchBooking;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
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
    private final Lookups lookups;
    private final Clock clock;

    /** Where the foreman looks things up. */
    @org.springframework.stereotype.Component
    record Lookups(BookingDesk desk, Catalog catalog, Inventory inventory, People people) {}

    Foreman(
            Deployments deployments,
            Machines machines,
            Logbook logbook,
            WorkOrders orders,
            Lookups lookups,
            Clock clock) {
        this.deployments = deployments;
        this.machines = machines;
        this.logbook = logbook;
        this.orders = orders;
        this.lookups = lookups;
        this.clock = clock;
    }

    /** In the booking's own transaction: the fact is planned when the promise is made. */
    @EventListener
    @Transactional(propagation = Propagation.MANDATORY)
    public void on(BookingConfirmed event) {
        var deployment = new Deployment(event.booking(), event.host(), clock.instant());
        DeploymentView view = deployments.saveAndFlush(deployment).view();
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
                    logbook.plan(view.id(), Step.Phase.TEAR_DOWN, machines.nodes(view.id()));
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
        BookingView booking = bookingOf(view);
        Pod pod = lookups.catalog().pod(view.pod()).orElseThrow();
        Config config = lookups.catalog().config(view.config()).orElseThrow();
        Map<String, Image> images = pod.nodes().stream()
                .collect(Collectors.toMap(
                        Pod.Node::name,
                        node -> lookups.catalog()
                                .image(config.softwareOf(node.name()).image())
                                .orElseThrow()));
        machines.settle(
                view,
                pod,
                config,
                images.entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey, entry -> entry.getValue().login())));
        Map<String, Machines.Row> rows = machines.of(id);
        logbook.plan(id, Step.Phase.DEPLOY, machines.nodes(id));
        return Optional.of(new DeploymentPlan(
                view,
                booking,
                lookups.people().find(booking.owner()).map(Person::fullName).orElse(""),
                lookups.inventory().host(view.host()).orElseThrow(),
                pod,
                pod.nodes().stream()
                        .map(node -> machine(node, images.get(node.name()), rows.get(node.name()), config))
                        .toList(),
                lookups.people().sshKeysOf(booking.owner())));
    }

    private static Machine machine(Pod.Node node, @Nullable Image image, Machines.@Nullable Row row, Config config) {
        if (image == null || row == null || row.hostKeyPrivate() == null) {
            throw new IllegalStateException("Nothing is known of the machine " + node.name());
        }
        return new Machine(
                node,
                image,
                row.hostName(),
                row.domain(),
                new HostKey(row.hostKeyPrivate(), row.hostKeyPublic(), row.fingerprint()),
                row.accessMac(),
                config.softwareOf(node.name()).cloudInit());
    }

    /**
     * Whether its place on the host is free. While machines of an earlier booking cannot be removed it is not, and the
     * owner is told so.
     */
    @Transactional
    public boolean hasItsPlace(DeploymentId id) {
        Deployment deployment = find(id);
        List<Long> inTheWay = lookups.desk().inTheWayOf(deployment.view().booking());
        if (inTheWay.isEmpty() || !deployment.prepare(clock.instant())) {
            return true;
        }
        deployment.delayed(
                "Machines of an earlier booking (%s) are still on the host and could not be removed yet."
                        .formatted(inTheWay.stream().map(number -> "#" + number).collect(Collectors.joining(", "))),
                "Yours are made as soon as these are gone. There is nothing you need to do.");
        return false;
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
        find(id).ready(clock.instant());
        machines.forgetPrivateKeys(id.value());
    }

    @Transactional
    public void broken(DeploymentId id, String cause, String nextAction) {
        find(id).broken(clock.instant(), cause, nextAction);
    }

    @Transactional
    public void delayed(DeploymentId id, String cause, String nextAction) {
        find(id).delayed(cause, nextAction);
    }

    @Transactional
    public void tryAgain(DeploymentId id, String who) {
        Deployment deployment = find(id);
        deployment.tryAgain(clock.instant(), who);
        orders.deploy(deployment.view(), clock.instant());
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
        lookups.desk().release(view.booking());
    }

    /** Keeps the capacity while tear-down takes longer than planned. */
    @Transactional
    public boolean holdUntil(DeploymentView deployment, Instant until) {
        return lookups.desk().prolongHold(deployment.booking(), until);
    }

    private BookingView bookingOf(DeploymentView view) {
        return lookups.desk().find(view.booking()).orElseThrow(() -> new NoSuchBooking(view.booking()));
    }

    private Deployment find(DeploymentId id) {
        UUID value = id.value();
        return deployments
                .findForChange(value)
                .orElseThrow(() -> new IllegalStateException("There is no deployment " + value));
    }
}

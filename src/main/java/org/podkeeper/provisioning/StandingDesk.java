package org.podkeeper.provisioning;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.booking.StandingPods;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Hands standing pods over to bookings and takes their places back, each entry within the booking's transaction. */
@Service
class StandingDesk implements StandingPods {
    private final StandingRows rows;
    private final StandingSets sets;
    private final StandingMachines machines;
    private final LabHolds holds;
    private final WorkOrders orders;
    private final Desk desk;

    /** What else it needs. */
    @org.springframework.stereotype.Component("standingDeskDesk")
    record Desk(
            Inventory inventory,
            Catalog catalog,
            GoldenPods golden,
            PodsInAdvance inAdvance,
            Machines machines,
            Logbook logbook,
            Clock clock) {}

    StandingDesk(
            StandingRows rows,
            StandingSets sets,
            StandingMachines machines,
            LabHolds holds,
            WorkOrders orders,
            Desk desk) {
        this.rows = rows;
        this.sets = sets;
        this.machines = machines;
        this.holds = holds;
        this.orders = orders;
        this.desk = desk;
    }

    @Override
    @Transactional
    public Optional<KvmHost> take(BookingId booking, PodId pod, ConfigId config, @Nullable LabId lab, TimeWindow held) {
        return rows.findReady(pod, config, lab, held).flatMap(standing -> {
            rows.taken(standing.life(), booking);
            holds.lend(standing.id().value(), booking);
            return desk.inventory().host(Objects.requireNonNull(standing.host()));
        });
    }

    @Override
    @Transactional
    public void putBack(BookingId booking) {
        rows.takenFor(booking).ifPresent(standing -> {
            rows.putBack(booking);
            holds.keep(standing.id().value());
        });
    }

    @Override
    @Transactional(readOnly = true)
    public int ready(PodId pod) {
        return rows.countReady(pod);
    }

    @Override
    @Transactional(readOnly = true)
    public Set<HostId> readyInAdvance(PodId pod, ConfigId config) {
        return rows.readyInAdvance(pod, config);
    }

    /** What the booking was promised by {@link #take}. */
    Optional<StandingPod> takenFor(BookingId booking) {
        return rows.takenFor(booking);
    }

    /** What it was promised, or one that happens to be there where it got room. */
    Optional<StandingPod> standsFor(BookingView booking, HostId host) {
        return takenFor(booking.id()).or(() -> desk.inAdvance().take(booking, host));
    }

    /** Its machines are the deployment's from now on. */
    void become(DeploymentView deployment, StandingPod standing) {
        machines.becomeADeployments(standing.life());
        desk.golden().goes(deployment.id(), Way.STANDING, standing.golden(), null);
    }

    /** Whether its machines stood already when it was booked, and nothing else was decided since. */
    @Transactional(readOnly = true)
    public boolean isHandedOver(DeploymentId deployment) {
        return desk.golden()
                .startOf(deployment)
                .filter(start -> start.way() == Way.STANDING)
                .isPresent();
    }

    /**
     * In the transaction in which nothing is left of a deployment on its host, and after the booking has given its hold
     * back: where it had taken a standing pod, another one is made in that place.
     */
    void returned(DeploymentId deployment) {
        StandingPod standing = rows.findForChange(deployment)
                .filter(found -> found.state() == StandingState.IN_USE)
                .orElse(null);
        if (standing == null) {
            return;
        }
        Pod pod = desk.catalog().pod(Objects.requireNonNull(standing.pod())).orElseThrow();
        boolean held = !standing.leaving()
                && holds.holdForGood(
                        standing.id().value(),
                        Objects.requireNonNull(standing.host()),
                        pod.resources(),
                        desk.clock().instant(),
                        "standing pod of " + pod.name());
        if (standing.leaving()) {
            rows.forget(standing.life());
            sets.forgetEmpty();
            return;
        }
        DeploymentId next = rows.renew(standing.life(), null);
        if (!held) {
            holds.release(standing.id().value());
            rows.at(next, null);
        }
        orders.makeStanding(next);
    }

    /** Its machines did not take its owner's keys and are gone: it is made like any other, and says why. */
    @Transactional
    public void fallBack(DeploymentPlan plan, String why) {
        DeploymentId id = plan.deployment().id();
        desk.golden().undecided(id, "The pod that stood ready could not be handed over: " + why);
        desk.machines().bornFrom(id, null);
        List<String> nodes =
                plan.machines().stream().map(machine -> machine.node().name()).toList();
        // nobody has the private halves of those that the standing machines had
        nodes.forEach(node -> desk.machines().rekey(id, node, HostKey.make()));
        desk.logbook().goes(id, Way.COLD, nodes);
    }
}

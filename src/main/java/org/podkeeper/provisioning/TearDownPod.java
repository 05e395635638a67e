package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Makes everything of a deployment absent, from any state, and looks whether it is. */
@Component
class TearDownPod {
    private static final Logger log = LoggerFactory.getLogger(TearDownPod.class);

    private final Foreman foreman;
    private final Caretaker caretaker;
    private final WorkOrders orders;
    private final Logbook logbook;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final DiskKeeper keeper;
    private final KeptBeginnings beginnings;
    private final Clock clock;
    private final Duration margin;

    TearDownPod(
            Foreman foreman,
            Caretaker caretaker,
            WorkOrders orders,
            Logbook logbook,
            Hypervisors hypervisors,
            Inventory inventory,
            DiskKeeper keeper,
            KeptBeginnings beginnings,
            Clock clock,
            BookingSettings settings) {
        this.foreman = foreman;
        this.caretaker = caretaker;
        this.orders = orders;
        this.logbook = logbook;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.keeper = keeper;
        this.beginnings = beginnings;
        this.clock = clock;
        this.margin = settings.tearDownMargin();
    }

    /** Says whether it is over; it is not while some portal is still about to stop making the pod. */
    boolean tearDown(DeploymentId id) {
        DeploymentView deployment = foreman.tearingDown(id).orElse(null);
        if (deployment == null) {
            return true;
        }
        if (orders.isBeingMade(deployment) || caretaker.isBeingOperated(id)) {
            return false;
        }
        KvmHost kvmHost = inventory.host(deployment.host()).orElseThrow();
        try {
            walk(deployment, hypervisors.on(kvmHost.address()));
            foreman.gone(id);
            return true;
        } catch (HostUnreachable | HostRefused e) {
            if (e instanceof HostUnreachable) {
                inventory.suspect(deployment.host(), String.valueOf(e.getMessage()));
            }
            if (!foreman.holdUntil(deployment, clock.instant().plus(margin))) {
                log.warn(
                        "Deployment {} still stands on {} although the time is promised to others", id, kvmHost.name());
            }
            throw e;
        }
    }

    private void walk(DeploymentView deployment, Hypervisor host) {
        var walk = new Walk(deployment.id(), logbook, () -> true);
        var names = new PodNames(deployment.tag());
        List<Belonging> belongings = host.belongings(names.prefix());
        List<String> machines = foreman.nodesOf(deployment);
        keeper.keep(
                deployment,
                machines,
                host,
                walk,
                () -> foreman.holdUntil(deployment, clock.instant().plus(margin)));
        Walk.sideBySide(machines, node -> {
            walk.step(Step.REMOVE_MACHINE, node, say -> host.ensureMachineAbsent(names.domain(node)));
            walk.step(
                    Step.REMOVE_DISKS,
                    node,
                    say -> belongings.stream()
                            .filter(file -> file.kind() == Belonging.Kind.FILE
                                    && file.name().startsWith(names.domain(node) + "-"))
                            .forEach(file -> host.ensureDiskAbsent(file.name())));
        });
        walk.step(
                Step.REMOVE_NETWORKS,
                "",
                say -> Walk.sideBySide(
                        belongings.stream()
                                .filter(network -> network.kind() == Belonging.Kind.NETWORK)
                                .toList(),
                        network -> host.ensureNetworkAbsent(network.name())));
        walk.step(Step.VERIFY, "", say -> {
            verify(names, host);
            beginnings.removeUnused(deployment, host);
        });
    }

    /** What is left after the usual steps, for whatever reason, is removed by what it is. */
    private static void verify(PodNames names, Hypervisor host) {
        for (Belonging left : host.belongings(names.prefix())) {
            switch (left.kind()) {
                case MACHINE -> host.ensureMachineAbsent(left.name());
                case NETWORK -> host.ensureNetworkAbsent(left.name());
                case FILE -> host.ensureDiskAbsent(left.name());
                case IMAGE -> host.ensureImageAbsent(left.name());
            }
        }
        List<Belonging> left = host.belongings(names.prefix());
        if (!left.isEmpty()) {
            throw new HostRefused("Still on the host after removal: " + left);
        }
    }
}

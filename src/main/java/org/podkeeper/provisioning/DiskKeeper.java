package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.KeptDisks;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps a pod before it is torn down, while it still holds its place on the host: its machines are frozen with their
 * memory where that can be, else shut down, and all their disks come to the portal one by one.
 */
@Component
class DiskKeeper {
    private static final Logger log = LoggerFactory.getLogger(DiskKeeper.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final KeptPods kept;
    private final KeepBooks books;
    private final MemoryKeeper memory;
    private final KeptDisks disks;
    private final Catalog catalog;
    private final ProvisioningSettings settings;
    private final Clock clock;

    /** What it keeps, and where. */
    @Component
    record Shelves(KeptPods kept, KeepBooks books, MemoryKeeper memory, KeptDisks disks) {}

    DiskKeeper(Shelves shelves, Catalog catalog, ProvisioningSettings settings, Clock clock) {
        this.kept = shelves.kept();
        this.books = shelves.books();
        this.memory = shelves.memory();
        this.disks = shelves.disks();
        this.catalog = catalog;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Keeps what is still to be kept of the pod. What the host or the portal refuses ends it with its cause: the place on
     * the host is promised to others.
     *
     * @param hold keeps the place on the host for some time more
     * @throws HostUnreachable when it is worth trying again later
     */
    void keep(DeploymentView deployment, List<String> nodes, Hypervisor host, Walk walk, Runnable hold) {
        KeptPod keeping = kept.of(deployment.booking())
                .filter(one -> one.state() == KeptPod.State.KEEPING)
                .orElse(null);
        if (keeping == null) {
            return;
        }
        try {
            DeploymentPlan plan = books.plan(deployment);
            boolean frozen = memory.freeze(keeping, plan, host);
            if (!frozen) {
                Walk.sideBySide(plan.machines(), machine -> shutDown(host, machine.domain()));
            }
            for (Machine machine : plan.machines()) {
                hold.run();
                walk.step(
                        Step.KEEP_DISKS, machine.node().name(), say -> keep(keeping, plan, machine, frozen, host, say));
            }
            if (frozen) {
                memory.settle(keeping, plan, host);
            }
            kept.whole(keeping.id());
        } catch (HostUnreachable e) {
            throw e;
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            log.warn("The disks of deployment {} could not be kept", deployment.id(), e);
            kept.failed(keeping.id(), images(keeping, deployment, nodes), Walk.inWords(e));
        }
    }

    private List<ImageId> images(KeptPod keeping, DeploymentView deployment, List<String> nodes) {
        return catalog.pod(deployment.pod()).orElseThrow().nodes().stream()
                .filter(node -> nodes.contains(node.name()))
                .flatMap(node -> IntStream.range(0, node.disksGib().size())
                        .mapToObj(disk -> KeptPods.imageFor(keeping.id(), node.name(), disk)))
                .toList();
    }

    private void shutDown(Hypervisor host, String domain) {
        Instant deadline = clock.instant().plus(settings.shutDownTimeout());
        Instant press = clock.instant();
        while (isOn(host.stateOf(domain)) && clock.instant().isBefore(deadline)) {
            if (!clock.instant().isBefore(press)) {
                host.requestShutDown(domain);
                press = clock.instant().plus(PowerSwitch.PRESS_AGAIN);
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        host.ensureOff(domain);
    }

    private static boolean isOn(MachineState state) {
        return state == MachineState.RUNNING || state == MachineState.PAUSED;
    }

    private void keep(
            KeptPod keeping,
            DeploymentPlan plan,
            Machine machine,
            boolean frozen,
            Hypervisor host,
            Consumer<String> say) {
        for (int disk = 0; disk < machine.node().disksGib().size(); disk++) {
            keep(keeping, plan, machine, disk, frozen, host, say);
        }
    }

    private void keep(
            KeptPod keeping,
            DeploymentPlan plan,
            Machine machine,
            int disk,
            boolean frozen,
            Hypervisor host,
            Consumer<String> say) {
        String node = machine.node().name();
        String which = machine.node().disksGib().size() == 1 ? "its disk" : "its disk " + (disk + 1);
        ImageId image = KeptPods.imageFor(keeping.id(), node, disk);
        // what memory stands on stays on the host
        String copy = frozen
                ? KeepBooks.names(keeping.id()).disk(node, disk)
                : plan.names().kept(node, disk);
        boolean here = catalog.image(image).isPresent();
        if ((frozen || !here) && !DiskCopy.isWhole(host, copy)) {
            Image base = baseOf(plan.deployment(), node);
            DiskCopy.demandRoom(host, disk == 0 ? base.minimumDiskGib() : 1);
            say.accept("Copying " + which + ".");
            host.ensureFlattened(plan.names().disk(node, disk), copy);
        }
        if (!here) {
            int number = disk;
            DiskCopy.kept(() -> disks.receive(
                    image,
                    keeping.owner(),
                    node + (number == 0 ? "" : " disk " + (number + 1)) + " of booking #" + keeping.number(),
                    baseOf(plan.deployment(), node),
                    out -> host.readImage(copy, out, DiskCopy.telling("Bringing " + which + " to the portal", say))));
        }
        kept.has(keeping.id(), node, disk, image);
        if (!frozen) {
            host.ensureImageAbsent(copy);
        }
    }

    private Image baseOf(DeploymentView deployment, String node) {
        Config config = catalog.config(deployment.config()).orElseThrow();
        return catalog.image(config.softwareOf(node).image()).orElseThrow();
    }
}

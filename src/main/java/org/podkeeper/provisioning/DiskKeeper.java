package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.KeptDisks;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps the first disks of a pod's machines before it is torn down: the machines are shut down, and their disks come to the
 * portal one by one, while the pod still holds its place on the host.
 */
@Component
class DiskKeeper {
    private static final Logger log = LoggerFactory.getLogger(DiskKeeper.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final KeptPods kept;
    private final KeptDisks disks;
    private final Catalog catalog;
    private final ProvisioningSettings settings;
    private final Clock clock;

    DiskKeeper(KeptPods kept, KeptDisks disks, Catalog catalog, ProvisioningSettings settings, Clock clock) {
        this.kept = kept;
        this.disks = disks;
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
        var names = new PodNames(deployment.tag());
        try {
            Walk.sideBySide(nodes, node -> shutDown(host, names.domain(node)));
            for (String node : nodes) {
                hold.run();
                walk.step(Step.KEEP_DISKS, node, say -> keep(keeping, deployment, node, host, say));
            }
            kept.whole(keeping.id());
        } catch (HostUnreachable e) {
            throw e;
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            log.warn("The disks of deployment {} could not be kept", deployment.id(), e);
            kept.failed(keeping.id(), nodes, Walk.inWords(e));
        }
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

    private void keep(KeptPod keeping, DeploymentView deployment, String node, Hypervisor host, Consumer<String> say) {
        var names = new PodNames(deployment.tag());
        KeptId id = keeping.id();
        ImageId image = KeptPods.imageFor(id, node);
        String copy = names.kept(node);
        if (catalog.image(image).isEmpty()) {
            Image base = baseOf(deployment, node);
            if (!DiskCopy.isWhole(host, copy)) {
                DiskCopy.demandRoom(host, base.minimumDiskGib());
                say.accept("Copying its disk.");
                host.ensureFlattened(names.disk(node, 0), copy);
            }
            DiskCopy.kept(() -> disks.receive(
                    image,
                    keeping.owner(),
                    node + " of booking #" + keeping.number(),
                    base,
                    out -> host.readImage(copy, out, DiskCopy.telling("Bringing it to the portal", say))));
        }
        kept.has(id, node, image);
        host.ensureImageAbsent(copy);
    }

    private Image baseOf(DeploymentView deployment, String node) {
        Config config = catalog.config(deployment.config()).orElseThrow();
        return catalog.image(config.softwareOf(node).image()).orElseThrow();
    }
}

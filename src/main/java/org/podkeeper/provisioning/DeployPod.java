package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.podkeeper.catalog.Image;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes a pod: walks the steps on its host. Every step looks first and acts if needed, so that the walk may be begun
 * again at any point, by any portal. No transaction is open while the host works.
 */
@Component
class DeployPod {
    private static final String MAKING_ROOM =
            "Pods that nobody has booked, made in advance, are being removed from the host.";
    private static final Logger log = LoggerFactory.getLogger(DeployPod.class);

    private final Foreman foreman;
    private final Arrival arrival;
    private final AnotherHost anotherHost;
    private final Logbook logbook;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final HostCare care;
    private final Reception reception;
    private final HandOver handOver;
    private final PodsInAdvance inAdvance;
    private final WarmStart warm;
    private final Goldsmith goldsmith;
    private final ProvisioningSettings settings;

    DeployPod(
            Foreman foreman,
            Arrival arrival,
            AnotherHost anotherHost,
            Logbook logbook,
            Hypervisors hypervisors,
            Inventory inventory,
            HostCare care,
            Reception reception,
            HandOver handOver,
            PodsInAdvance inAdvance,
            WarmStart warm,
            Goldsmith goldsmith,
            ProvisioningSettings settings) {
        this.foreman = foreman;
        this.arrival = arrival;
        this.anotherHost = anotherHost;
        this.logbook = logbook;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.care = care;
        this.reception = reception;
        this.handOver = handOver;
        this.inAdvance = inAdvance;
        this.warm = warm;
        this.goldsmith = goldsmith;
        this.settings = settings;
    }

    /**
     * Makes what is still wanted.
     *
     * @param attempt number of this attempt in a row, from 1
     * @return whether that is all; it is not while the place on the host is still taken
     * @throws HostUnreachable when it is worth trying again later
     */
    boolean deploy(DeploymentId id, int attempt) {
        if (!foreman.hasItsPlace(id) || arrival.isAwaited(id)) {
            return false;
        }
        DeploymentPlan plan = foreman.begin(id).orElse(null);
        if (plan == null) {
            return true;
        }
        try {
            make(plan, attempt);
            return true;
        } catch (RoomTaken e) {
            log.warn("Deployment {} has to wait: {}", id, e.getMessage());
            return false;
        }
    }

    private void make(DeploymentPlan plan, int attempt) {
        DeploymentId id = plan.deployment().id();
        try {
            Way way = walk(plan);
            foreman.ready(id);
            if (way == Way.COLD && plan.booking().choices().start()) {
                goldsmith.booted(plan.deployment());
            }
            care.succeeded(plan.host().id());
        } catch (RoomTaken e) {
            throw e;
        } catch (NoLongerWanted e) {
            log.info("Deployment {} stopped: the booking ended", id);
        } catch (HostUnreachable e) {
            unreachable(plan, attempt, e);
        } catch (HostRefused e) {
            failed(plan, Failure.of(Failure.Kind.REFUSED, e.getMessage()), e);
        } catch (MachineSilent e) {
            failed(plan, Failure.of(Failure.Kind.SILENT, e.getMessage()), e);
        } catch (ImageMissing e) {
            failed(plan, Failure.of(Failure.Kind.NOT_THE_HOST, e.getMessage()), e);
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            failed(plan, Failure.of(Failure.Kind.PORTAL, "Something went wrong inside the portal."), e);
        }
    }

    private void failed(DeploymentPlan plan, Failure failure, RuntimeException e) {
        log.warn(
                "Deployment {} failed on {}, incident {}",
                plan.deployment().id(),
                plan.host().name(),
                failure.incident(),
                e);
        if (anotherHost.blamesTheHost(plan.deployment(), failure)) {
            // first, so that a host that leaves the pool by this is not chosen again
            care.failed(
                    plan.host().id(), plan.deployment().id().value(), plan.pod().key(), failure.cause());
        }
        anotherHost.failed(plan.deployment(), failure);
    }

    private void unreachable(DeploymentPlan plan, int attempt, HostUnreachable e) {
        DeploymentId id = plan.deployment().id();
        inventory.suspect(plan.host().id(), String.valueOf(e.getMessage()));
        if (attempt >= settings.attempts()) {
            failed(plan, Failure.of(Failure.Kind.UNREACHABLE, e.getMessage() + " Tried " + attempt + " times."), e);
            return;
        }
        log.warn("Deployment {} waits for its host, attempt {}", id, attempt, e);
        foreman.delayed(
                id,
                String.valueOf(e.getMessage()),
                "The portal tries again in " + settings.pauseAfter(attempt).toSeconds() + " s (attempt " + (attempt + 1)
                        + " of " + settings.attempts() + "). There is nothing you need to do.");
        throw e;
    }

    private Way walk(DeploymentPlan drawn) {
        Hypervisor host = hypervisors.on(drawn.host().address());
        DeploymentId id = drawn.deployment().id();
        var walk = new Walk(id, logbook, () -> foreman.isWanted(id));
        DeploymentPlan toMake = handOver.orElse(drawn, host, walk);
        if (toMake != null) {
            awaitRoom(toMake, walk);
        }
        DeploymentPlan toBoot = toMake == null ? null : warm.orElse(toMake, host, walk);
        if (toBoot != null) {
            boot(toBoot, host, walk);
        }
        walk.step(Step.HAND_OVER, "", say -> {
            // the clean state of one that stood is from before it was anybody's
            if (toMake != null && drawn.booking().choices().start()) {
                drawn.machines().forEach(machine -> reception.ensureStillRuns(machine, host));
            }
            mustBeAsAsked(drawn, host);
        });
        if (toMake == null) {
            return Way.STANDING;
        }
        return toBoot == null ? Way.WARM : Way.COLD;
    }

    private void awaitRoom(DeploymentPlan plan, Walk walk) {
        DeploymentId id = plan.deployment().id();
        boolean waited = inAdvance.awaitRoom(
                plan.host().id(),
                () -> foreman.waits(
                        id,
                        MAKING_ROOM,
                        "Yours is made as soon as they are gone, in some seconds. There is nothing you need to do."),
                walk::checkWanted);
        // also by an earlier attempt
        if (waited || MAKING_ROOM.equals(plan.deployment().cause())) {
            foreman.goesOn(id);
        }
    }

    private void boot(DeploymentPlan plan, Hypervisor host, Walk walk) {
        walk.step(Step.IMAGES, "", say -> images(plan, host, say));
        if (plan.deployment().cause() != null) {
            foreman.goesOn(plan.deployment().id());
        }
        walk.step(Step.NETWORKS, "", say -> networks(plan, host));
        Walk.sideBySide(plan.machines(), machine -> machine(plan, machine, host, walk));
    }

    static void images(PodPlan plan, Hypervisor host, Consumer<String> say) {
        for (Image image : plan.images()) {
            if (image.file() == null) {
                throw new ImageMissing("The image " + image.name() + " is not on the portal any more.");
            }
            host.ensureImage(
                    new ImageSpec(Blueprint.goldenName(image), image.file()),
                    (bytes, total) -> say.accept("Copying " + image.name() + " to the host: " + bytes / 1_048_576
                            + " of " + total / 1_048_576 + " MiB"));
        }
    }

    static void networks(PodPlan plan, Hypervisor host) {
        if (plan.accessNetwork() instanceof NetworkSpec.Access network
                && plan.machines().stream()
                        .anyMatch(machine -> machine.accessMac() != null && machine.accessAddress() == null)) {
            throw new HostRefused("All %d addresses of the host's access network %s are taken."
                    .formatted(network.seats().size(), network.subnet()));
        }
        List<NetworkSpec> networks = new ArrayList<>();
        networks.add(plan.accessNetwork());
        for (int i = 0; i < plan.segments().count(); i++) {
            networks.add(new NetworkSpec.Isolated(
                    plan.names().network(i), plan.names().bridge(i)));
        }
        Walk.sideBySide(networks, host::ensureNetwork);
    }

    private void machine(DeploymentPlan plan, Machine machine, Hypervisor host, Walk walk) {
        String node = machine.node().name();
        var blueprint = new Blueprint(plan, machine);
        walk.step(Step.DISKS, node, say -> blueprint.disks().forEach(host::ensureDisk));
        walk.step(Step.SEED, node, say -> blueprint.ensureSeed(host));
        walk.step(Step.DEFINE, node, say -> host.ensureMachine(blueprint.machine()));
        if (!plan.booking().choices().start()) {
            return;
        }
        walk.step(Step.START, node, say -> host.ensureRunning(machine.domain()));
        GuestReport answer =
                walk.ask(Step.ANSWER, node, say -> reception.awaitAnswer(plan, machine, host, walk::checkWanted));
        walk.step(Step.KEYS, node, say -> reception.awaitKeys(plan, machine, host, walk::checkWanted, answer));
        walk.step(Step.CLEAN_STATE, node, say -> Reception.keepClean(machine, host));
    }

    private static void mustBeAsAsked(DeploymentPlan plan, Hypervisor host) {
        MachineState wanted = plan.booking().choices().start() ? MachineState.RUNNING : MachineState.OFF;
        for (Machine machine : plan.machines()) {
            MachineState state = host.stateOf(machine.domain());
            if (state != wanted) {
                throw new MachineSilent(machine.hostName() + " is " + state + " instead of " + wanted + ".");
            }
        }
    }
}

package org.podkeeper.provisioning;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Consumer;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.NetworkSpec;
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
    private static final Logger log = LoggerFactory.getLogger(DeployPod.class);

    private final Foreman foreman;
    private final Logbook logbook;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final Reception reception;
    private final ProvisioningSettings settings;

    DeployPod(
            Foreman foreman,
            Logbook logbook,
            Hypervisors hypervisors,
            Inventory inventory,
            Reception reception,
            ProvisioningSettings settings) {
        this.foreman = foreman;
        this.logbook = logbook;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.reception = reception;
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
        if (!foreman.hasItsPlace(id)) {
            return false;
        }
        foreman.begin(id).ifPresent(plan -> make(plan, attempt));
        return true;
    }

    private void make(DeploymentPlan plan, int attempt) {
        DeploymentId id = plan.deployment().id();
        try {
            walk(plan);
            foreman.ready(id);
        } catch (NoLongerWanted e) {
            log.info("Deployment {} stopped: the booking ended", id);
        } catch (HostUnreachable e) {
            unreachable(plan, attempt, e);
        } catch (HostRefused | MachineSilent e) {
            log.warn("Deployment {} is broken", id, e);
            foreman.broken(
                    id,
                    String.valueOf(e.getMessage()),
                    "Try again, or end the booking: its capacity is given back. If it happens again, tell a lab admin.");
        } catch (RuntimeException e) {
            UUID incident = UUID.randomUUID();
            log.error("Deployment {} is broken, incident {}", id, incident, e);
            foreman.broken(
                    id,
                    "Something went wrong inside the portal (incident " + incident + ").",
                    "Try again, or end the booking. A lab admin finds the incident in the portal's log.");
        }
    }

    private void unreachable(DeploymentPlan plan, int attempt, HostUnreachable e) {
        DeploymentId id = plan.deployment().id();
        inventory.suspect(plan.host().id(), String.valueOf(e.getMessage()));
        if (attempt >= settings.attempts()) {
            foreman.broken(
                    id,
                    e.getMessage() + " Tried " + attempt + " times.",
                    "Lab admins see the host's state on its page. Try again when it is back, or end the booking.");
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

    private void walk(DeploymentPlan plan) {
        Hypervisor host = hypervisors.on(plan.host().address());
        DeploymentId id = plan.deployment().id();
        var walk = new Walk(id, logbook, () -> foreman.isWanted(id));
        walk.step(Step.IMAGES, "", say -> images(plan, host, say));
        if (plan.deployment().cause() != null) {
            foreman.goesOn(id);
        }
        walk.step(Step.NETWORKS, "", say -> networks(plan, host));
        Walk.sideBySide(plan.machines(), machine -> machine(plan, machine, host, walk));
        walk.step(Step.HAND_OVER, "", say -> handOver(plan, host));
    }

    private static void images(DeploymentPlan plan, Hypervisor host, Consumer<String> say) {
        for (Image image : plan.images()) {
            if (image.file() == null) {
                throw new MachineSilent("The image " + image.name() + " is not on the portal any more.");
            }
            host.ensureImage(
                    new ImageSpec(goldenName(image), image.file()),
                    (bytes, total) -> say.accept("Copying " + image.name() + " to the host: " + bytes / 1_048_576
                            + " of " + total / 1_048_576 + " MiB"));
        }
    }

    private static String goldenName(Image image) {
        return image.sha256() + ".qcow2";
    }

    private static void networks(DeploymentPlan plan, Hypervisor host) {
        host.ensureNetwork(plan.accessNetwork());
        for (int i = 0; i < plan.segments().count(); i++) {
            host.ensureNetwork(new NetworkSpec.Isolated(
                    plan.names().network(i), plan.names().bridge(i)));
        }
    }

    private void machine(DeploymentPlan plan, Machine machine, Hypervisor host, Walk walk) {
        String node = machine.node().name();
        walk.step(Step.DISKS, node, say -> disks(plan, machine).forEach(host::ensureDisk));
        walk.step(Step.SEED, node, say -> seed(plan, machine, host));
        walk.step(Step.DEFINE, node, say -> host.ensureMachine(spec(plan, machine)));
        walk.step(Step.START, node, say -> host.ensureRunning(machine.domain()));
        GuestReport answer =
                walk.ask(Step.ANSWER, node, say -> reception.awaitAnswer(plan, machine, host, walk::checkWanted));
        walk.step(Step.KEYS, node, say -> reception.awaitKeys(plan, machine, host, walk::checkWanted, answer));
    }

    private static List<DiskSpec> disks(DeploymentPlan plan, Machine machine) {
        List<Integer> sizes = machine.node().disksGib();
        return java.util.stream.IntStream.range(0, sizes.size())
                .mapToObj(i -> new DiskSpec(
                        plan.names().disk(machine.node().name(), i),
                        sizes.get(i),
                        i == 0 ? goldenName(machine.image()) : null))
                .toList();
    }

    /** Not under a running machine: it has the seed it was started with. */
    private static void seed(DeploymentPlan plan, Machine machine, Hypervisor host) {
        if (host.stateOf(machine.domain()) != MachineState.RUNNING) {
            host.ensureFile(
                    plan.names().seed(machine.node().name()), NoCloudSeed.iso(new CloudConfig(plan, machine).files()));
        }
    }

    private static MachineSpec spec(DeploymentPlan plan, Machine machine) {
        var nics = new java.util.ArrayList<MachineSpec.Nic>();
        if (machine.accessMac() != null) {
            nics.add(new MachineSpec.Nic(
                    machine.accessMac(), plan.accessNetwork().name(), Guard.JUMP_HOST));
        }
        for (Pod.Nic nic : machine.node().nics()) {
            nics.add(new MachineSpec.Nic(
                    Mac.of(machine.domain() + "/" + nic.name()),
                    plan.names().network(plan.segments().of(nic)),
                    Guard.NONE));
        }
        Map<String, String> metadata = new LinkedHashMap<>();
        metadata.put("deployment", plan.deployment().id().toString());
        metadata.put("booking", plan.booking().id().toString());
        metadata.put("number", String.valueOf(plan.booking().number()));
        metadata.put("owner", plan.ownerName());
        metadata.put("node", machine.node().name());
        return new MachineSpec(
                machine.domain(),
                "Podkeeper booking #" + plan.booking().number() + ": " + machine.hostName(),
                machine.node().vcpus(),
                machine.node().memoryMib(),
                disks(plan, machine).stream().map(DiskSpec::name).toList(),
                plan.names().seed(machine.node().name()),
                nics,
                plan.host().emulated(),
                metadata);
    }

    private static void handOver(DeploymentPlan plan, Hypervisor host) {
        for (Machine machine : plan.machines()) {
            MachineState state = host.stateOf(machine.domain());
            if (state != MachineState.RUNNING) {
                throw new MachineSilent(machine.hostName() + " is " + state + " instead of running.");
            }
        }
    }
}

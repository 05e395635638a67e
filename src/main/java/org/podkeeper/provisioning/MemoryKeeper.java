package org.podkeeper.provisioning;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.StoredImage;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Keeps the memory of a pod's machines on their host when its booking ends: all stand still together and are frozen like a
 * golden pod, but as their owner's. Under them are copies of their disks, so that neither the pod's own disks nor what
 * these stand on is needed any more. Where that cannot be, only the disks are kept, and it is said why.
 */
@Component
class MemoryKeeper {
    private static final Logger log = LoggerFactory.getLogger(MemoryKeeper.class);
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final long MIB = 1L << 20;

    private final KeepBooks books;
    private final Hypervisors hypervisors;
    private final Inventory inventory;

    MemoryKeeper(KeepBooks books, Hypervisors hypervisors, Inventory inventory) {
        this.books = books;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
    }

    /**
     * Freezes all machines together, if they can be; begun once, it is not decided anew.
     *
     * @return whether they are frozen; else they are as they were
     */
    boolean freeze(KeptPod keeping, DeploymentPlan plan, Hypervisor host) {
        KeepBooks.Memory memory = books.find(keeping.id()).orElseThrow().memory();
        if (memory == KeepBooks.Memory.UNDECIDED) {
            Optional<String> obstacle = obstacle(keeping, plan, host);
            if (obstacle.isPresent()) {
                books.without(keeping.id(), obstacle.get());
                return false;
            }
            books.begins(keeping.id(), plan);
        }
        if (memory == KeepBooks.Memory.NONE) {
            return false;
        }
        try {
            together(KeepBooks.names(keeping.id()), plan, host);
            return true;
        } catch (HostRefused e) {
            log.warn(
                    "The memory of deployment {} cannot be kept",
                    plan.deployment().id(),
                    e);
            books.without(keeping.id(), String.valueOf(e.getMessage()));
            letGoOn(plan, host);
            return false;
        }
    }

    private Optional<String> obstacle(KeptPod keeping, DeploymentPlan plan, Hypervisor host) {
        if (!plan.booking().choices().memory()) {
            return Optional.of("Only the disks were to be kept.");
        }
        for (Machine machine : plan.machines()) {
            Optional<String> peculiar = books.peculiarity(plan.deployment().id(), machine);
            if (peculiar.isPresent()) {
                return peculiar;
            }
            if (host.stateOf(machine.domain()) != MachineState.RUNNING) {
                return Optional.of(machine.hostName() + " did not run.");
            }
        }
        long memoryMib =
                plan.machines().stream().mapToLong(m -> m.node().memoryMib()).sum();
        long needs = (memoryMib + 1023) / 1024 + largestDisk(plan);
        long free = host.probe().diskFreeGib();
        if (free < needs) {
            return Optional.of("The host has %d GiB of free disk; memory and copies of the disks may need %d GiB."
                    .formatted(free, needs));
        }
        if (!books.takeRoom(keeping, plan.host().id(), memoryMib * MIB)) {
            return Optional.of(noRoom(plan));
        }
        try {
            Walk.sideBySide(plan.machines(), machine -> OwnIdentity.check(machine, host, CHECK));
            return Optional.empty();
        } catch (MachineSilent e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static String noRoom(DeploymentPlan plan) {
        return "The disk of the host %s is promised to others, or the host has an outage, before its time is over."
                .formatted(plan.host().name());
    }

    private static long largestDisk(DeploymentPlan plan) {
        return plan.machines().stream()
                .flatMap(machine -> machine.node().disksGib().stream())
                .mapToLong(Integer::longValue)
                .max()
                .orElse(0);
    }

    private static void together(PodNames names, DeploymentPlan plan, Hypervisor host) {
        List<Machine> left = plan.machines().stream()
                .filter(machine -> !host.isFrozen(names.memory(machine.node().name())))
                .toList();
        Walk.sideBySide(left, machine -> {
            if (host.stateOf(machine.domain()) == MachineState.RUNNING) {
                host.ensurePaused(machine.domain());
            }
        });
        Walk.sideBySide(
                left,
                machine -> host.ensureFrozen(
                        machine.domain(), names.memory(machine.node().name())));
    }

    private static void letGoOn(DeploymentPlan plan, Hypervisor host) {
        for (Machine machine : plan.machines()) {
            if (host.stateOf(machine.domain()) == MachineState.PAUSED) {
                host.ensureRunning(machine.domain());
            }
        }
    }

    /** The frozen machines stand on the copies of their disks now, and take their room until they expire. */
    void settle(KeptPod keeping, DeploymentPlan plan, Hypervisor host) {
        PodNames names = KeepBooks.names(keeping.id());
        try {
            for (Machine machine : plan.machines()) {
                String node = machine.node().name();
                host.ensureFrozenApart(
                        names.memory(node),
                        IntStream.range(0, machine.node().disksGib().size())
                                .mapToObj(disk -> names.disk(node, disk))
                                .toList());
            }
            long bytes = plan.machines().stream()
                    .mapToLong(machine ->
                            host.frozenBytes(names.memory(machine.node().name())))
                    .sum();
            if (books.takeRoom(keeping, plan.host().id(), bytes)) {
                books.whole(keeping.id(), bytes);
            } else {
                books.without(keeping.id(), noRoom(plan));
            }
        } catch (HostRefused e) {
            log.warn(
                    "The memory of deployment {} is of no use",
                    plan.deployment().id(),
                    e);
            books.without(keeping.id(), String.valueOf(e.getMessage()));
        }
    }

    /** What hosts still have of what nobody keeps any more goes, from those that answer. */
    void removeLeft() {
        for (KeepBooks.Entry entry : books.left()) {
            KvmHost host =
                    Optional.ofNullable(entry.host()).flatMap(inventory::host).orElse(null);
            try {
                if (host != null) {
                    remove(entry.names(), hypervisors.on(host.address()));
                }
                books.gone(entry.id());
            } catch (HostUnreachable | HostRefused e) {
                log.warn("What was kept as {} is still on its host", entry.id(), e);
            }
        }
    }

    private static void remove(PodNames names, Hypervisor host) {
        List<Belonging> things = host.belongings(names.prefix());
        Set<String> used = host.images().stream()
                .filter(StoredImage::used)
                .map(StoredImage::name)
                .collect(Collectors.toSet());
        if (things.stream().map(Belonging::name).anyMatch(used::contains)) {
            throw new HostRefused("A disk on the host still stands on what is kept as %s.".formatted(names.tag()));
        }
        // the memory first: nothing goes on from it then
        things.stream()
                .sorted(Comparator.comparing(thing -> thing.kind() == Belonging.Kind.IMAGE))
                .forEach(thing -> {
                    if (thing.kind() == Belonging.Kind.IMAGE) {
                        host.ensureImageAbsent(thing.name());
                    } else if (thing.kind() == Belonging.Kind.FILE) {
                        host.ensureDiskAbsent(thing.name());
                    }
                });
        List<Belonging> left = host.belongings(names.prefix());
        if (!left.isEmpty()) {
            throw new HostRefused("Still on the host after removal: " + left);
        }
    }
}

package org.podkeeper.provisioning;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.podkeeper.catalog.BadImageFile;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.StoredImage;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/**
 * Everything on a host that saving a machine's disk needs, under names that begin with those of its pod: whatever happens,
 * its tear-down removes them.
 */
record DiskCopy(DeploymentPlan plan, Machine machine, String name) {
    private static final long MIB = 1L << 20;
    private static final Duration TELL_EVERY = Duration.ofMillis(700);

    /** The disk as it is. */
    String raw() {
        return name + "-raw.qcow2";
    }

    /** The disk as it is to be saved. */
    String clean() {
        return name + ".qcow2";
    }

    /** A machine that is made only to clean its disk, an overlay on the raw copy. */
    String cleaner() {
        return name;
    }

    private String overlay() {
        return name + "-disk0.qcow2";
    }

    private String seed() {
        return name + "-seed.iso";
    }

    private int sizeGib() {
        return machine.node().disksGib().getFirst();
    }

    static boolean isWhole(Hypervisor host, String image) {
        return host.images().stream()
                .filter(stored -> stored.name().equals(image))
                .anyMatch(StoredImage::whole);
    }

    /** @throws HostRefused when the host may not have room for a full copy of a disk of this size, twice if cleaned */
    static void demandRoom(Hypervisor host, long gib) {
        long free = host.probe().diskFreeGib();
        if (free < gib) {
            throw new HostRefused(
                    "The host has %d GiB of free disk; a copy of this disk may need %d GiB.".formatted(free, gib));
        }
    }

    /** The copy of the disk; its machine is off. */
    void ensureRaw(Hypervisor host) {
        host.ensureFlattened(plan.names().disk(machine.node().name(), 0), raw());
    }

    /** The cleaner, made anew and running: without networks, and told nothing that it does not know. */
    void startCleaner(Hypervisor host) {
        removeCleaner(host);
        host.ensureDisk(new DiskSpec(overlay(), sizeGib(), raw()));
        host.ensureFile(
                seed(),
                NoCloudSeed.iso(Map.of(
                        "meta-data",
                        CloudConfig.metaData(machine),
                        "user-data",
                        "#cloud-config\n{}\n",
                        "network-config",
                        "{\"version\": 2, \"ethernets\": {}}\n")));
        var metadata =
                new LinkedHashMap<>(new Blueprint(plan, machine).machine().metadata());
        metadata.put("node", "copy of " + machine.node().name());
        host.ensureMachine(new MachineSpec(
                cleaner(),
                "Podkeeper booking #" + plan.booking().number() + ": cleans a copy of " + machine.hostName(),
                machine.node().vcpus(),
                machine.node().memoryMib(),
                List.of(overlay()),
                seed(),
                List.of(),
                plan.host().emulated(),
                metadata));
        host.ensureRunning(cleaner());
    }

    void ensureClean(Hypervisor host) {
        host.ensureFlattened(overlay(), clean());
    }

    void removeCleaner(Hypervisor host) {
        host.ensureMachineAbsent(cleaner());
        host.ensureDiskAbsent(overlay());
        host.ensureDiskAbsent(seed());
    }

    /** All that is on the host for it. */
    void remove(Hypervisor host) {
        removeCleaner(host);
        host.ensureImageAbsent(raw());
        host.ensureImageAbsent(clean());
    }

    /** Tells how far a transfer is, now and then. */
    static Hypervisor.Progress telling(String what, Consumer<String> say) {
        var told = new AtomicLong(System.nanoTime() - TELL_EVERY.toNanos());
        return (bytes, total) -> {
            long now = System.nanoTime();
            if (now - told.get() >= TELL_EVERY.toNanos()) {
                told.set(now);
                say.accept(what + ": " + bytes / MIB + " of " + total / MIB + " MiB.");
            }
        };
    }

    /** What the portal will not keep is no fault of its own. */
    static void kept(Runnable receiving) {
        try {
            receiving.run();
        } catch (BadImageFile e) {
            throw new HostRefused(String.valueOf(e.getMessage()), e);
        }
    }
}

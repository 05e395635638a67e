package org.podkeeper.hypervisor.libvirt;

import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.DomainSnapshot;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.Snapshot;
import org.podkeeper.hypervisor.StateLost;
import org.w3c.dom.Element;

/**
 * Snapshots of the machines on one host, kept inside their qcow2 disks. What counts is what the disks say: a snapshot is
 * whole when every disk of its machine has it. Whole ones that libvirt has forgotten are described to it again when they
 * are needed; what some disks have and others do not is the rest of an attempt that was cut off, and is removed.
 */
final class Snapshots {
    private static final int REDEFINE = 1;
    private static final int INACTIVE = 2;
    /** QEMU would take a bare number for an id of its own. */
    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9._-]{0,99}");

    private final HostAddress address;
    private final ConcurrentHashMap<String, Object> busy = new ConcurrentHashMap<>();

    Snapshots(HostAddress address) {
        this.address = address;
    }

    List<Snapshot> list(HostConnection host, String machine) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, machine)) {
            if (found == null) {
                return List.of();
            }
            Seen seen = look(host, found.it());
            List<Snapshot> whole = new ArrayList<>();
            for (String name : seen.names()) {
                if (seen.isWhole(name)) {
                    whole.add(seen.snapshot(name));
                }
            }
            whole.sort(Comparator.comparing(Snapshot::takenAt).thenComparing(Snapshot::name));
            return whole;
        } catch (LibvirtException e) {
            if (Codes.isAbsent(e)) {
                return List.of();
            }
            throw e;
        }
    }

    void ensure(HostConnection host, String machine, String name) throws LibvirtException {
        if (!NAME.matcher(name).matches()) {
            throw new HostRefused("A snapshot cannot be called \"%s\".".formatted(name));
        }
        // one at a time in this portal: what is in the making looks half-made
        synchronized (busy.computeIfAbsent(machine, any -> new Object())) {
            try (Found<Domain> found = machine(host, machine)) {
                Domain domain = found.it();
                Seen seen = look(host, domain);
                if (seen.isWhole(name)) {
                    return;
                }
                if (seen.names().contains(name)) {
                    seen = removeHalf(host, domain, name);
                    if (seen.isWhole(name)) {
                        return;
                    }
                }
                Racing.act(() -> take(domain, name), () -> look(host, domain).isWhole(name));
            }
        }
    }

    private static void take(Domain domain, String name) throws LibvirtException {
        DomainSnapshot taken = domain.snapshotCreateXML(SnapshotXml.of(name), 0);
        if (taken == null) {
            throw new HostRefused("The host gave neither the snapshot %s nor a reason.".formatted(name));
        }
        taken.free();
    }

    /** Another portal may be making it at this moment, so this waits for what the machine is busy with first. */
    private Seen removeHalf(HostConnection host, Domain domain, String name) throws LibvirtException {
        try {
            domain.getJobInfo();
        } catch (LibvirtException e) {
            if (Codes.isSilence(e)) {
                throw e;
            }
        }
        Seen seen = look(host, domain);
        if (seen.names().contains(name) && !seen.isWhole(name)) {
            remove(host, domain, name);
            seen = look(host, domain);
        }
        return seen;
    }

    void ensureAbsent(HostConnection host, String machine, String name) throws LibvirtException {
        synchronized (busy.computeIfAbsent(machine, any -> new Object())) {
            try (Found<Domain> found = Found.machine(host, machine)) {
                if (found != null) {
                    remove(host, found.it(), name);
                }
            } catch (LibvirtException e) {
                if (!Codes.isAbsent(e)) {
                    throw e;
                }
            }
        }
    }

    private void remove(HostConnection host, Domain domain, String name) throws LibvirtException {
        Seen seen = look(host, domain);
        // a disk may have several of one name, from attempts that were cut off
        for (int round = 0; seen.names().contains(name); round++) {
            if (round == 3) {
                throw new HostRefused("The snapshot %s of %s does not go away.".formatted(name, domain.getName()));
            }
            ensureKnown(domain, seen, name);
            try (Found<DomainSnapshot> known = Found.snapshot(domain, name)) {
                if (known != null) {
                    known.it().delete(0);
                }
            } catch (LibvirtException e) {
                if (!Codes.isAbsent(e)) {
                    throw e;
                }
            }
            seen = look(host, domain);
        }
    }

    void restore(HostConnection host, String machine, String name, boolean running) throws LibvirtException {
        synchronized (busy.computeIfAbsent(machine, any -> new Object())) {
            try (Found<Domain> found = machine(host, machine)) {
                Seen seen = look(host, found.it());
                if (!seen.isWhole(name)) {
                    throw new StateLost("There is no whole snapshot %s of the machine %s.".formatted(name, machine));
                }
                ensureKnown(found.it(), seen, name);
                boolean withMemory = seen.snapshot(name).withMemory();
                int then = !withMemory ? 0 : running ? VirtFunctions.REVERT_RUNNING : VirtFunctions.REVERT_PAUSED;
                NativeCalls.onMachine(host, machine, domain -> {
                    var snapshot =
                            NativeCalls.check(VirtFunctions.LIBVIRT.virDomainSnapshotLookupByName(domain, name, 0));
                    try {
                        // by force: what the machine does now, and how it is defined now, does not matter
                        return NativeCalls.check(VirtFunctions.LIBVIRT.virDomainRevertToSnapshot(
                                snapshot, then | VirtFunctions.REVERT_FORCE));
                    } finally {
                        VirtFunctions.LIBVIRT.virDomainSnapshotFree(snapshot);
                    }
                });
                if (running && !withMemory) {
                    Power.start(found.it());
                }
            }
        }
    }

    /** Describes to libvirt what the disks have, unless it knows. */
    private static void ensureKnown(Domain domain, Seen seen, String name) throws LibvirtException {
        if (seen.known().stream().anyMatch(known -> known.name().equals(name))) {
            return;
        }
        Snapshot snapshot = seen.snapshot(name);
        String state = snapshot.withMemory() ? "running" : "shutoff";
        DomainSnapshot known = domain.snapshotCreateXML(
                SnapshotXml.known(
                        name,
                        state,
                        snapshot.takenAt().getEpochSecond(),
                        seen.targets(),
                        Xml.parse(domain.getXMLDesc(INACTIVE))),
                REDEFINE);
        if (known != null) {
            known.free();
        }
    }

    private static Found<Domain> machine(HostConnection host, String name) throws LibvirtException {
        Found<Domain> found = Found.machine(host, name);
        if (found == null) {
            throw new HostRefused("There is no machine %s on the host.".formatted(name));
        }
        return found;
    }

    /** @param state as libvirt remembers it */
    private record Known(String name, MachineState state, Instant takenAt) {}

    /** @param snapshots null when this driver cannot read files */
    private record Disk(String target, @Nullable List<QcowSnapshots.Entry> snapshots) {
        List<QcowSnapshots.Entry> called(String name) {
            return snapshots == null
                    ? List.of()
                    : snapshots.stream().filter(e -> e.name().equals(name)).toList();
        }
    }

    private record Seen(List<Known> known, List<Disk> disks) {
        TreeSet<String> names() {
            TreeSet<String> names = new TreeSet<>();
            known.forEach(k -> names.add(k.name()));
            disks.forEach(disk -> {
                if (disk.snapshots() != null) {
                    disk.snapshots().forEach(e -> names.add(e.name()));
                }
            });
            return names;
        }

        boolean isWhole(String name) {
            return disks.stream()
                    .allMatch(disk -> disk.snapshots() == null
                            ? known.stream().anyMatch(k -> k.name().equals(name))
                            : disk.called(name).size() == 1);
        }

        List<String> targets() {
            return disks.stream().map(Disk::target).toList();
        }

        Snapshot snapshot(String name) {
            long memory = disks.stream()
                    .flatMap(disk -> disk.called(name).stream())
                    .mapToLong(QcowSnapshots.Entry::memoryBytes)
                    .sum();
            for (Known k : known) {
                if (k.name().equals(name)) {
                    return new Snapshot(name, k.takenAt(), k.state(), memory);
                }
            }
            Instant takenAt = disks.stream()
                    .flatMap(disk -> disk.called(name).stream())
                    .map(QcowSnapshots.Entry::takenAt)
                    .max(Comparator.naturalOrder())
                    .orElse(Instant.EPOCH);
            return new Snapshot(name, takenAt, memory > 0 ? MachineState.RUNNING : MachineState.OFF, memory);
        }
    }

    private Seen look(HostConnection host, Domain domain) throws LibvirtException {
        List<Known> known = new ArrayList<>();
        for (String name : domain.snapshotListNames()) {
            try (Found<DomainSnapshot> found = Found.snapshot(domain, name)) {
                if (found != null) {
                    Element x = Xml.parse(found.it().getXMLDesc());
                    known.add(new Known(
                            name,
                            stateOf(Xml.textAt(x, "state").orElse("")),
                            Instant.ofEpochSecond(Xml.textAt(x, "creationTime")
                                    .map(Long::parseLong)
                                    .orElse(0L))));
                }
            }
        }
        List<Disk> disks = new ArrayList<>();
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
            for (Element disk : Xml.all(Xml.parse(domain.getXMLDesc(INACTIVE)), "devices/disk")) {
                String file = Xml.attributeAt(disk, "source", "file").orElse("");
                if (disk.getAttribute("device").equals("disk")
                        && Xml.attributeAt(disk, "driver", "type").orElse("").equals("qcow2")
                        && Xml.first(disk, "readonly").isEmpty()) {
                    disks.add(new Disk(
                            Xml.attributeAt(disk, "target", "dev").orElse(""),
                            QcowSnapshots.of(
                                    host, pool.it(), Path.of(file).getFileName().toString())));
                }
            }
        }
        if (disks.isEmpty()) {
            throw new HostRefused("The machine %s has no disk that could keep a snapshot.".formatted(domain.getName()));
        }
        return new Seen(known, disks);
    }

    private static MachineState stateOf(String libvirt) {
        return switch (libvirt) {
            case "running" -> MachineState.RUNNING;
            case "paused" -> MachineState.PAUSED;
            default -> MachineState.OFF;
        };
    }
}

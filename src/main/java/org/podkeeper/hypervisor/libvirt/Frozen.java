package org.podkeeper.hypervisor.libvirt;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.CannotClone;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;
import org.w3c.dom.Element;

/**
 * Machines on one host that were stopped in the middle of their work and kept, with memory, for others to go on from. A
 * frozen machine is three things in the disk directory: its disks, which nobody writes to any more; {@code
 * <frozen>.memory}; and {@code <frozen>.frozen}, made last, which says that it is whole. Its disks may also be put apart, as
 * copies in the image directory. A clone has overlays on the disks and starts from a copy of the memory, of which only the
 * beginning, libvirt's description of the machine, is changed.
 */
final class Frozen {
    static final String MEMORY = ".memory";
    static final String MARK = ".frozen";
    private static final int INACTIVE = 2;
    /** As libvirt writes it beside a saved memory: without what it adds to every machine by itself. */
    private static final int MIGRATABLE = 8;

    private static final int LIVE = 1;
    private static final int LONGEST_MARK = 64 * 1024;

    private final HostAddress address;
    private final Storage storage;
    private final Machines machines;
    private final ConcurrentHashMap<String, Object> busy = new ConcurrentHashMap<>();

    Frozen(HostAddress address, Storage storage, Machines machines) {
        this.address = address;
        this.storage = storage;
        this.machines = machines;
    }

    void ensure(HostConnection host, String machine, String frozen) throws LibvirtException {
        synchronized (lock(frozen)) {
            if (whole(host, frozen) == null) {
                List<String> disks = freeze(host, machine, frozen);
                byte[] mark = new FrozenXml(HostKind.of(host), disks).write().getBytes(StandardCharsets.UTF_8);
                storage.ensureFile(host, frozen + MARK, mark);
            }
            // it must never run again: its disks belong to its memory now
            machines.ensureAbsent(host, machine);
        }
    }

    private List<String> freeze(HostConnection host, String machine, String frozen) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, machine);
                Found<StoragePool> pool = pool(host)) {
            if (found == null) {
                throw new HostRefused("There is no machine %s on the host to freeze.".formatted(machine));
            }
            Domain domain = found.it();
            MachineState state = Power.stateOf(domain);
            String memory = frozen + MEMORY;
            if (state == MachineState.RUNNING || state == MachineState.PAUSED) {
                Storage.whenFree(() -> pool.it().refresh(0));
                Storage.ensureAbsent(pool.it(), memory);
                domain.save(Path.of(address.diskDirectory(), memory).toString());
                Storage.whenFree(() -> pool.it().refresh(0));
                return disksOf(domain);
            }
            Storage.whenFree(() -> pool.it().refresh(0));
            if (Storage.describe(pool.it(), memory) == null
                    || !SavedMemory.isWhole(Transfer.download(host, pool.it(), memory, SavedMemory.HEADER))) {
                throw new HostRefused("The machine %s is off, so it cannot be frozen.".formatted(machine));
            }
            return disksOf(domain);
        }
    }

    /** From now on it stands on these copies: those disks that it had may go. */
    void putApart(HostConnection host, String frozen, List<String> images) throws LibvirtException {
        synchronized (lock(frozen)) {
            FrozenXml whole = whole(host, frozen);
            if (whole == null) {
                throw new HostRefused("There is no frozen machine %s on the host.".formatted(frozen));
            }
            var apart = new FrozenXml(whole.host(), true, images);
            if (whole.equals(apart)) {
                return;
            }
            if (whole.disks().size() != images.size()) {
                throw new HostRefused("The frozen machine %s has %d disks, and not %d."
                        .formatted(frozen, whole.disks().size(), images.size()));
            }
            storage.ensureFile(host, frozen + MARK, apart.write().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static List<String> disksOf(Domain domain) throws LibvirtException {
        List<String> disks = new ArrayList<>();
        for (Element disk : Xml.all(Xml.parse(domain.getXMLDesc(INACTIVE)), "devices/disk")) {
            if (Xml.attributeAt(disk, "driver", "type").orElse("").equals("qcow2")) {
                disks.add(Path.of(Xml.attributeAt(disk, "source", "file").orElseThrow())
                        .getFileName()
                        .toString());
            }
        }
        return disks;
    }

    boolean isUsable(HostConnection host, String frozen) throws LibvirtException {
        FrozenXml whole = whole(host, frozen);
        return whole != null && whole.host().equals(HostKind.of(host));
    }

    /** @return null when it is not there, or something of it is missing */
    private @Nullable FrozenXml whole(HostConnection host, String frozen) throws LibvirtException {
        try (Found<StoragePool> pool = pool(host)) {
            FrozenXml marked = marked(host, pool.it(), frozen);
            if (marked == null || Storage.describe(pool.it(), frozen + MEMORY) == null) {
                return null;
            }
            try (Found<StoragePool> disks = poolOf(host, marked)) {
                for (String disk : marked.disks()) {
                    boolean there = marked.apart()
                            ? DurableFiles.isWhole(disks.it(), disk, true)
                            : Storage.describe(disks.it(), disk) != null;
                    if (!there) {
                        return null;
                    }
                }
            }
            return marked;
        }
    }

    /** Where its disks are. */
    private Found<StoragePool> poolOf(HostConnection host, FrozenXml marked) throws LibvirtException {
        return marked.apart() ? Pools.ensure(host, Pools.IMAGES, address.imageDirectory()) : pool(host);
    }

    private String pathOf(FrozenXml marked, String disk) {
        return Path.of(marked.apart() ? address.imageDirectory() : address.diskDirectory(), disk)
                .toString();
    }

    long bytes(HostConnection host, String frozen) throws LibvirtException {
        FrozenXml whole = whole(host, frozen);
        if (whole == null) {
            return 0;
        }
        try (Found<StoragePool> pool = pool(host);
                Found<StoragePool> disks = poolOf(host, whole)) {
            long sum = allocated(pool.it(), frozen + MEMORY);
            for (String disk : whole.disks()) {
                sum += allocated(disks.it(), disk);
            }
            return sum;
        }
    }

    private static long allocated(StoragePool pool, String file) throws LibvirtException {
        Element is = Storage.describe(pool, file);
        return is == null ? 0 : Math.max(0, Storage.number(is, "allocation"));
    }

    private static @Nullable FrozenXml marked(HostConnection host, StoragePool pool, String frozen)
            throws LibvirtException {
        if (Storage.describe(pool, frozen + MARK) == null) {
            return null;
        }
        String text = new String(Transfer.download(host, pool, frozen + MARK, LONGEST_MARK), StandardCharsets.UTF_8);
        // made, but not written when the portal died
        return text.strip().endsWith(">") ? FrozenXml.read(text) : null;
    }

    void ensureAbsent(HostConnection host, String frozen) throws LibvirtException {
        synchronized (lock(frozen)) {
            try (Found<StoragePool> pool = pool(host)) {
                FrozenXml marked = marked(host, pool.it(), frozen);
                Storage.ensureAbsent(pool.it(), frozen + MEMORY);
                if (marked != null) {
                    refuseWhileUsed(pool.it(), frozen, marked);
                    try (Found<StoragePool> disks = poolOf(host, marked)) {
                        for (String disk : marked.disks()) {
                            DurableFiles.ensureAbsent(disks.it(), disk);
                        }
                    }
                }
                Storage.ensureAbsent(pool.it(), frozen + MARK);
            }
        }
    }

    /** A disk that others stand on is worth more than its place. The memory can go: nothing new starts from it then. */
    private void refuseWhileUsed(StoragePool pool, String frozen, FrozenXml marked) throws LibvirtException {
        Storage.whenFree(() -> pool.refresh(0));
        List<String> paths =
                marked.disks().stream().map(disk -> pathOf(marked, disk)).toList();
        for (String name : pool.listVolumes()) {
            try (Found<StorageVol> volume = Found.volume(pool, name)) {
                if (volume != null
                        && paths.contains(Xml.textAt(Xml.parse(volume.it().getXMLDesc(0)), "backingStore/path")
                                .orElse(""))) {
                    throw new HostRefused("The frozen machine %s is still what %s stands on.".formatted(frozen, name));
                }
            }
        }
    }

    void ensureClone(HostConnection host, MachineSpec machine, String frozen) throws LibvirtException {
        synchronized (lock(machine.name())) {
            if (isThere(host, machine)) {
                return;
            }
            FrozenXml whole = whole(host, frozen);
            if (whole == null) {
                throw new CannotClone("There is no frozen machine %s on the host.".formatted(frozen));
            }
            if (!whole.host().equals(HostKind.of(host))) {
                throw new CannotClone(
                        "The host has another processor or another QEMU than when %s was frozen.".formatted(frozen));
            }
            if (whole.disks().size() != machine.disks().size()) {
                throw new CannotClone("The machine has other disks now than the one that was frozen.");
            }
            String begun = begin(host, machine, frozen, whole);
            machines.ensure(host, machine);
            refuseAnother(host, machine, begun);
        }
    }

    /**
     * A clone is defined last: one that is not is the rest of an attempt, unless it runs already.
     *
     * @return whether nothing is left to be done
     */
    private boolean isThere(HostConnection host, MachineSpec machine) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, machine.name())) {
            if (found == null) {
                return false;
            }
            if (found.it().isPersistent() != 1 && Power.stateOf(found.it()) != MachineState.RUNNING) {
                Power.off(found.it());
                return false;
            }
        }
        machines.ensure(host, machine);
        return true;
    }

    /** @return how the machine that runs now is described */
    private String begin(HostConnection host, MachineSpec machine, String frozen, FrozenXml whole)
            throws LibvirtException {
        String copy = machine.name() + MEMORY;
        try (Found<StoragePool> pool = pool(host)) {
            byte[] header = Transfer.download(host, pool.it(), frozen + MEMORY, 0, SavedMemory.HEADER);
            byte[] data = Transfer.download(
                    host, pool.it(), frozen + MEMORY, SavedMemory.HEADER, SavedMemory.lengthAfter(header));
            SavedMemory memory = SavedMemory.parse(header, data);
            String description = CloneXml.of(memory.xml(), machines.describe(machine));
            try {
                makeFiles(host, pool.it(), machine, frozen, whole);
            } catch (LibvirtException e) {
                // files of an attempt that was cut off, which libvirt does not know
                Storage.whenFree(() -> pool.it().refresh(0));
                makeFiles(host, pool.it(), machine, frozen, whole);
            }
            try {
                Transfer.upload(host, pool.it(), copy, memory.describedAs(description));
                restore(host, copy);
            } finally {
                Storage.ensureAbsent(pool.it(), copy);
            }
            return description;
        }
    }

    private void makeFiles(HostConnection host, StoragePool pool, MachineSpec machine, String frozen, FrozenXml whole)
            throws LibvirtException {
        try (Found<StoragePool> disks = poolOf(host, whole)) {
            for (int i = 0; i < machine.disks().size(); i++) {
                String on = whole.disks().get(i);
                Element below = Storage.describe(disks.it(), on);
                if (below == null) {
                    throw new CannotClone("The disk %s of the frozen machine went away.".formatted(on));
                }
                overlay(pool, machine.disks().get(i), below, pathOf(whole, on));
            }
        }
        Storage.ensureAbsent(pool, machine.name() + MEMORY);
        copy(pool, frozen + MEMORY, machine.name() + MEMORY);
    }

    private void restore(HostConnection host, String copy) throws LibvirtException {
        try {
            NativeCalls.check(VirtFunctions.LIBVIRT.virDomainRestoreFlags(
                    host.handle(),
                    Path.of(address.diskDirectory(), copy).toString(),
                    null,
                    VirtFunctions.RESTORE_RUNNING));
        } catch (LibvirtException e) {
            if (!host.isUsable() || Codes.isSilence(e)) {
                throw e;
            }
            throw new CannotClone("The host cannot go on from the frozen machine's memory: "
                    + String.valueOf(e.getError().getMessage()).strip());
        }
    }

    private static void overlay(StoragePool pool, String name, Element below, String path) throws LibvirtException {
        Storage.ensureAbsent(pool, name);
        Storage.create(pool, StorageXml.disk(name, Storage.number(below, "capacity"), path), name);
    }

    private static void copy(StoragePool pool, String from, String to) throws LibvirtException {
        try (Found<StorageVol> memory = Found.volume(pool, from)) {
            if (memory == null) {
                throw new CannotClone("The memory %s of the frozen machine went away.".formatted(from));
            }
            long size = Storage.number(Xml.parse(memory.it().getXMLDesc(0)), "physical");
            String xml = StorageXml.secret(to, size);
            try {
                Storage.createFrom(pool, xml, memory.it(), to, Storage.REFLINK);
            } catch (LibvirtException e) {
                // the file system cannot share blocks between files
                Storage.createFrom(pool, xml, memory.it(), to, 0);
            }
        }
    }

    /** Off and on again, it has to be the machine that it is now. */
    private void refuseAnother(HostConnection host, MachineSpec machine, String begun) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, machine.name())) {
            if (found == null) {
                throw new HostRefused("The machine %s went away while it was being started.".formatted(machine.name()));
            }
            String later = CloneXml.inside(Xml.parse(found.it().getXMLDesc(INACTIVE | MIGRATABLE)));
            if (CloneXml.inside(Xml.parse(begun)).equals(later)) {
                return;
            }
        }
        machines.ensureAbsent(host, machine.name());
        throw new CannotClone("The machine is defined otherwise now than the one that was frozen.");
    }

    /** Plugs in the cards that a clone begins without. */
    void ensureLinked(HostConnection host, String machine) throws LibvirtException {
        try (Found<Domain> found = Found.machine(host, machine)) {
            if (found == null) {
                throw new HostRefused("There is no machine %s on the host.".formatted(machine));
            }
            if (found.it().isActive() != 1) {
                return;
            }
            for (Element card : Xml.all(Xml.parse(found.it().getXMLDesc(0)), "devices/interface")) {
                if (Xml.attributeAt(card, "link", "state").orElse("").equals("down")) {
                    Xml.first(card, "link").orElseThrow().setAttribute("state", "up");
                    found.it().updateDeviceFlags(Xml.text(card), LIVE);
                }
            }
        }
    }

    private Found<StoragePool> pool(HostConnection host) throws LibvirtException {
        return Pools.ensure(host, Pools.DISKS, address.diskDirectory());
    }

    private Object lock(String name) {
        return busy.computeIfAbsent(name, any -> new Object());
    }
}

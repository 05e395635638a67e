package org.podkeeper.hypervisor.libvirt;

import com.sun.jna.Memory;
import com.sun.jna.ptr.IntByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.libvirt.CPUCompareResult;
import org.libvirt.LibvirtException;
import org.libvirt.NodeInfo;
import org.libvirt.StoragePool;
import org.libvirt.StoragePoolInfo;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.w3c.dom.Element;

/** Finds out what a host is and what is wrong with it. */
final class Probe {
    private static final long OLDEST_LIBVIRT = 8_000_000;
    private static final long GIB = 1L << 30;
    private static final long LITTLE_GIB = 5;

    private final HostAddress address;
    private final Translation translation;
    /** Looked for until it is found: no network is started for that with every probe. */
    private volatile boolean hasDnsmasq;

    Probe(HostAddress address, Translation translation) {
        this.address = address;
        this.translation = translation;
    }

    HostFacts of(HostConnection host) throws LibvirtException {
        List<String> problems = new ArrayList<>();
        Element capabilities = Xml.parse(host.getCapabilities());
        NodeInfo node = host.nodeInfo();
        long libvirt = host.getLibVirVersion();
        if (libvirt < OLDEST_LIBVIRT) {
            problems.add("libvirt %s is too old. Upgrade the host to libvirt %s or newer."
                    .formatted(version(libvirt), version(OLDEST_LIBVIRT)));
        }
        if (!offers(capabilities, "qemu") && !offers(capabilities, "kvm") && !offers(capabilities, "test")) {
            problems.add("QEMU for x86-64 is missing. Install it on the host: package qemu-system-x86 on Debian and"
                    + " Ubuntu, qemu-kvm on Red Hat's family.");
        }
        filters(host, problems);
        hasDnsmasq = hasDnsmasq || !Dnsmasq.isMissing(host);
        if (!hasDnsmasq) {
            problems.add(HostFacts.WITHOUT_DNSMASQ);
        }
        Space space = new Space();
        directory(host, Pools.IMAGES, address.imageDirectory(), "images", problems, new Space());
        directory(host, Pools.DISKS, address.diskDirectory(), "disks", problems, space);
        Ram ram = ram(host, node);
        return new HostFacts(
                host.getHostName(),
                version(libvirt),
                qemuVersion(host),
                cpuModel(host, capabilities),
                node.cpus,
                ram.totalKib() / 1024,
                ram.freeKib() / 1024,
                space.total / GIB,
                space.free / GIB,
                offers(capabilities, "kvm") && hasVirtualisation(host, capabilities),
                OwnAddresses.of(host).orElse(List.of()),
                problems);
    }

    /**
     * What the host's kernel has to give. Libvirt's usual figure is the sum of the NUMA cells as they were when the host
     * started, which misses memory that was added to a virtual host since.
     */
    private static Ram ram(HostConnection host, NodeInfo node) {
        IntByReference count = new IntByReference();
        int cells = VirtFunctions.ALL_CELLS;
        if (VirtFunctions.LIBVIRT.virNodeGetMemoryStats(host.handle(), cells, null, count, 0) < 0
                || count.getValue() < 1) {
            return new Ram(node.memory, 0);
        }
        long field = VirtFunctions.STATS_FIELD_LENGTH + Long.BYTES;
        long total = node.memory;
        long free = 0;
        try (Memory statistics = new Memory(count.getValue() * field)) {
            if (VirtFunctions.LIBVIRT.virNodeGetMemoryStats(host.handle(), cells, statistics, count, 0) < 0) {
                return new Ram(node.memory, 0);
            }
            for (int i = 0; i < count.getValue(); i++) {
                long kib = statistics.getLong(i * field + VirtFunctions.STATS_FIELD_LENGTH);
                switch (statistics.getString(i * field)) {
                    case "total" -> total = kib;
                    case "free", "buffers", "cached" -> free += kib;
                    default -> {}
                }
            }
        }
        return new Ram(total, free);
    }

    private record Ram(long totalKib, long freeKib) {}

    private static String version(long number) {
        return "%d.%d.%d".formatted(number / 1_000_000, number / 1000 % 1000, number % 1000);
    }

    /** Libvirt does not know the version of what is not installed. */
    private static String qemuVersion(HostConnection host) {
        try {
            return version(host.getVersion());
        } catch (LibvirtException e) {
            return "";
        }
    }

    private static boolean offers(Element capabilities, String type) {
        return Xml.all(capabilities, "guest/arch").stream()
                .filter(arch -> arch.getAttribute("name").equals("x86_64") || type.equals("test"))
                .flatMap(arch -> Xml.all(arch, "domain").stream())
                .anyMatch(domain -> domain.getAttribute("type").equals(type));
    }

    /**
     * The existence of /dev/kvm says little: on some machines guests then never get past the firmware. What counts is
     * that the CPU says it can, either by name or by what its model implies.
     */
    private static boolean hasVirtualisation(HostConnection host, Element capabilities) {
        List<String> named = Xml.all(capabilities, "host/cpu/feature").stream()
                .map(feature -> feature.getAttribute("name"))
                .toList();
        return named.contains("vmx") || named.contains("svm") || implies(host, "vmx") || implies(host, "svm");
    }

    private static boolean implies(HostConnection host, String feature) {
        String wanted = Xml.document("cpu", cpu -> {
            cpu.attributes("match", "minimum");
            cpu.text("arch", "x86_64");
            cpu.text("model", "qemu64");
            cpu.empty("feature", "policy", "require", "name", feature);
            // the model brings a feature of its own that says nothing here
            cpu.empty("feature", "policy", "optional", "name", feature.equals("vmx") ? "svm" : "vmx");
        });
        try {
            CPUCompareResult result = host.compareCPU(wanted);
            return result == CPUCompareResult.VIR_CPU_COMPARE_IDENTICAL
                    || result == CPUCompareResult.VIR_CPU_COMPARE_SUPERSET;
        } catch (LibvirtException e) {
            return false;
        }
    }

    private static String cpuModel(HostConnection host, Element capabilities) {
        String model = Xml.textAt(capabilities, "host/cpu/model").orElse("unknown");
        try {
            // the name on the box, where the host can read it
            return Xml.all(Xml.parse(host.getSysinfo()), "processor/entry").stream()
                    .filter(entry -> entry.getAttribute("name").equals("version"))
                    .map(entry -> entry.getTextContent().strip())
                    .filter(name -> !name.isEmpty() && !name.equalsIgnoreCase("Not Specified"))
                    .findFirst()
                    .orElse(model);
        } catch (LibvirtException e) {
            return model;
        }
    }

    private static void filters(HostConnection host, List<String> problems) {
        try {
            host.numOfNetworkFilters();
        } catch (LibvirtException e) {
            problems.add("The host has no network filters, which keep jump hosts apart. Install libvirt's nwfilter"
                    + " driver (package libvirt-daemon-driver-nwfilter on Red Hat's family).");
        }
    }

    /** Tries it: a file is made there and removed again. */
    private void directory(
            HostConnection host, String name, String directory, String what, List<String> problems, Space space) {
        try (Found<StoragePool> pool = Pools.ensure(host, name, directory)) {
            Storage.whenFree(() -> pool.it().refresh(0));
            StoragePoolInfo info = pool.it().getInfo();
            space.total = info.capacity;
            space.free = info.available;
            if (info.available < LITTLE_GIB * GIB) {
                problems.add(
                        "Only %d GiB are free where %s are kept (%s). Remove something there or choose another directory."
                                .formatted(info.available / GIB, what, directory));
            }
            String file = "podkeeper-probe-" + UUID.randomUUID();
            Storage.create(pool.it(), StorageXml.file(file, 0), file);
            Storage.ensureAbsent(pool.it(), file);
        } catch (LibvirtException e) {
            problems.add(translation
                    .of(e, "keep %s at %s".formatted(what, directory), false)
                    .getMessage());
        } catch (HostRefused e) {
            problems.add(String.valueOf(e.getMessage()));
        }
    }

    private static final class Space {
        private long total;
        private long free;
    }
}

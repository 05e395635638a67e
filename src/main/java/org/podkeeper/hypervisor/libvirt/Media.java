package org.podkeeper.hypervisor.libvirt;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.w3c.dom.Element;

/**
 * The CD of the machines on one host. The drive and its bus come and go with the medium: without one they would only cost
 * time at every boot. It is no part of a machine's specification.
 */
final class Media {
    private static final int LIVE = 1;
    private static final int CONFIG = 2;
    private static final int FORCE = 4;
    private static final int INACTIVE = 2;

    private final HostAddress address;

    Media(HostAddress address) {
        this.address = address;
    }

    void ensure(HostConnection host, String machine, @Nullable String image) throws LibvirtException {
        String path = image == null ? null : pathOf(host, image);
        try (Found<Domain> found = Found.machine(host, machine)) {
            if (found == null) {
                throw new HostRefused("There is no machine %s on the host.".formatted(machine));
            }
            Domain domain = found.it();
            ensure(domain, path, INACTIVE, CONFIG);
            if (domain.isActive() == 1) {
                ensure(domain, path, 0, LIVE);
            }
        }
    }

    private static void ensure(Domain domain, @Nullable String path, int described, int affected)
            throws LibvirtException {
        Optional<String> is = source(domain, described);
        if (path == null && is.isEmpty()) {
            withoutBus(domain, described, affected);
            return;
        }
        if (is.equals(Optional.ofNullable(path))) {
            return;
        }
        Racing.Look asWanted = () -> source(domain, described).equals(Optional.ofNullable(path));
        if (path == null) {
            Racing.act(() -> domain.detachDeviceFlags(MediumXml.of(is.orElseThrow()), affected), asWanted);
            withoutBus(domain, described, affected);
        } else if (is.isPresent()) {
            // by force: the system inside may have locked the drive
            Racing.act(() -> domain.updateDeviceFlags(MediumXml.of(path), affected | FORCE), asWanted);
        } else {
            if (!hasBus(domain, described)) {
                Racing.act(() -> domain.attachDeviceFlags(MediumXml.bus(), affected), () -> hasBus(domain, described));
            }
            Racing.act(() -> domain.attachDeviceFlags(MediumXml.of(path), affected), asWanted);
        }
    }

    /** A running guest may keep the empty bus for as long as it likes: it is gone after the next start at the latest. */
    private static void withoutBus(Domain domain, int described, int affected) throws LibvirtException {
        boolean empty = disks(domain, described).stream()
                .noneMatch(disk ->
                        Xml.attributeAt(disk, "target", "bus").orElse("").equals("scsi"));
        if (!empty || !hasBus(domain, described)) {
            return;
        }
        try {
            domain.detachDeviceFlags(MediumXml.bus(), affected);
        } catch (LibvirtException e) {
            if (affected == CONFIG && hasBus(domain, described)) {
                throw e;
            }
        }
    }

    private static boolean hasBus(Domain domain, int flags) throws LibvirtException {
        return Xml.all(Xml.parse(domain.getXMLDesc(flags)), "devices/controller").stream()
                .anyMatch(controller -> controller.getAttribute("type").equals("scsi"));
    }

    private static Optional<String> source(Domain domain, int flags) throws LibvirtException {
        return disks(domain, flags).stream()
                .filter(disk ->
                        Xml.attributeAt(disk, "target", "dev").orElse("").equals(MediumXml.TARGET))
                .map(disk -> Xml.attributeAt(disk, "source", "file").orElse(""))
                .findFirst();
    }

    private static List<Element> disks(Domain domain, int flags) throws LibvirtException {
        return Xml.all(Xml.parse(domain.getXMLDesc(flags)), "devices/disk");
    }

    private String pathOf(HostConnection host, String image) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.IMAGES, address.imageDirectory())) {
            Element file = Storage.describe(pool.it(), image);
            if (file == null || Storage.describe(pool.it(), image + DurableFiles.MARK) == null) {
                throw new HostRefused("The medium %s is not on the host, or not whole.".formatted(image));
            }
            return Xml.textAt(file, "target/path").orElseThrow();
        }
    }
}

package org.podkeeper.hypervisor.libvirt;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.w3c.dom.Element;

/** Disks and small files of one host's disk directory, by libvirt's storage calls only, so that the host may be anywhere. */
final class Storage {
    /** Libvirt's flag for a copy that shares its blocks with the original until one of them changes. */
    static final int REFLINK = 2;

    private static final long GIB = 1L << 30;
    private static final Duration POOL_PATIENCE = Duration.ofSeconds(10);

    private final HostAddress address;

    Storage(HostAddress address) {
        this.address = address;
    }

    void ensureDisk(HostConnection host, DiskSpec disk) throws LibvirtException {
        String golden = disk.golden() == null ? null : goldenFor(host, disk, disk.golden());
        long capacity = disk.sizeGib() * GIB;
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
            Element is = describe(pool.it(), disk.name());
            if (is != null && !isAs(is, capacity, golden)) {
                // somebody may be making it at this moment: a look round waits for that
                whenFree(() -> pool.it().refresh(0));
                is = describe(pool.it(), disk.name());
            }
            if (is != null) {
                if (isAs(is, capacity, golden)) {
                    return;
                }
                if (isFinished(is)) {
                    throw new HostRefused(
                            "A disk %s with another size or image is on the host already.".formatted(disk.name()));
                }
                // a rest of an attempt that was cut off: not even its header is whole
                ensureAbsent(pool.it(), disk.name());
            }
            create(pool.it(), StorageXml.disk(disk.name(), capacity, golden), disk.name());
        }
    }

    private String goldenFor(HostConnection host, DiskSpec disk, String image) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.IMAGES, address.imageDirectory())) {
            Element golden = describe(pool.it(), image);
            if (golden == null || describe(pool.it(), image + DurableFiles.MARK) == null) {
                throw new HostRefused("The image %s is not on the host, or not whole.".formatted(image));
            }
            long needs = number(golden, "capacity");
            if (needs > disk.sizeGib() * GIB) {
                throw new HostRefused("The image %s needs a disk of %d GiB, and %s has %d GiB."
                        .formatted(image, (needs + GIB - 1) / GIB, disk.name(), disk.sizeGib()));
            }
            return Xml.textAt(golden, "target/path").orElseThrow();
        }
    }

    private static boolean isAs(Element is, long capacity, @Nullable String golden) {
        return isFinished(is)
                && number(is, "capacity") == capacity
                && Xml.textAt(is, "backingStore/path").orElse("").equals(golden == null ? "" : golden);
    }

    private static boolean isFinished(Element is) {
        return Xml.attributeAt(is, "target/format", "type").orElse("").equals("qcow2");
    }

    void ensureFile(HostConnection host, String name, byte[] content) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
            Element is = describe(pool.it(), name);
            if (is != null && number(is, "physical") != content.length) {
                ensureAbsent(pool.it(), name);
                is = null;
            }
            if (is == null) {
                create(pool.it(), StorageXml.file(name, content.length), name);
            } else if (Arrays.equals(content, Transfer.download(host, pool.it(), name, content.length))) {
                return;
            }
            Transfer.upload(host, pool.it(), name, content);
        }
    }

    void ensureAbsent(HostConnection host, String name) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
            ensureAbsent(pool.it(), name);
        }
    }

    /** Names of all files, after a look at the directory itself. */
    List<String> names(HostConnection host) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
            whenFree(() -> pool.it().refresh(0));
            return List.of(pool.it().listVolumes());
        }
    }

    static void ensureAbsent(StoragePool pool, String name) throws LibvirtException {
        try (Found<StorageVol> volume = Found.volume(pool, name)) {
            if (volume != null) {
                whenFree(() -> volume.it().delete(0));
            }
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
    }

    /** @return null when the file is not there, also when libvirt remembers it wrongly */
    static @Nullable Element describe(StoragePool pool, String name) throws LibvirtException {
        try {
            return remembered(pool, name);
        } catch (LibvirtException e) {
            if (!Codes.isAbsent(e)) {
                throw e;
            }
        }
        whenFree(() -> pool.refresh(0));
        return remembered(pool, name);
    }

    private static @Nullable Element remembered(StoragePool pool, String name) throws LibvirtException {
        try (Found<StorageVol> volume = Found.volume(pool, name)) {
            return volume == null ? null : Xml.parse(volume.it().getXMLDesc(0));
        }
    }

    static void create(StoragePool pool, String xml, String name) throws LibvirtException {
        Racing.act(
                () -> whenFree(() -> {
                    StorageVol created = pool.storageVolCreateXML(xml, 0);
                    if (created == null) {
                        throw new HostRefused("The host gave neither the file %s nor a reason.".formatted(name));
                    }
                    created.free();
                }),
                () -> describe(pool, name) != null);
    }

    /** A copy that the host makes itself: of raw to raw as it is, else converted. */
    static void createFrom(StoragePool pool, String xml, StorageVol from, String name) throws LibvirtException {
        createFrom(pool, xml, from, name, 0);
    }

    static void createFrom(StoragePool pool, String xml, StorageVol from, String name, int flags)
            throws LibvirtException {
        whenFree(() -> {
            StorageVol created = pool.storageVolCreateXMLFrom(xml, from, flags);
            if (created == null) {
                throw new HostRefused("The host gave neither the file %s nor a reason.".formatted(name));
            }
            created.free();
        });
    }

    static long number(Element volume, String name) {
        return Xml.textAt(volume, name).map(Long::parseLong).orElse(-1L);
    }

    /** Libvirt offers no way to wait for a pool that is busy with itself, so this asks until it is not. */
    static void whenFree(Racing.Act act) throws LibvirtException {
        long start = System.nanoTime();
        while (true) {
            try {
                act.run();
                return;
            } catch (LibvirtException e) {
                if (!Codes.isPoolBusy(e) || System.nanoTime() - start > POOL_PATIENCE.toNanos()) {
                    throw e;
                }
                LockSupport.parkNanos(Duration.ofMillis(20).toNanos());
            }
        }
    }
}

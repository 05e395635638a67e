package org.podkeeper.hypervisor.libvirt;

import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.locks.LockSupport;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.HostRefused;
import org.w3c.dom.Element;

/**
 * Makes a file in a pool that is on the host's disk when it counts as complete. Libvirt cannot be asked to write a file
 * through to the disk; only its copying of raw files does so at the end. So content comes into {@code <name>.part} first,
 * is copied on the host, and then an empty file {@code <name>.complete} says that it is whole.
 *
 * <p>A qcow2 image would be converted, not copied: its first four bytes, by which libvirt knows it, are zero in the part
 * and put right in the copy at last. Should the host lose its power then, either they are there or the file is no qcow2
 * image, which shows.
 */
final class DurableFiles {
    static final String PART = ".part";
    static final String MARK = ".complete";
    static final byte[] QCOW2 = {'Q', 'F', 'I', (byte) 0xfb};

    private static final Duration OTHERS = Duration.ofSeconds(3);

    private DurableFiles() {}

    static boolean isWhole(StoragePool pool, String name, boolean qcow2) throws LibvirtException {
        Element file = Storage.describe(pool, name);
        return file != null && (!qcow2 || isQcow2(file)) && Storage.describe(pool, name + MARK) != null;
    }

    static boolean isQcow2(Element file) {
        return Xml.attributeAt(file, "target/format", "type").orElse("").equals("qcow2");
    }

    /** Hides from libvirt that the part is a qcow2 image. */
    static void hide(HostConnection host, StoragePool pool, String part) throws LibvirtException {
        Transfer.upload(host, pool, part, new byte[QCOW2.length]);
        Storage.whenFree(() -> pool.refresh(0));
    }

    /** @param name of which {@code name.part} is whole, its first bytes hidden when it is a qcow2 image */
    static void complete(HostConnection host, StoragePool pool, String name, boolean qcow2) throws LibvirtException {
        if (!isDoneByAnother(pool, name, qcow2)) {
            ensureAbsent(pool, name);
            copy(pool, name);
            if (qcow2) {
                Transfer.upload(host, pool, name, new ByteArrayInputStream(QCOW2), 0, QCOW2.length, done -> {});
            }
            // so that libvirt sees what it is and how big, now and not when its own look round comes to it
            Storage.whenFree(() -> pool.refresh(0));
            Storage.create(pool, StorageXml.file(name + MARK, 0), name + MARK);
        }
        Storage.ensureAbsent(pool, name + PART);
    }

    /** A file without its mark may be what another portal works on: then it is soon there. */
    private static boolean isDoneByAnother(StoragePool pool, String name, boolean qcow2) throws LibvirtException {
        long start = System.nanoTime();
        while (Storage.describe(pool, name) != null) {
            Storage.whenFree(() -> pool.refresh(0));
            if (isWhole(pool, name, qcow2)) {
                return true;
            }
            if (System.nanoTime() - start > OTHERS.toNanos()) {
                return false;
            }
            LockSupport.parkNanos(Duration.ofMillis(100).toNanos());
        }
        return false;
    }

    static void ensureAbsent(StoragePool pool, String name) throws LibvirtException {
        Storage.ensureAbsent(pool, name + MARK);
        Storage.ensureAbsent(pool, name);
    }

    private static void copy(StoragePool pool, String name) throws LibvirtException {
        try (Found<StorageVol> part = Found.volume(pool, name + PART)) {
            if (part == null) {
                throw new HostRefused("The file %s went away from the host.".formatted(name + PART));
            }
            long size = Storage.number(Xml.parse(part.it().getXMLDesc(0)), "physical");
            Storage.createFrom(pool, StorageXml.file(name, size), part.it(), name);
        }
    }

    /** The first bytes of a qcow2 image as they are in its part. */
    static byte[] hidden(byte[] beginning) {
        return startsAsQcow2(beginning) ? new byte[QCOW2.length] : beginning;
    }

    static boolean startsAsQcow2(byte[] beginning) {
        return Arrays.equals(beginning, QCOW2);
    }
}

package org.podkeeper.hypervisor.libvirt;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor.Progress;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.StoredImage;
import org.w3c.dom.Element;

/**
 * Golden images on one host, each whole and on the host's disk before it counts, see {@link DurableFiles}. Two portals
 * that upload the same image at the same time write the same bytes, because an image's name stands for its content.
 */
final class Images {
    private final HostAddress address;
    private final ConcurrentHashMap<String, Object> uploads = new ConcurrentHashMap<>();

    Images(HostAddress address) {
        this.address = address;
    }

    boolean has(HostConnection host, ImageSpec image) throws LibvirtException {
        try (Found<StoragePool> pool = pool(host)) {
            return isWhole(pool.it(), image);
        }
    }

    /** Blocks while another thread uploads the same image. */
    void ensure(HostConnection host, ImageSpec image, Progress progress) throws LibvirtException {
        synchronized (lock(image.name())) {
            try (Found<StoragePool> pool = pool(host)) {
                if (isWhole(pool.it(), image)) {
                    return;
                }
                try {
                    upload(host, pool.it(), image, progress);
                    DurableFiles.complete(host, pool.it(), image.name(), isQcow2(image));
                } catch (LibvirtException | HostRefused e) {
                    // another portal may have finished it, and taken away what this one was working on
                    if (!isWhole(pool.it(), image)) {
                        throw e;
                    }
                }
            }
        }
    }

    private static void upload(HostConnection host, StoragePool pool, ImageSpec image, Progress progress)
            throws LibvirtException {
        long size = size(image);
        String part = image.name() + DurableFiles.PART;
        Element rest = Storage.describe(pool, part);
        if (rest != null && Storage.number(rest, "physical") > size) {
            Storage.ensureAbsent(pool, part);
            rest = null;
        }
        if (rest == null) {
            Storage.create(pool, StorageXml.file(part, size), part);
        }
        progress.transferred(0, size);
        try (InputStream content = Files.newInputStream(image.file())) {
            byte[] beginning = DurableFiles.hidden(content.readNBytes(DurableFiles.QCOW2.length));
            InputStream hidden = new SequenceInputStream(new ByteArrayInputStream(beginning), content);
            Transfer.upload(host, pool, part, hidden, 0, size, done -> progress.transferred(done, size));
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot read the image " + image.name(), e);
        }
        Storage.whenFree(() -> pool.refresh(0));
    }

    /** One file without a backing file, of a disk that nobody has open. */
    void ensureFlattened(HostConnection host, String disk, String name) throws LibvirtException {
        synchronized (lock(name)) {
            try (Found<StoragePool> images = pool(host);
                    Found<StoragePool> disks = Pools.ensure(host, Pools.DISKS, address.diskDirectory())) {
                if (DurableFiles.isWhole(images.it(), name, true)) {
                    return;
                }
                flatten(host, disks.it(), disk, images.it(), name + DurableFiles.PART);
                DurableFiles.complete(host, images.it(), name, true);
            }
        }
    }

    private static void flatten(HostConnection host, StoragePool disks, String disk, StoragePool images, String part)
            throws LibvirtException {
        // what is there of an earlier attempt says nothing: its first bytes may be hidden or not
        Storage.whenFree(() -> images.refresh(0));
        Storage.ensureAbsent(images, part);
        Storage.whenFree(() -> disks.refresh(0));
        try (Found<StorageVol> source = Found.volume(disks, disk)) {
            if (source == null) {
                throw new HostRefused("There is no disk %s on the host.".formatted(disk));
            }
            long capacity = source.it().getInfo().capacity;
            Storage.createFrom(images, StorageXml.disk(part, capacity, null), source.it(), part);
        }
        DurableFiles.hide(host, images, part);
    }

    void read(HostConnection host, String name, OutputStream to, Progress progress) throws LibvirtException {
        try (Found<StoragePool> pool = pool(host)) {
            Element image = Storage.describe(pool.it(), name);
            if (image == null || Storage.describe(pool.it(), name + DurableFiles.MARK) == null) {
                throw new HostRefused("The image %s is not on the host, or not whole.".formatted(name));
            }
            long size = Storage.number(image, "physical");
            AtomicLong came = new AtomicLong();
            progress.transferred(0, size);
            Transfer.download(host, pool.it(), name, 0, size, to, done -> {
                came.set(done);
                progress.transferred(done, size);
            });
            if (came.get() != size) {
                throw new HostRefused(
                        "The host gave %d of the %d bytes of the image %s.".formatted(came.get(), size, name));
            }
        }
    }

    void ensureAbsent(HostConnection host, String name) throws LibvirtException {
        try (Found<StoragePool> pool = pool(host)) {
            DurableFiles.ensureAbsent(pool.it(), name);
            Storage.ensureAbsent(pool.it(), name + DurableFiles.PART);
        }
    }

    private Found<StoragePool> pool(HostConnection host) throws LibvirtException {
        return Pools.ensure(host, Pools.IMAGES, address.imageDirectory());
    }

    private Object lock(String name) {
        return uploads.computeIfAbsent(name, any -> new Object());
    }

    private static boolean isWhole(StoragePool pool, ImageSpec image) throws LibvirtException {
        Element is = Storage.describe(pool, image.name());
        return is != null
                && Storage.number(is, "physical") == size(image)
                && DurableFiles.isWhole(pool, image.name(), isQcow2(image));
    }

    private static boolean isQcow2(ImageSpec image) {
        try (InputStream content = Files.newInputStream(image.file())) {
            return DurableFiles.startsAsQcow2(content.readNBytes(DurableFiles.QCOW2.length));
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot read the image " + image.name(), e);
        }
    }

    /** Marks and parts are no images; where there is nothing else, they are the rest of one. */
    List<StoredImage> list(HostConnection host) throws LibvirtException {
        Set<String> used = backings(host);
        try (Found<StoragePool> pool = pool(host)) {
            Set<String> files = Set.of(pool.it().listVolumes());
            Set<String> names = new TreeSet<>();
            files.forEach(file -> names.add(withoutEnding(file)));
            List<StoredImage> images = new ArrayList<>();
            for (String name : names) {
                // a look for what is not there would make libvirt look round the whole directory
                String partName = name + DurableFiles.PART;
                Element image = files.contains(name) ? Storage.describe(pool.it(), name) : null;
                Element part = files.contains(partName) ? Storage.describe(pool.it(), partName) : null;
                images.add(new StoredImage(
                        name,
                        size(image) + size(part),
                        image != null && files.contains(name + DurableFiles.MARK),
                        image != null && used.contains(path(image))));
            }
            return images;
        }
    }

    /** Names only, of whole ones and of what is left of others, after a look at the directory itself. */
    Set<String> names(HostConnection host) throws LibvirtException {
        try (Found<StoragePool> pool = pool(host)) {
            Storage.whenFree(() -> pool.it().refresh(0));
            Set<String> names = new TreeSet<>();
            for (String file : pool.it().listVolumes()) {
                names.add(withoutEnding(file));
            }
            return names;
        }
    }

    private static long size(@Nullable Element file) {
        return file == null ? 0 : Math.max(0, Storage.number(file, "physical"));
    }

    /** Paths of all files that something in our two directories is an overlay on. */
    private Set<String> backings(HostConnection host) throws LibvirtException {
        Set<String> paths = new HashSet<>();
        addBackings(host, Pools.IMAGES, address.imageDirectory(), paths);
        addBackings(host, Pools.DISKS, address.diskDirectory(), paths);
        return paths;
    }

    private static void addBackings(HostConnection host, String name, String directory, Set<String> paths)
            throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, name, directory)) {
            Storage.whenFree(() -> pool.it().refresh(0));
            for (String file : pool.it().listVolumes()) {
                Element volume = Storage.describe(pool.it(), file);
                if (volume != null) {
                    Xml.textAt(volume, "backingStore/path").ifPresent(paths::add);
                }
            }
        }
    }

    private static String withoutEnding(String file) {
        for (String ending : List.of(DurableFiles.MARK, DurableFiles.PART)) {
            if (file.endsWith(ending)) {
                return file.substring(0, file.length() - ending.length());
            }
        }
        return file;
    }

    private static String path(Element image) {
        return Xml.textAt(image, "target/path").orElse("");
    }

    private static long size(ImageSpec image) {
        try {
            return Files.size(image.file());
        } catch (IOException e) {
            throw new UncheckedIOException("The portal does not have the image " + image.name(), e);
        }
    }
}

package org.podkeeper.hypervisor.libvirt;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.concurrent.ConcurrentHashMap;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.Hypervisor.Progress;
import org.podkeeper.hypervisor.ImageSpec;
import org.w3c.dom.Element;

/**
 * Golden images on one host. Libvirt cannot rename a file, so an image is uploaded under its own name, and an empty file
 * {@code <name>.complete} beside it, made last, says that it is whole. An image without that mark is nobody's golden
 * image yet: an upload that was cut off is done again over it. Two portals that upload the same image at the same time
 * write the same bytes, because an image's name stands for its content.
 */
final class Images {
    static final String MARK = ".complete";

    private final HostAddress address;
    private final ConcurrentHashMap<String, Object> uploads = new ConcurrentHashMap<>();

    Images(HostAddress address) {
        this.address = address;
    }

    boolean has(HostConnection host, ImageSpec image) throws LibvirtException {
        try (Found<StoragePool> pool = Pools.ensure(host, Pools.IMAGES, address.imageDirectory())) {
            return isWhole(pool.it(), image.name(), size(image));
        }
    }

    /** Blocks while another thread uploads the same image. */
    void ensure(HostConnection host, ImageSpec image, Progress progress) throws LibvirtException {
        synchronized (uploads.computeIfAbsent(image.name(), name -> new Object())) {
            long size = size(image);
            try (Found<StoragePool> pool = Pools.ensure(host, Pools.IMAGES, address.imageDirectory())) {
                if (isWhole(pool.it(), image.name(), size)) {
                    return;
                }
                upload(host, pool.it(), image, size, progress);
                Storage.create(pool.it(), StorageXml.file(image.name() + MARK, 0), image.name() + MARK);
            }
        }
    }

    private static void upload(HostConnection host, StoragePool pool, ImageSpec image, long size, Progress progress)
            throws LibvirtException {
        Element rest = Storage.describe(pool, image.name());
        if (rest != null && Storage.number(rest, "physical") > size) {
            Storage.ensureAbsent(pool, image.name());
            rest = null;
        }
        if (rest == null) {
            Storage.create(pool, StorageXml.file(image.name(), size), image.name());
        }
        progress.transferred(0, size);
        try (InputStream content = Files.newInputStream(image.file())) {
            Transfer.upload(host, pool, image.name(), content, size, done -> progress.transferred(done, size));
        } catch (IOException e) {
            throw new UncheckedIOException("The portal cannot read the image " + image.name(), e);
        }
        // so that libvirt sees a qcow2 disk and its size now, not when its own look round comes to it
        Storage.whenFree(() -> pool.refresh(0));
    }

    private static boolean isWhole(StoragePool pool, String name, long size) throws LibvirtException {
        Element image = Storage.describe(pool, name);
        return image != null
                && Storage.number(image, "physical") == size
                && Storage.describe(pool, name + MARK) != null;
    }

    private static long size(ImageSpec image) {
        try {
            return Files.size(image.file());
        } catch (IOException e) {
            throw new UncheckedIOException("The portal does not have the image " + image.name(), e);
        }
    }
}

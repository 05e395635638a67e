package org.podkeeper.hypervisor.libvirt;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.podkeeper.hypervisor.HostRefused;

/** The two storage pools that we keep on every host. */
final class Pools {
    static final String IMAGES = "podkeeper-images";
    static final String DISKS = "podkeeper-disks";

    private Pools() {}

    /** The pool, defined at this directory, made and started. */
    static Found<StoragePool> ensure(HostConnection host, String name, String directory) throws LibvirtException {
        Found<StoragePool> found = inUse(host, name, directory);
        if (found == null) {
            StoragePool defined = host.storagePoolDefineXML(StorageXml.pool(name, directory), 0);
            if (defined == null) {
                throw new HostRefused("The host gave neither the storage pool %s nor a reason.".formatted(name));
            }
            found = Found.of(defined);
        }
        try {
            StoragePool pool = found.it();
            if (pool.isActive() != 1) {
                Racing.act(
                        () -> {
                            pool.build(0);
                            pool.create(0);
                        },
                        () -> pool.isActive() == 1);
            }
            if (!pool.getAutostart()) {
                pool.setAutostart(1);
            }
            return found;
        } catch (LibvirtException | RuntimeException e) {
            found.close();
            throw e;
        }
    }

    /** @return null when it has to be defined: it is not there, or it is idle and for another directory */
    private static @Nullable Found<StoragePool> inUse(HostConnection host, String name, String directory)
            throws LibvirtException {
        Found<StoragePool> found = Found.pool(host, name);
        if (found == null) {
            return null;
        }
        try {
            StoragePool pool = found.it();
            String path =
                    Xml.textAt(Xml.parse(pool.getXMLDesc(0)), "target/path").orElse("");
            if (Path.of(path).normalize().equals(Path.of(directory).normalize())) {
                return found;
            }
            if (pool.isActive() == 1) {
                throw new HostRefused(
                        "The host's storage pool %s is at %s and not at %s. Set the host's directory to that, or remove the pool on the host."
                                .formatted(name, path, directory));
            }
            pool.undefine();
        } catch (LibvirtException | RuntimeException e) {
            found.close();
            throw e;
        }
        found.close();
        return null;
    }
}

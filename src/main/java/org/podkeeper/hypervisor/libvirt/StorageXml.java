package org.podkeeper.hypervisor.libvirt;

import org.jspecify.annotations.Nullable;

/** Storage pools and volumes as libvirt wants them described. */
final class StorageXml {
    private StorageXml() {}

    static String pool(String name, String directory) {
        return Xml.document("pool", x -> {
            x.attributes("type", "dir");
            x.text("name", name);
            x.text("uuid", StableUuid.of("pool", name));
            // others may pass through, because QEMU runs as somebody else, but not look round
            x.element("target", t -> t.text("path", directory).element("permissions", p -> p.text("mode", "0711")));
        });
    }

    /** A qcow2 disk, empty or an overlay; nothing is allocated beforehand, so it is there in an instant. */
    static String disk(String name, long capacity, @Nullable String goldenPath) {
        return Xml.document("volume", x -> {
            x.text("name", name);
            x.text("capacity", capacity);
            x.text("allocation", 0);
            x.element("target", t -> t.empty("format", "type", "qcow2"));
            if (goldenPath != null) {
                x.element("backingStore", b -> b.text("path", goldenPath).empty("format", "type", "qcow2"));
            }
        });
    }

    /** A file that is filled by an upload, readable by whatever user QEMU runs as. */
    static String file(String name, long size) {
        return file(name, size, "0644");
    }

    /** A file for libvirt itself only. */
    static String secret(String name, long size) {
        return file(name, size, "0600");
    }

    private static String file(String name, long size, String mode) {
        return Xml.document("volume", x -> {
            x.text("name", name);
            x.text("capacity", size);
            x.text("allocation", 0);
            x.element(
                    "target", t -> t.empty("format", "type", "raw").element("permissions", p -> p.text("mode", mode)));
        });
    }
}

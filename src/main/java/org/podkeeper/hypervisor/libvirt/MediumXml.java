package org.podkeeper.hypervisor.libvirt;

/** A CD as libvirt wants it described. */
final class MediumXml {
    /** The name that no disk of a specification has. */
    static final String TARGET = "sda";
    /** After the first disk: a machine whose disk does not boot yet starts from the medium. */
    private static final int BOOT_ORDER = 2;

    private MediumXml() {}

    /** Of the kind that the kernels of cloud images have a driver for. */
    static String bus() {
        return Xml.document("controller", x -> x.attributes("type", "scsi", "index", 0, "model", "virtio-scsi"));
    }

    static String of(String path) {
        return Xml.document("disk", disk -> {
            disk.attributes("type", "file", "device", "cdrom");
            disk.empty("driver", "name", "qemu", "type", "raw");
            disk.empty("source", "file", path);
            disk.empty("target", "dev", TARGET, "bus", "scsi");
            disk.empty("readonly");
            disk.empty("boot", "order", BOOT_ORDER);
        });
    }
}

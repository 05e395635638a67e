package org.podkeeper.hypervisor.libvirt;

import java.util.List;
import org.w3c.dom.Element;

/**
 * What is remembered of a frozen machine in a file beside its memory.
 *
 * @param host what kind of host its memory was saved on
 * @param apart whether its disks are copies in the image directory, and not those that it had in the disk directory
 * @param disks its disks' file names in order
 */
record FrozenXml(String host, boolean apart, List<String> disks) {
    private static final String IMAGES = "images";

    FrozenXml {
        disks = List.copyOf(disks);
    }

    FrozenXml(String host, List<String> disks) {
        this(host, false, disks);
    }

    String write() {
        return Xml.document("frozen", x -> {
            x.attributes("host", host);
            if (apart) {
                x.attributes("disks", IMAGES);
            }
            disks.forEach(disk -> x.text("disk", disk));
        });
    }

    static FrozenXml read(String text) {
        Element x = Xml.parse(text);
        return new FrozenXml(
                x.getAttribute("host"),
                x.getAttribute("disks").equals(IMAGES),
                Xml.all(x, "disk").stream().map(Element::getTextContent).toList());
    }
}

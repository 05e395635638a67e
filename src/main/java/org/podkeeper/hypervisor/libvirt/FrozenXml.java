package org.podkeeper.hypervisor.libvirt;

import java.util.List;
import org.w3c.dom.Element;

/**
 * What is remembered of a frozen machine in a file beside its memory.
 *
 * @param host what kind of host its memory was saved on
 * @param disks its disks' file names in order
 */
record FrozenXml(String host, List<String> disks) {
    FrozenXml {
        disks = List.copyOf(disks);
    }

    String write() {
        return Xml.document("frozen", x -> {
            x.attributes("host", host);
            disks.forEach(disk -> x.text("disk", disk));
        });
    }

    static FrozenXml read(String text) {
        Element x = Xml.parse(text);
        return new FrozenXml(
                x.getAttribute("host"),
                Xml.all(x, "disk").stream().map(Element::getTextContent).toList());
    }
}

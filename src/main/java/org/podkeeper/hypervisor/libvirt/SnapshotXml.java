package org.podkeeper.hypervisor.libvirt;

import java.util.List;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Snapshots as libvirt wants them described. */
final class SnapshotXml {
    private SnapshotXml() {}

    /** A new one: libvirt takes all disks that can be written, and the memory when the machine is on. */
    static String of(String name) {
        return Xml.document("domainsnapshot", x -> x.text("name", name));
    }

    /**
     * One that is in the disks already and that libvirt has forgotten.
     *
     * @param state in libvirt's words: running, paused, shutoff
     * @param domain the machine's definition as libvirt gives it
     */
    static String known(String name, String state, long takenAt, List<String> disks, Element domain) {
        String frame = Xml.document("domainsnapshot", x -> {
            x.text("name", name);
            x.text("state", state);
            x.text("creationTime", takenAt);
            x.empty("memory", "snapshot", state.equals("shutoff") ? "no" : "internal");
            x.element("disks", all -> disks.forEach(disk -> all.empty("disk", "name", disk, "snapshot", "internal")));
        });
        Element snapshot = Xml.parse(frame);
        Document document = snapshot.getOwnerDocument();
        snapshot.appendChild(document.importNode(domain, true));
        return Xml.text(snapshot);
    }
}

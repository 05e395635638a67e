package org.podkeeper.hypervisor.libvirt;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.podkeeper.hypervisor.CannotClone;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/** The description of a machine that goes on with another one's memory: that one's devices, with its own identity. */
final class CloneXml {
    /** What may differ between two machines without their systems noticing. */
    private static final Set<String> OUTSIDE = Set.of(
            "name",
            "uuid",
            "title",
            "metadata",
            "source",
            "alias",
            "mac",
            "filterref",
            "link",
            "port",
            "backingStore",
            "currentMemory",
            "seclabel",
            "emulator",
            "boot",
            "resource");

    private CloneXml() {}

    /**
     * @param frozen as libvirt described the machine when it saved its memory
     * @param wanted as the new machine will be described to libvirt
     */
    static String of(String frozen, String wanted) {
        Element clone = Xml.parse(frozen);
        Element own = Xml.parse(wanted);
        for (String part : List.of("metadata", "title", "uuid", "name")) {
            replace(clone, own, part);
        }
        disks(Xml.all(clone, "devices/disk"), Xml.all(own, "devices/disk"));
        cards(Xml.all(clone, "devices/interface"), Xml.all(own, "devices/interface"));
        for (Element channel : Xml.all(clone, "devices/channel/source")) {
            // a socket of the frozen machine's own
            channel.removeAttribute("path");
        }
        return Xml.text(clone);
    }

    private static void disks(List<Element> clone, List<Element> own) {
        sameNumber(clone, own, "disks");
        for (int i = 0; i < own.size(); i++) {
            replace(clone.get(i), own.get(i), "source");
            Xml.all(clone.get(i), "backingStore").forEach(clone.get(i)::removeChild);
        }
    }

    private static void cards(List<Element> clone, List<Element> own) {
        sameNumber(clone, own, "network cards");
        for (int i = 0; i < own.size(); i++) {
            Element card = clone.get(i);
            for (String part : List.of("port", "filterref", "source", "mac")) {
                replace(card, own.get(i), part);
            }
            Xml.all(card, "link").forEach(card::removeChild);
            if (Xml.first(card, "filterref").isPresent()) {
                // among others' machines: not before the system inside has an address of its own
                Element link = card.getOwnerDocument().createElement("link");
                link.setAttribute("state", "down");
                card.appendChild(link);
            }
        }
    }

    private static void sameNumber(List<Element> clone, List<Element> own, String what) {
        if (clone.size() != own.size()) {
            throw new CannotClone("The machine has other %s now than the one that was frozen.".formatted(what));
        }
    }

    private static void replace(Element in, Element from, String name) {
        Xml.all(in, name).forEach(in::removeChild);
        for (Element part : Xml.all(from, name)) {
            in.insertBefore(in.getOwnerDocument().importNode(part, true), in.getFirstChild());
        }
    }

    /**
     * What the system inside sees of a machine; the same text means that it cannot tell one from the other. The order of
     * things does not count, libvirt changes it: every device has its address.
     */
    static String inside(Element element) {
        SortedMap<String, String> attributes = new TreeMap<>();
        for (int i = 0; i < element.getAttributes().getLength(); i++) {
            Node attribute = element.getAttributes().item(i);
            if (!attribute.getNodeName().equals("id")) {
                attributes.put(attribute.getNodeName(), attribute.getNodeValue());
            }
        }
        List<String> parts = new ArrayList<>();
        boolean leaf = true;
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element part) {
                leaf = false;
                if (!OUTSIDE.contains(String.valueOf(part.getLocalName()))) {
                    parts.add(inside(part));
                }
            }
        }
        parts.sort(Comparator.naturalOrder());
        return element.getLocalName()
                + attributes
                + (leaf ? element.getTextContent().strip() : "")
                + "(" + String.join("\n", parts) + ")";
    }
}

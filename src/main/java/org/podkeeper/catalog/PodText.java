package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The design of a Pod as people write it. */
final class PodText {
    private PodText() {}

    static String write(List<Pod.Network> networks, List<Pod.Node> nodes) {
        Map<String, Object> document = new LinkedHashMap<>();
        document.put(
                "networks",
                networks.stream()
                        .map(network -> ordered("name", network.name(), "cidr", network.cidr()))
                        .toList());
        document.put("nodes", nodes.stream().map(PodText::node).toList());
        return DesignText.write(document);
    }

    /** Throws {@link BadDesign} with every problem. */
    static Designs.PodDocument read(String text) {
        Map<?, ?> document = DesignText.mapping(text);
        DesignText reading = DesignText.begin();
        reading.onlyKnows(document, "At the top", "networks", "nodes");
        List<Pod.Network> networks = new ArrayList<>();
        List<?> networkList = reading.list(document, "networks", "At the top");
        for (int i = 0; i < networkList.size(); i++) {
            String place = "Network " + (i + 1);
            Map<?, ?> network = reading.map(networkList.get(i), place);
            reading.onlyKnows(network, place, "name", "cidr");
            networks.add(new Pod.Network(reading.text(network, "name", place), reading.text(network, "cidr", place)));
        }
        List<Pod.Node> nodes = new ArrayList<>();
        List<?> nodeList = reading.list(document, "nodes", "At the top");
        for (int i = 0; i < nodeList.size(); i++) {
            nodes.add(node(reading, nodeList.get(i), "Machine " + (i + 1)));
        }
        reading.finish();
        List<String> problems = PodRules.problems(networks, nodes);
        if (!problems.isEmpty()) {
            throw new BadDesign(problems);
        }
        return new Designs.PodDocument(networks, nodes);
    }

    private static Pod.Node node(DesignText reading, @Nullable Object value, String number) {
        Map<?, ?> node = reading.map(value, number);
        String place = node.get("name") == null ? number : number + " (" + node.get("name") + ")";
        reading.onlyKnows(node, place, "name", "jumpHost", "vcpus", "memoryMib", "disksGib", "nics");
        List<Integer> disks = new ArrayList<>();
        for (Object disk : reading.list(node, "disksGib", place)) {
            if (disk instanceof Integer size) {
                disks.add(size);
            } else {
                reading.problem(place, "a disk's size must be a whole number of GiB.");
            }
        }
        List<Pod.Nic> nics = new ArrayList<>();
        List<?> nicList = reading.list(node, "nics", place);
        for (int i = 0; i < nicList.size(); i++) {
            nics.add(nic(reading, nicList.get(i), place + ", card " + (i + 1)));
        }
        return new Pod.Node(
                reading.text(node, "name", place),
                Boolean.TRUE.equals(node.get("jumpHost")),
                reading.number(node, "vcpus", place, 1, 256),
                reading.number(node, "memoryMib", place, 64, 4_194_304),
                disks,
                nics);
    }

    private static Pod.Nic nic(DesignText reading, @Nullable Object value, String place) {
        Map<?, ?> nic = reading.map(value, place);
        reading.onlyKnows(nic, place, "name", "networks");
        List<Pod.Attachment> attachments = new ArrayList<>();
        for (Object one : reading.list(nic, "networks", place)) {
            if (one instanceof String name) {
                attachments.add(new Pod.Attachment(name, null));
            } else {
                Map<?, ?> attachment = reading.map(one, place);
                reading.onlyKnows(attachment, place, "network", "vlan");
                attachments.add(new Pod.Attachment(
                        reading.text(attachment, "network", place),
                        attachment.get("vlan") == null ? null : reading.number(attachment, "vlan", place, 1, 4094)));
            }
        }
        return new Pod.Nic(reading.text(nic, "name", place), attachments);
    }

    private static Map<String, Object> node(Pod.Node node) {
        Map<String, Object> words = ordered("name", node.name());
        if (node.jumpHost()) {
            words.put("jumpHost", true);
        }
        words.put("vcpus", node.vcpus());
        words.put("memoryMib", node.memoryMib());
        words.put("disksGib", node.disksGib());
        words.put(
                "nics",
                node.nics().stream()
                        .map(nic -> ordered(
                                "name",
                                nic.name(),
                                "networks",
                                nic.attachments().stream()
                                        .map(PodText::attachment)
                                        .toList()))
                        .toList());
        return words;
    }

    private static Object attachment(Pod.Attachment attachment) {
        Integer vlan = attachment.vlan();
        return vlan == null ? attachment.network() : ordered("network", attachment.network(), "vlan", vlan);
    }

    static Map<String, Object> ordered(Object... words) {
        Map<String, Object> map = new LinkedHashMap<>();
        for (int i = 0; i < words.length; i += 2) {
            map.put((String) words[i], words[i + 1]);
        }
        return map;
    }
}

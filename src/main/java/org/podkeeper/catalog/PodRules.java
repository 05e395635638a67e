package org.podkeeper.catalog;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.podkeeper.kernel.Ipv4Subnet;

/** What must be true of a Pod's design, so that every host can build it. */
final class PodRules {
    private static final Pattern HOST_NAME = Pattern.compile("[a-z]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern NETWORK_NAME = Pattern.compile("[a-z][a-z0-9-]{0,30}");
    private static final Pattern CARD_NAME = Pattern.compile("[a-z][a-z0-9]{0,14}");
    private static final int MOST_NODES = 32;
    private static final int MOST_NETWORKS = 16;
    private static final int MOST_CARDS = 8;
    private static final int MOST_DISKS = 8;
    private static final int LARGEST_DISK = 10_000;

    private final List<String> problems = new ArrayList<>();
    private final List<Pod.Network> networks;
    private final List<Pod.Node> nodes;

    private PodRules(List<Pod.Network> networks, List<Pod.Node> nodes) {
        this.networks = networks;
        this.nodes = nodes;
    }

    static List<String> problems(List<Pod.Network> networks, List<Pod.Node> nodes) {
        PodRules rules = new PodRules(networks, nodes);
        rules.checkCounts();
        rules.checkNetworks();
        nodes.forEach(rules::checkNode);
        rules.checkTagging();
        return List.copyOf(rules.problems);
    }

    private void checkCounts() {
        if (nodes.isEmpty() || nodes.size() > MOST_NODES) {
            problems.add("A Pod has 1 to " + MOST_NODES + " machines, this one " + nodes.size() + ".");
        }
        if (networks.size() > MOST_NETWORKS) {
            problems.add("A Pod has at most " + MOST_NETWORKS + " networks.");
        }
        long jumpHosts = nodes.stream().filter(Pod.Node::jumpHost).count();
        if (jumpHosts != 1) {
            problems.add("Exactly one machine is the jump host (jumpHost: true); here it is " + jumpHosts + ".");
        }
        repeated(nodes.stream().map(Pod.Node::name).toList())
                .forEach(name -> problems.add("Two machines are called “" + name + "”."));
        repeated(networks.stream().map(Pod.Network::name).toList())
                .forEach(name -> problems.add("Two networks are called “" + name + "”."));
    }

    private void checkNetworks() {
        Map<String, Ipv4Subnet> seen = new HashMap<>();
        for (Pod.Network network : networks) {
            if (!NETWORK_NAME.matcher(network.name()).matches()) {
                problems.add("Network “" + network.name()
                        + "”: a name begins with a small letter and has at most 31 small letters, digits and hyphens.");
            }
            Ipv4Subnet.read(network.cidr())
                    .filter(cidr -> cidr.isPrivate() && cidr.prefix() >= 16 && cidr.prefix() <= 29)
                    .ifPresentOrElse(
                            cidr -> {
                                seen.forEach((name, other) -> {
                                    if (cidr.overlaps(other)) {
                                        problems.add("Networks “" + name + "” and “" + network.name() + "” overlap.");
                                    }
                                });
                                seen.put(network.name(), cidr);
                                if (cidr.size() - 2 < nodes.size() + 1) {
                                    problems.add("Network “" + network.name() + "”: " + network.cidr()
                                            + " has no room for " + nodes.size() + " machines.");
                                }
                            },
                            () -> problems.add("Network “" + network.name() + "”: “" + network.cidr()
                                    + "” is not a private IPv4 subnet such as 192.168.11.0/24, from /16 to /29."));
        }
    }

    private void checkNode(Pod.Node node) {
        String place = "Machine “" + node.name() + "”: ";
        if (!HOST_NAME.matcher(node.name()).matches()) {
            problems.add(
                    place + "a name is a host name: small letters, digits, hyphens, begins with a letter, at most 63.");
        }
        if (node.disksGib().isEmpty() || node.disksGib().size() > MOST_DISKS) {
            problems.add(place + "it needs 1 to " + MOST_DISKS + " disks.");
        }
        if (node.disksGib().stream().anyMatch(size -> size < 1 || size > LARGEST_DISK)) {
            problems.add(place + "a disk has 1 to " + LARGEST_DISK + " GiB.");
        }
        if (node.nics().size() > MOST_CARDS) {
            problems.add(place + "it has at most " + MOST_CARDS + " network cards.");
        }
        repeated(node.nics().stream().map(Pod.Nic::name).toList())
                .forEach(name -> problems.add(place + "two cards are called “" + name + "”."));
        Set<String> met = new HashSet<>();
        for (Pod.Nic nic : node.nics()) {
            checkNic(place + "card “" + nic.name() + "”: ", nic, met);
        }
    }

    private void checkNic(String place, Pod.Nic nic, Set<String> met) {
        if (!CARD_NAME.matcher(nic.name()).matches()) {
            problems.add(place + "a name has at most 15 small letters and digits and begins with a letter.");
        }
        if (nic.attachments().isEmpty()) {
            problems.add(place + "it is on no network.");
        }
        if (nic.attachments().stream().filter(one -> one.vlan() == null).count() > 1) {
            problems.add(place + "at most one of its networks can be untagged.");
        }
        Set<Integer> vlans = new HashSet<>();
        for (Pod.Attachment attachment : nic.attachments()) {
            if (networks.stream().noneMatch(network -> network.name().equals(attachment.network()))) {
                problems.add(place + "there is no network “" + attachment.network() + "”.");
            } else if (!met.add(attachment.network())) {
                problems.add(place + "the machine is on network “" + attachment.network() + "” twice.");
            }
            if (attachment.vlan() != null && !vlans.add(attachment.vlan())) {
                problems.add(place + "VLAN " + attachment.vlan() + " stands for two networks.");
            }
        }
    }

    /**
     * Cards are joined by plain bridges, one per group of networks that share cards. A bridge carries tags as they are
     * and changes none, so a network has the same tag, or none, wherever it is, and only one network of a bridge is
     * untagged.
     */
    private void checkTagging() {
        Map<String, Set<String>> tags = new HashMap<>();
        Map<String, String> segment = new HashMap<>();
        networks.forEach(network -> segment.put(network.name(), network.name()));
        for (Pod.Node node : nodes) {
            for (Pod.Nic nic : node.nics()) {
                for (Pod.Attachment one : nic.attachments()) {
                    tags.computeIfAbsent(one.network(), name -> new HashSet<>()).add(String.valueOf(one.vlan()));
                    join(segment, nic.attachments().getFirst().network(), one.network());
                }
            }
        }
        tags.forEach((name, found) -> {
            if (found.size() > 1) {
                problems.add("Network “" + name + "” is tagged differently on different cards: the bridges of a pod"
                        + " cannot change tags, so give it the same VLAN, or none, everywhere.");
            }
        });
        checkSegments(tags, segment);
    }

    private void checkSegments(Map<String, Set<String>> tags, Map<String, String> segment) {
        Map<String, String> taken = new HashMap<>();
        for (Pod.Network network : networks) {
            for (String tag : tags.getOrDefault(network.name(), Set.of())) {
                String other = taken.putIfAbsent(segment.get(network.name()) + " " + tag, network.name());
                if (other != null) {
                    problems.add(
                            "Networks “" + other + "” and “" + network.name() + "” share cards and so a bridge, and "
                                    + (tag.equals("null") ? "both are untagged" : "both have VLAN " + tag)
                                    + " there: their machines would meet.");
                }
            }
        }
    }

    private static void join(Map<String, String> segment, String one, String other) {
        String from = segment.getOrDefault(other, other);
        String to = segment.getOrDefault(one, one);
        segment.replaceAll((name, group) -> group.equals(from) ? to : group);
    }

    private static List<String> repeated(List<String> names) {
        Set<String> seen = new HashSet<>();
        return names.stream().filter(name -> !seen.add(name)).distinct().toList();
    }
}

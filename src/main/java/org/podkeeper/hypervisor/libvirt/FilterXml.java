package org.podkeeper.hypervisor.libvirt;

import java.util.Collection;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.kernel.Ipv4Subnet;

/**
 * What a jump host's card on the access network may send and receive, as a libvirt network filter. Libvirt knows the
 * card's hardware address, and its IP address from the card's description or from DHCP. "Out" is from the
 * machine. The first rule that fits decides; a lower priority is looked at earlier.
 *
 * <p>Rules for Ethernet, ARP and {@code ip} become ebtables rules, those for {@code tcp}, {@code udp}, {@code icmp} and
 * {@code all} become iptables rules that know connections: a packet must pass both. An accepting rule of the second kind
 * also lets the answers through.
 */
final class FilterXml {
    private FilterXml() {}

    static String nameFor(String network) {
        return "podkeeper-jump-" + network;
    }

    /** @param closed IPv4 addresses or subnets that guarded machines must not open connections to */
    static String forNetwork(NetworkSpec.Access access, Collection<String> closed) {
        return filter(access.name(), Ipv4Subnet.parse(access.subnet()), closed);
    }

    /** @param closed as for a network of the portal's own */
    static String forNetwork(NetworkSpec.Existing existing, Collection<String> closed) {
        return filter(existing.name(), null, closed);
    }

    private static String filter(String network, @Nullable Ipv4Subnet subnet, Collection<String> closed) {
        return Xml.document("filter", x -> {
            x.attributes("name", nameFor(network), "chain", "root");
            x.text("uuid", StableUuid.of("filter", nameFor(network)));
            frames(x);
            connections(x, subnet, closed);
        });
    }

    /** Own addresses only, IPv4 and ARP only. */
    private static void frames(Xml x) {
        rule(x, "drop", "out", -900, "mac", "match", "no", "srcmacaddr", "$MAC");
        rule(x, "drop", "out", -890, "arp", "match", "no", "arpsrcmacaddr", "$MAC");
        // asking whether an address is free
        rule(x, "accept", "out", -880, "arp", "arpsrcipaddr", "0.0.0.0", "opcode", "Request");
        rule(x, "drop", "out", -870, "arp", "match", "no", "arpsrcipaddr", "$IP");
        rule(
                x,
                "accept",
                "out",
                -800,
                "ip",
                "srcipaddr",
                "0.0.0.0",
                "protocol",
                "udp",
                "srcportstart",
                68,
                "dstportstart",
                67);
        rule(x, "drop", "out", -790, "ip", "match", "no", "srcipaddr", "$IP");
        rule(x, "accept", "inout", -700, "mac", "protocolid", "ipv4");
        rule(x, "accept", "inout", -690, "mac", "protocolid", "arp");
        rule(x, "drop", "inout", -600, "mac");
    }

    private static void connections(Xml x, @Nullable Ipv4Subnet subnet, Collection<String> closed) {
        rule(x, "accept", "out", 100, "udp", "srcportstart", 68, "dstportstart", 67);
        rule(x, "accept", "in", 110, "udp", "srcportstart", 67, "dstportstart", 68);
        rule(x, "accept", "in", 120, "tcp", "dstportstart", 22);
        rule(x, "accept", "in", 130, "icmp");
        if (subnet != null) {
            rule(x, "accept", "out", 140, "udp", "dstipaddr", subnet.address(1), "dstportstart", 53);
            rule(x, "accept", "out", 150, "tcp", "dstipaddr", subnet.address(1), "dstportstart", 53);
            rule(x, "drop", "out", 200, "all", "dstipaddr", subnet.address(0), "dstipmask", subnet.prefix());
        }
        for (String destination : closed) {
            Ipv4Subnet target = Ipv4Subnet.parse(destination);
            rule(x, "drop", "out", 300, "all", "dstipaddr", target.address(0), "dstipmask", target.prefix());
        }
        rule(x, "accept", "out", 900, "all");
        rule(x, "drop", "inout", 1000, "all");
    }

    private static void rule(Xml x, String action, String direction, int priority, String protocol, Object... match) {
        x.element(
                "rule",
                r -> r.attributes("action", action, "direction", direction, "priority", priority)
                        .empty(protocol, match));
    }
}

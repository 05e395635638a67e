package org.podkeeper.hypervisor.libvirt;

import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.kernel.Ipv4Subnet;

/** Networks as libvirt wants them described. */
final class NetworkXml {
    private NetworkXml() {}

    static String of(NetworkSpec network) {
        return Xml.document("network", x -> {
            x.text("name", network.name());
            x.text("uuid", StableUuid.of("network", network.name()));
            switch (network) {
                // no address and no forwarding: libvirt starts neither dnsmasq nor routing for it
                case NetworkSpec.Isolated isolated ->
                    x.empty("bridge", "name", isolated.bridge(), "stp", "off", "delay", 0);
                case NetworkSpec.Access access -> access(x, access);
                case NetworkSpec.Existing existing -> {
                    x.empty("forward", "mode", "bridge");
                    x.empty("bridge", "name", existing.bridge());
                }
            }
        });
    }

    private static void access(Xml x, NetworkSpec.Access access) {
        Ipv4Subnet subnet = Ipv4Subnet.parse(access.subnet());
        x.empty("forward", "mode", "nat");
        x.empty("bridge", "name", access.bridge(), "stp", "off", "delay", 0);
        x.empty("dns", "enable", "yes");
        x.element("ip", ip -> {
            ip.attributes("address", subnet.address(1), "netmask", subnet.netmask());
            // no range: who is not known gets nothing
            ip.element(
                    "dhcp",
                    dhcp -> access.seats()
                            .forEach(seat -> dhcp.empty("host", "mac", seat.mac(), "ip", seat.address())));
        });
    }
}

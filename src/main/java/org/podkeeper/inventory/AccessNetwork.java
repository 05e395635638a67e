package org.podkeeper.inventory;

/** How jump hosts are reached from outside their pod. */
public sealed interface AccessNetwork {
    /**
     * A NAT network that the portal makes on the host; jump hosts get addresses by DHCP.
     *
     * @param subnet IPv4 subnet in CIDR form, for example {@code 192.168.150.0/24}
     */
    record Nat(String subnet) implements AccessNetwork {}

    /**
     * A bridge that already exists on the host, with a DHCP server on its network.
     *
     * @param bridge the bridge's interface name on the host
     */
    record Bridge(String bridge) implements AccessNetwork {}
}

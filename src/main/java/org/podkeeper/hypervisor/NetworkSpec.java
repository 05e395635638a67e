package org.podkeeper.hypervisor;

import java.util.List;

/** A network on a host. */
public sealed interface NetworkSpec {
    String name();

    /**
     * A segment that only its machines are on: the host has no address there.
     *
     * @param bridge interface name of its bridge, at most 15 characters
     */
    record Isolated(String name, String bridge) implements NetworkSpec {}

    /**
     * The way in and out for jump hosts, made by the portal: NAT, DHCP and DNS on a bridge of its own. Machines on it
     * with {@link MachineSpec.Guard#JUMP_HOST} reach neither each other nor the host, except for DHCP and DNS.
     *
     * @param subnet IPv4 subnet in CIDR form; its first address is the host's
     * @param closed IPv4 addresses or subnets that guarded machines must not open connections to, besides the host's
     *     own addresses, which are always closed to them as far as the host tells them ({@link HostFacts#addresses()})
     */
    record Access(String name, String bridge, String subnet, List<String> closed) implements NetworkSpec {}

    /**
     * The way in and out by a bridge that exists on the host already.
     *
     * @param closed as for {@link Access}
     */
    record Existing(String name, String bridge, List<String> closed) implements NetworkSpec {}
}

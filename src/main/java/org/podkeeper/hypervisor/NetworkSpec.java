package org.podkeeper.hypervisor;

import java.util.List;
import java.util.stream.LongStream;
import org.podkeeper.kernel.Ipv4Subnet;

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
     * The way in and out for jump hosts, made by the portal: NAT, DHCP and DNS on a bridge of its own. DHCP gives its
     * addresses to the hardware addresses that belong to them, see {@link #seats()}, and to nobody else. Machines on it
     * with {@link MachineSpec.Guard#JUMP_HOST} reach neither each other nor the host, except for DHCP and DNS.
     *
     * @param subnet IPv4 subnet in CIDR form; its first address is the host's
     * @param closed IPv4 addresses or subnets that guarded machines must not open connections to, besides the host's
     *     own addresses, which are always closed to them as far as the host tells them ({@link HostFacts#addresses()})
     */
    record Access(String name, String bridge, String subnet, List<String> closed) implements NetworkSpec {
        /**
         * A place for one machine. The two belong together for ever, so that nothing on the network remembers an address
         * under another machine's card when it is given to the next.
         *
         * @param mac hardware address
         * @param address IPv4 address
         */
        public record Seat(String mac, String address) {}

        /** All places, in order: 253 of a /24. */
        public List<Seat> seats() {
            Ipv4Subnet addresses = Ipv4Subnet.parse(subnet);
            return LongStream.range(2, addresses.size() - 1)
                    .mapToObj(n -> new Seat(mac(addresses.first() + n), addresses.address(n)))
                    .toList();
        }

        /** In QEMU's own range. */
        private static String mac(long address) {
            return "52:54:00:%02x:%02x:%02x".formatted(address >> 16 & 255, address >> 8 & 255, address & 255);
        }
    }

    /**
     * The way in and out by a bridge that exists on the host already. Addresses come from the DHCP server of that network.
     *
     * @param closed as for {@link Access}
     */
    record Existing(String name, String bridge, List<String> closed) implements NetworkSpec {}
}

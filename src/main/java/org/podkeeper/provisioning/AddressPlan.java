package org.podkeeper.provisioning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Pod;
import org.podkeeper.kernel.Ipv4Subnet;

/**
 * The addresses inside a pod, the same in every pod of one design: the n-th machine gets the n-th address from .10 on,
 * or from the second one on where the network is small.
 */
final class AddressPlan {
    private static final int USUAL_OFFSET = 10;
    private static final int SMALL_OFFSET = 2;
    private static final int SMALL_PREFIX = 27;

    /** An address of a machine on a network of its pod, for example 192.168.11.10/24. */
    record Address(String network, String nic, @Nullable Integer vlan, String ip, int prefix) {
        String cidr() {
            return ip + "/" + prefix;
        }
    }

    private final Map<String, List<Address>> byNode = new LinkedHashMap<>();

    AddressPlan(Pod pod) {
        for (int i = 0; i < pod.nodes().size(); i++) {
            Pod.Node node = pod.nodes().get(i);
            var addresses = new ArrayList<Address>();
            for (Pod.Nic nic : node.nics()) {
                for (Pod.Attachment attachment : nic.attachments()) {
                    addresses.add(address(pod, nic, attachment, i));
                }
            }
            byNode.put(node.name(), List.copyOf(addresses));
        }
    }

    /** In the order of the machine's cards; the first is the one that its name stands for. */
    List<Address> of(String node) {
        return byNode.getOrDefault(node, List.of());
    }

    private static Address address(Pod pod, Pod.Nic nic, Pod.Attachment attachment, int index) {
        Pod.Network network = pod.networks().stream()
                .filter(candidate -> candidate.name().equals(attachment.network()))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("No network " + attachment.network()));
        Ipv4Subnet subnet = Ipv4Subnet.parse(network.cidr());
        int offset = subnet.prefix() > SMALL_PREFIX ? SMALL_OFFSET : USUAL_OFFSET;
        return new Address(
                network.name(), nic.name(), attachment.vlan(), subnet.address(offset + index), subnet.prefix());
    }
}

package org.podkeeper.catalog;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.Resources;

/**
 * One version of a virtual pod's design: machines and the networks between them.
 *
 * @param id of this version; a booking refers to it and it never changes
 * @param key the same over all versions
 */
public record Pod(
        PodId id, String key, int version, String name, String description, List<Network> networks, List<Node> nodes) {

    /**
     * A network inside the pod.
     *
     * @param name as users say it: admin, management, public, storage
     * @param cidr IPv4 subnet; machines get fixed addresses from it, the same in every pod of this design
     */
    public record Network(String name, String cidr) {}

    /**
     * A machine.
     *
     * @param jumpHost exactly one node of a pod is; it alone is on the access network
     * @param disksGib sizes; the first disk carries the image
     */
    public record Node(
            String name, boolean jumpHost, int vcpus, int memoryMib, List<Integer> disksGib, List<Nic> nics) {
        public Node {
            disksGib = List.copyOf(disksGib);
            nics = List.copyOf(nics);
        }

        public Resources resources() {
            return new Resources(
                    vcpus,
                    memoryMib,
                    disksGib.stream().mapToLong(Integer::longValue).sum());
        }
    }

    /** A network card inside the pod; the jump host's card on the access network is not listed. */
    public record Nic(String name, List<Attachment> attachments) {
        public Nic {
            attachments = List.copyOf(attachments);
        }
    }

    /**
     * A card on a network.
     *
     * @param vlan 1–4094 for tagged frames, or null for untagged; at most one attachment of a card is untagged
     */
    public record Attachment(String network, @Nullable Integer vlan) {}

    public Pod {
        networks = List.copyOf(networks);
        nodes = List.copyOf(nodes);
    }

    public Resources resources() {
        return nodes.stream().map(Node::resources).reduce(Resources.NONE, Resources::plus);
    }

    public Node jumpHost() {
        return nodes.stream()
                .filter(Node::jumpHost)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("Pod " + id + " has no jump host"));
    }
}

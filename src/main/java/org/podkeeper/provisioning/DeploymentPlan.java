package org.podkeeper.provisioning;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.inventory.AccessNetwork;
import org.podkeeper.inventory.KvmHost;

/** Everything that the walk needs to know, read once, so that no transaction is open while libvirt works. */
record DeploymentPlan(
        UUID installation,
        DeploymentView deployment,
        BookingView booking,
        String ownerName,
        KvmHost host,
        Pod pod,
        List<Machine> machines,
        List<SshKey> keys) {

    /**
     * One machine to be.
     *
     * @param cloudInit the Config author's cloud-config, or null
     * @param accessMac hardware address of the jump host's card on the access network, null for nodes
     * @param accessAddress the jump host's address there when the portal gives it, else null
     */
    record Machine(
            Pod.Node node,
            Image image,
            String hostName,
            String domain,
            HostKey hostKey,
            @Nullable String accessMac,
            @Nullable String accessAddress,
            @Nullable String cloudInit) {

        Machine with(HostKey key) {
            return new Machine(node, image, hostName, domain, key, accessMac, accessAddress, cloudInit);
        }
    }

    PodNames names() {
        return new PodNames(deployment.tag());
    }

    Segments segments() {
        return new Segments(pod);
    }

    AddressPlan addresses() {
        return new AddressPlan(pod);
    }

    NetworkSpec accessNetwork() {
        return accessNetworkOf(host);
    }

    /** Name of the access network on a host, and how it is made. */
    static NetworkSpec accessNetworkOf(KvmHost host) {
        return switch (host.accessNetwork()) {
            case AccessNetwork.Nat(String subnet) ->
                new NetworkSpec.Access(PodNames.ACCESS_NETWORK, PodNames.ACCESS_BRIDGE, subnet, host.closedAddresses());
            case AccessNetwork.Bridge(String bridge) ->
                new NetworkSpec.Existing(PodNames.ACCESS_NETWORK + "-" + bridge, bridge, host.closedAddresses());
        };
    }

    List<Image> images() {
        return machines.stream().map(Machine::image).distinct().toList();
    }
}

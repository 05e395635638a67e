package org.podkeeper.provisioning;

import java.util.List;
import java.util.Map;
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
        List<SshKey> keys)
        implements PodPlan {

    /**
     * One machine to be.
     *
     * @param further what its other disks begin with, in their order; none where they begin empty
     * @param cloudInit the Config author's cloud-config, or null
     * @param instance which first boot its system remembers: its own, or that of the machine that it went on from
     * @param macBase what the hardware addresses inside the pod are worked out from
     * @param hostKey its SSH host key, or null when its system makes its own
     * @param accessMac hardware address of the jump host's card on the access network, null for nodes
     * @param accessAddress the jump host's address there when the portal gives it, else null
     */
    record Machine(
            Pod.Node node,
            Image image,
            List<Image> further,
            String hostName,
            String domain,
            @Nullable HostKey hostKey,
            @Nullable String accessMac,
            @Nullable String accessAddress,
            @Nullable String cloudInit,
            String instance,
            String macBase) {

        Machine {
            further = List.copyOf(further);
        }

        /** What a disk begins with, null for nothing. */
        @Nullable
        Image imageOf(int disk) {
            return disk == 0 ? image : disk <= further.size() ? further.get(disk - 1) : null;
        }

        /** The hardware address of a card inside the pod. */
        String mac(Pod.Nic nic) {
            return Mac.of(macBase + "/" + nic.name());
        }

        Machine with(HostKey key) {
            return new Machine(
                    node,
                    image,
                    further,
                    hostName,
                    domain,
                    key,
                    accessMac,
                    accessAddress,
                    cloudInit,
                    instance,
                    macBase);
        }
    }

    DeploymentPlan with(List<SshKey> others) {
        return new DeploymentPlan(installation, deployment, booking, ownerName, host, pod, machines, others);
    }

    @Override
    public String tag() {
        return deployment.tag();
    }

    @Override
    public Map<String, String> belongsTo() {
        return Map.of(
                "deployment", deployment.id().toString(),
                "booking", booking.id().toString(),
                "number", String.valueOf(booking.number()),
                "owner", ownerName);
    }

    @Override
    public String title() {
        return "Podkeeper booking #" + booking.number();
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
}

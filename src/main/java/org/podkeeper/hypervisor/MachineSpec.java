package org.podkeeper.hypervisor;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A machine as it should be defined.
 *
 * @param name libvirt domain name
 * @param title one line for whoever looks with virsh
 * @param disks file names in the disk directory, in the order vda, vdb, …
 * @param seed file name of the NoCloud seed in the disk directory
 * @param emulated emulation instead of KVM
 * @param metadata what it belongs to, kept in the domain's metadata: deployment, booking, owner, node
 */
public record MachineSpec(
        String name,
        String title,
        int vcpus,
        int memoryMib,
        List<String> disks,
        String seed,
        List<Nic> nics,
        boolean emulated,
        Map<String, String> metadata) {

    /**
     * A network card.
     *
     * @param mac lower case, colons
     * @param network libvirt network name
     * @param address the only IPv4 address that a guarded card may use; null: the one that DHCP gave it last
     */
    public record Nic(
            String mac,
            String network,
            Guard guard,
            @Nullable String address) {}

    /** What a card's traffic is checked for. */
    public enum Guard {
        /** Nothing: inside the pod anything goes. */
        NONE,
        /** SSH in, anything out except to other jump hosts, the host and closed addresses; only by its own address. */
        JUMP_HOST
    }

    public MachineSpec {
        disks = List.copyOf(disks);
        nics = List.copyOf(nics);
        metadata = Map.copyOf(metadata);
    }
}

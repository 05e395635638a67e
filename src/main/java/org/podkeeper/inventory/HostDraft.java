package org.podkeeper.inventory;

import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.Resources;

/**
 * What an admin decides about a KVM host.
 *
 * @param uri libvirt connection URI, see {@link HostUri}
 * @param capacity what pods may use of the machine, before overcommit
 * @param imageDirectory absolute path on the host for golden images
 * @param diskDirectory absolute path on the host for the machines' disks
 * @param accessVia SSH destination through which users reach the access network, or null where they reach it directly
 * @param closedAddresses IPv4 addresses or subnets that jump hosts must not reach, besides the portal's own
 */
public record HostDraft(
        LabId lab,
        String name,
        String uri,
        Resources capacity,
        Overcommit overcommit,
        String imageDirectory,
        String diskDirectory,
        AccessNetwork accessNetwork,
        @Nullable String accessVia,
        List<String> closedAddresses,
        Acceleration acceleration) {

    public static final String IMAGE_DIRECTORY = "/var/lib/libvirt/podkeeper/images";
    public static final String DISK_DIRECTORY = "/var/lib/libvirt/podkeeper/disks";
    public static final String ACCESS_SUBNET = "192.168.150.0/24";

    /** How much more than the capacity may be promised: a factor for each resource, 1 for exactly the capacity. */
    public record Overcommit(BigDecimal vcpus, BigDecimal memory, BigDecimal disk) {
        public static final Overcommit NONE = new Overcommit(BigDecimal.ONE, BigDecimal.ONE, BigDecimal.ONE);
    }

    public HostDraft {
        closedAddresses = List.copyOf(closedAddresses);
    }
}

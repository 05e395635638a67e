package org.podkeeper.inventory;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.kernel.Resources;

/**
 * A KVM host as other modules see it.
 *
 * @param uri libvirt connection URI
 * @param limit what may be promised at any instant: capacity times overcommit factors
 * @param emulated whether guests run under emulation, after the admin's setting and the last probe
 * @param accessVia SSH destination through which users reach the access network ({@code user@kvm1.example.org}), or
 *     null where they reach it directly
 * @param closedAddresses IPv4 addresses or subnets that jump hosts must not reach
 */
public record KvmHost(
        HostId id,
        LabId lab,
        String name,
        String uri,
        HostState state,
        boolean emulated,
        Resources capacity,
        Resources limit,
        String imageDirectory,
        String diskDirectory,
        AccessNetwork accessNetwork,
        @Nullable String accessVia,
        List<String> closedAddresses) {

    /** Where the hypervisor finds this host. */
    public HostAddress address() {
        return new HostAddress(uri, imageDirectory, diskDirectory);
    }
}

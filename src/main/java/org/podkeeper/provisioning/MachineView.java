package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.MachineState;

/**
 * One machine as its users need to know it.
 *
 * @param accessAddress the jump host's address on the access network, once it is known; null for nodes
 * @param usable whether it lets in whoever has a key, as far as the portal knows; of a pod that is being made some
 *     machines do before others
 * @param power what it was when somebody looked last; null before that
 * @param seenAt when that was
 * @param neverStarted whether it was made and not started yet: its address and its clean state come with the first start
 * @param medium name of the CD in its drive, or null for none
 * @param mediumNoticed whether its system was seen to notice the drive; null when nobody could ask
 * @param hostKey type and base64 body, as in {@code known_hosts}
 * @param fingerprint of its SSH host key, made by the portal
 */
public record MachineView(
        String node,
        String hostName,
        boolean jumpHost,
        String login,
        @Nullable String accessAddress,
        boolean usable,
        @Nullable MachineState power,
        @Nullable Instant seenAt,
        boolean neverStarted,
        @Nullable String medium,
        @Nullable Boolean mediumNoticed,
        String hostKey,
        String fingerprint,
        List<NetworkAddress> addresses) {

    public MachineView {
        addresses = List.copyOf(addresses);
    }

    /** An address inside the pod. */
    public record NetworkAddress(
            String network, String nic, @Nullable Integer vlan, String ip) {}
}

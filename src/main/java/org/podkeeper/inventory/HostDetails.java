package org.podkeeper.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostFacts;

/**
 * A KVM host as those who look after it see it.
 *
 * @param draft what an admin decided
 * @param version to be handed back with a change, so that a stale one is noticed
 * @param stateReason why it is suspect or out of service, or null
 * @param probedAt when the portal last asked the host what it is, or null when never
 * @param facts what the last probe that succeeded found, or null
 * @param probeFailure why the last probe failed, or null when it succeeded
 */
public record HostDetails(
        KvmHost host,
        HostDraft draft,
        long version,
        @Nullable String stateReason,
        Instant stateSince,
        @Nullable Instant probedAt,
        @Nullable HostFacts facts,
        @Nullable String probeFailure) {}

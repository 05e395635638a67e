package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;

/**
 * How a pod was started.
 *
 * @param reason why it was booted, in words; null where that needs no reason
 * @param golden what it went on from, null when it was booted, or went on from what was kept
 * @param kept number of the booking from whose memory it went on, or null
 */
public record Start(
        Way way,
        @Nullable String reason,
        @Nullable GoldenId golden,
        @Nullable Long kept) {
    static Start cold(@Nullable String reason) {
        return new Start(Way.COLD, reason, null, null);
    }
}

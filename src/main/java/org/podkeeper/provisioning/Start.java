package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;

/**
 * How a pod was started.
 *
 * @param reason why it was booted, in words; null where that needs no reason
 * @param golden what it went on from, null when it was booted
 */
public record Start(
        Way way, @Nullable String reason, @Nullable GoldenId golden) {}

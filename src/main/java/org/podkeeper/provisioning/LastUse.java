package org.podkeeper.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * When a pod was last used.
 *
 * @param askedAt when its machines were asked
 * @param idleSince nobody logged in to any machine, or did anything with the pod by the portal, since then; null when that
 *     cannot be known
 * @param unknown why it cannot be known, or null
 */
public record LastUse(
        Instant askedAt,
        @Nullable Instant idleSince,
        @Nullable String unknown) {}

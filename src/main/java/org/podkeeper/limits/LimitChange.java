package org.podkeeper.limits;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That somebody set or removed a rule.
 *
 * @param scope for whom, in words
 * @param before null when there was no such rule
 * @param after null when it was removed
 */
public record LimitChange(
        Instant at,
        String who,
        LimitKind kind,
        String scope,
        @Nullable String before,
        @Nullable String after,
        String note) {}

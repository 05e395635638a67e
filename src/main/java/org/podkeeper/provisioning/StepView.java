package org.podkeeper.provisioning;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One step as people see it.
 *
 * @param machine name of the node, or empty for the pod as a whole
 * @param message what is going on or what went wrong, in words
 * @param duration how long it took, or has taken so far; null while it waits
 * @param usually how long it usually takes here, null without history
 */
public record StepView(
        Step step,
        String machine,
        StepState state,
        @Nullable String message,
        @Nullable Instant startedAt,
        @Nullable Duration duration,
        @Nullable Duration usually,
        int attempts) {}

package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;

/**
 * What someone asks the desk for.
 *
 * @param lab where, or null for wherever there is room
 * @param start when it should be ready, or null for as soon as possible
 * @param idempotencyKey the caller's own name for this request: asked again with it, the desk answers with the booking
 *     that the first one made
 */
public record BookingRequest(
        PodId pod,
        ConfigId config,
        @Nullable LabId lab,
        String purpose,
        @Nullable Instant start,
        Duration length,
        @Nullable String idempotencyKey,
        Choices choices) {

    /** With the usual choices. */
    public BookingRequest(
            PodId pod,
            ConfigId config,
            @Nullable LabId lab,
            String purpose,
            @Nullable Instant start,
            Duration length,
            @Nullable String idempotencyKey) {
        this(pod, config, lab, purpose, start, length, idempotencyKey, Choices.USUAL);
    }
}

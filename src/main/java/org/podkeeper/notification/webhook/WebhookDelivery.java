package org.podkeeper.notification.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * One thing that a program was told, or is to be told.
 *
 * @param payload the JSON, as it is sent every time
 * @param due when it is tried next, while it is queued
 * @param tries the first one first
 */
public record WebhookDelivery(
        UUID id, WebhookEvent event, String payload, Instant at, State state, Instant due, List<Try> tries) {

    public enum State {
        QUEUED,
        DELIVERED,
        GIVEN_UP
    }

    /**
     * @param status HTTP status, or null when there was no answer
     * @param said how the answer began, or why there was none
     */
    public record Try(Instant at, @Nullable Integer status, int millis, String said) {}
}

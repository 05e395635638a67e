package org.podkeeper.notification.webhook;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;

/**
 * A program that is told of bookings.
 *
 * @param everything whether of everybody's, as lab admins may want; else of its owner's
 * @param failingSince since when nothing but failures came back, or null
 * @param disabledAt since when it is off, or null
 * @param disabledWhy why it is off, or null
 */
public record Webhook(
        UUID id,
        PersonId owner,
        boolean everything,
        String url,
        List<WebhookEvent> events,
        Instant made,
        @Nullable Instant failingSince,
        @Nullable Instant disabledAt,
        @Nullable String disabledWhy) {
    public boolean isOn() {
        return disabledAt == null;
    }
}

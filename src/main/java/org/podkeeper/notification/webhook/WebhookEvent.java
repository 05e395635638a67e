package org.podkeeper.notification.webhook;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What programs can be told of. */
public enum WebhookEvent {
    BOOKING_CONFIRMED("booking.confirmed"),
    BOOKING_CHANGED("booking.changed"),
    BOOKING_ENDED("booking.ended"),
    DEPLOYMENT_READY("deployment.ready"),
    DEPLOYMENT_MOVED("deployment.moved"),
    DEPLOYMENT_BROKEN("deployment.broken"),
    /** Only when somebody asks for it. */
    TEST("webhook.test");

    private final String type;

    WebhookEvent(String type) {
        this.type = type;
    }

    /** Its name in JSON. */
    public String type() {
        return type;
    }

    /** Those that can be chosen. */
    public static List<WebhookEvent> choices() {
        return Arrays.stream(values()).filter(event -> event != TEST).toList();
    }

    /** One that can be chosen, by its name in JSON. */
    public static Optional<WebhookEvent> of(String type) {
        return choices().stream().filter(event -> event.type.equals(type)).findFirst();
    }
}

package org.podkeeper.notification.webhook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.PodkeeperSettings;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Writes what programs are told as JSON. Fields are added over time, never renamed. */
@Component
class Payloads {
    private final JsonMapper json;
    private final People people;
    private final Catalog catalog;
    private final Inventory inventory;
    private final PodkeeperSettings portal;

    Payloads(JsonMapper json, People people, Catalog catalog, Inventory inventory, PodkeeperSettings portal) {
        this.json = json;
        this.people = people;
        this.catalog = catalog;
        this.inventory = inventory;
        this.portal = portal;
    }

    record Envelope(String type, Instant timestamp, Object data) {}

    record Greeting(String message) {}

    /**
     * @param by user name of who did it, or {@code the clock}
     * @param why the reason that was given
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Change(
            BookingJson booking,
            @Nullable DeploymentJson deployment,
            @Nullable String by,
            @Nullable String why,
            @Nullable Instant endBefore) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record BookingJson(
            UUID id,
            long number,
            BookingState state,
            String owner,
            String purpose,
            @Nullable String pod,
            @Nullable String config,
            Instant start,
            Instant end,
            @Nullable Instant endedAt,
            String page) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    record DeploymentJson(
            UUID id,
            DeploymentState state,
            @Nullable String host,
            @Nullable Instant readyAt,
            @Nullable String cause,
            @Nullable String nextAction) {}

    /** What happened to a booking besides what it is now. */
    record Happening(
            @Nullable DeploymentView deployment,
            @Nullable String by,
            @Nullable String why,
            @Nullable Instant endBefore) {
        static Happening by(String who, String why) {
            return new Happening(null, who, why.isEmpty() ? null : why, null);
        }

        static Happening to(DeploymentView deployment) {
            return new Happening(deployment, null, null, null);
        }
    }

    String of(WebhookEvent event, BookingView booking, Happening happening, Instant now) {
        DeploymentView deployment = happening.deployment();
        return write(
                event,
                now,
                new Change(
                        json(booking),
                        deployment == null ? null : json(deployment),
                        happening.by(),
                        happening.why(),
                        happening.endBefore()));
    }

    String test(Instant now) {
        return write(WebhookEvent.TEST, now, new Greeting("Podkeeper says hello."));
    }

    private String write(WebhookEvent event, Instant now, Object data) {
        return json.writeValueAsString(new Envelope(event.type(), now, data));
    }

    private BookingJson json(BookingView booking) {
        return new BookingJson(
                booking.id().value(),
                booking.number(),
                booking.state(),
                people.find(booking.owner()).map(Person::userName).orElse("?"),
                booking.purpose(),
                catalog.pod(booking.pod()).map(Pod::key).orElse(null),
                catalog.config(booking.config()).map(Config::key).orElse(null),
                booking.window().start(),
                booking.window().end(),
                booking.endedAt(),
                portal.page("/bookings/" + booking.id()));
    }

    private DeploymentJson json(DeploymentView deployment) {
        return new DeploymentJson(
                deployment.id().value(),
                deployment.state(),
                name(deployment.host()),
                deployment.readyAt(),
                deployment.cause(),
                deployment.nextAction());
    }

    private @Nullable String name(HostId host) {
        return inventory.host(host).map(KvmHost::name).orElse(null);
    }
}

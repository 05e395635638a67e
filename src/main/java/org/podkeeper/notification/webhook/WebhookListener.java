package org.podkeeper.notification.webhook;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingConfirmed;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingEndMoved;
import org.podkeeper.booking.BookingEnded;
import org.podkeeper.booking.BookingMoved;
import org.podkeeper.booking.BookingOwnerChanged;
import org.podkeeper.booking.BookingView;
import org.podkeeper.notification.webhook.Payloads.Happening;
import org.podkeeper.provisioning.DeploymentBroken;
import org.podkeeper.provisioning.DeploymentMoved;
import org.podkeeper.provisioning.DeploymentReady;
import org.springframework.context.event.EventListener;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** Writes down what programs are to be told in the transaction in which it happens: neither is without the other. */
@Service
@Transactional(propagation = Propagation.MANDATORY)
class WebhookListener {
    private final WebhookRows webhooks;
    private final DeliveryRows deliveries;
    private final Payloads payloads;
    private final BookingDesk desk;
    private final People people;
    private final Clock clock;

    WebhookListener(
            WebhookRows webhooks,
            DeliveryRows deliveries,
            Payloads payloads,
            BookingDesk desk,
            People people,
            Clock clock) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.payloads = payloads;
        this.desk = desk;
        this.people = people;
        this.clock = clock;
    }

    @EventListener
    public void on(BookingConfirmed event) {
        tell(WebhookEvent.BOOKING_CONFIRMED, event.booking(), new Happening(null, null, null, null));
    }

    @EventListener
    public void on(BookingEndMoved event) {
        var happening = new Happening(
                null,
                event.by().userName(),
                event.why().isEmpty() ? null : event.why(),
                event.before().window().end());
        tell(WebhookEvent.BOOKING_CHANGED, event.booking(), happening);
    }

    @EventListener
    public void on(BookingMoved event) {
        tell(
                WebhookEvent.BOOKING_CHANGED,
                event.booking(),
                new Happening(
                        null,
                        null,
                        "moved to another time or lab",
                        event.before().window().end()));
    }

    @EventListener
    public void on(BookingOwnerChanged event) {
        tell(
                WebhookEvent.BOOKING_CHANGED,
                event.booking(),
                Happening.by(event.by().userName(), "handed over"));
    }

    @EventListener
    public void on(BookingEnded event) {
        tell(WebhookEvent.BOOKING_ENDED, event.booking(), Happening.by(event.who(), event.why()));
    }

    @EventListener
    public void on(DeploymentReady event) {
        desk.find(event.deployment().booking())
                .ifPresent(booking -> tell(WebhookEvent.DEPLOYMENT_READY, booking, Happening.to(event.deployment())));
    }

    @EventListener
    public void on(DeploymentMoved event) {
        tell(WebhookEvent.DEPLOYMENT_MOVED, event.booking(), new Happening(event.to(), null, event.why(), null));
    }

    @EventListener
    public void on(DeploymentBroken event) {
        tell(WebhookEvent.DEPLOYMENT_BROKEN, event.booking(), Happening.to(event.deployment()));
    }

    private void tell(WebhookEvent event, BookingView booking, Happening happening) {
        List<Webhook> wanting = webhooks.wanting(event, booking.owner()).stream()
                .filter(webhook -> mayHear(webhook, booking))
                .toList();
        if (!wanting.isEmpty()) {
            Instant now = clock.instant();
            String payload = payloads.of(event, booking, happening, now);
            wanting.forEach(webhook -> deliveries.add(webhook.id(), event, payload, now));
        }
    }

    /** Who was a lab admin when they asked for all bookings may not be one any more. */
    private boolean mayHear(Webhook webhook, BookingView booking) {
        if (!people.isInUse(webhook.owner())) {
            return false;
        }
        return webhook.owner().equals(booking.owner())
                || people.find(webhook.owner())
                        .map((Person owner) -> owner.is(Role.LAB_ADMIN))
                        .orElse(false);
    }
}

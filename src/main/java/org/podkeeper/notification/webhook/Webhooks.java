package org.podkeeper.notification.webhook;

import java.net.URI;
import java.net.URISyntaxException;
import java.security.SecureRandom;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Role;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of webhooks. Everybody has their own, and nobody reaches somebody else's. */
@Service
@Transactional
public class Webhooks {
    /** Tells people and secret scanners what a leaked string is; from the Standard Webhooks convention. */
    private static final String PREFIX = "whsec_";

    private static final int SECRET_BYTES = 32;
    private static final int LONGEST_URL = 500;

    private final WebhookRows rows;
    private final DeliveryRows deliveries;
    private final WebhookSettings settings;
    private final Payloads payloads;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    Webhooks(WebhookRows rows, DeliveryRows deliveries, WebhookSettings settings, Payloads payloads, Clock clock) {
        this.rows = rows;
        this.deliveries = deliveries;
        this.settings = settings;
        this.payloads = payloads;
        this.clock = clock;
    }

    /** @param secret signs what is sent; the portal does not tell it a second time */
    public record Made(Webhook webhook, String secret) {}

    /**
     * @param events names as in JSON
     * @param everything whether it is told of everybody's bookings, which lab admins may ask for
     */
    public Outcome<Made> make(Person owner, @Nullable String url, List<String> events, boolean everything) {
        var refusals = new ArrayList<Refusal>();
        Optional<URI> address = address(url);
        if (address.isEmpty()) {
            refusals.add(refusal("url", "url", LONGEST_URL));
        }
        Set<WebhookEvent> chosen = new TreeSet<>();
        for (String event : events) {
            WebhookEvent.of(event).ifPresentOrElse(chosen::add, () -> refusals.add(refusal("events", "event", event)));
        }
        if (events.isEmpty()) {
            refusals.add(refusal("events", "no-events"));
        }
        if (everything && !owner.is(Role.LAB_ADMIN)) {
            refusals.add(refusal("everything", "everything"));
        }
        if (rows.of(owner.id()).size() >= settings.mostPerPerson()) {
            refusals.add(refusal("", "many", settings.mostPerPerson()));
        }
        if (!refusals.isEmpty()) {
            return new Refused<>(refusals);
        }
        byte[] secret = new byte[SECRET_BYTES];
        random.nextBytes(secret);
        var webhook = new Webhook(
                UUID.randomUUID(),
                owner.id(),
                everything,
                address.orElseThrow().toString(),
                List.copyOf(chosen),
                clock.instant(),
                null,
                null,
                null);
        rows.add(webhook, secret);
        return new Done<>(new Made(webhook, PREFIX + Base64.getEncoder().encodeToString(secret)));
    }

    /** An address that can be asked over HTTP. Whether it may be is decided each time, by what its name stands for then. */
    private static Optional<URI> address(@Nullable String url) {
        String text = url == null ? "" : url.strip();
        if (text.length() > LONGEST_URL) {
            return Optional.empty();
        }
        try {
            var address = new URI(text);
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            boolean usable = (scheme.equals("http") || scheme.equals("https"))
                    && address.getHost() != null
                    && address.getUserInfo() == null
                    && address.getFragment() == null;
            return usable ? Optional.of(address) : Optional.empty();
        } catch (URISyntaxException e) {
            return Optional.empty();
        }
    }

    private static Refusal refusal(String field, String code, Object... details) {
        return new Refusal(field, "notification.webhook.refused." + code, List.of(details));
    }

    /** A person's, the newest first. */
    @Transactional(readOnly = true)
    public List<Webhook> of(PersonId owner) {
        return rows.of(owner);
    }

    @Transactional(readOnly = true)
    public Optional<Webhook> find(UUID id, PersonId owner) {
        return rows.find(id).filter(webhook -> webhook.owner().equals(owner));
    }

    /** The newest 100 things that it was told, or is to be told, the newest first. */
    @Transactional(readOnly = true)
    public List<WebhookDelivery> deliveries(Webhook webhook) {
        return deliveries.of(webhook.id());
    }

    /** With everything that it was told. */
    public void remove(Webhook webhook) {
        rows.remove(webhook.id());
    }

    /** One that was off is told of what happens from now on. */
    public void turnOn(Webhook webhook) {
        rows.turnOn(webhook.id());
    }

    /** Tells it something at once that means nothing. */
    public void test(Webhook webhook) {
        deliveries.add(webhook.id(), WebhookEvent.TEST, payloads.test(clock.instant()), clock.instant());
    }

    /** Tells it something that is finished once more, at once; false when there is none such. */
    public boolean again(Webhook webhook, UUID delivery) {
        return deliveries.again(webhook.id(), delivery, clock.instant());
    }
}

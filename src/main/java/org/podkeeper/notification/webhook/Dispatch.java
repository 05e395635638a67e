package org.podkeeper.notification.webhook;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.podkeeper.notification.webhook.DeliveryRows.Claimed;
import org.podkeeper.notification.webhook.WebhookDelivery.State;
import org.podkeeper.notification.webhook.WebhookDelivery.Try;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Brings to programs what they are to be told, several at a time but to each one after the other, and decides what
 * follows from their answers. What a portal that died was delivering is delivered again, under the same id.
 */
@Service
class Dispatch {
    /** Pauses after the first, second, … try that failed; what fails after the last is given up. */
    private static final List<Duration> PAUSES = List.of(
            Duration.ofSeconds(5),
            Duration.ofMinutes(5),
            Duration.ofMinutes(30),
            Duration.ofHours(2),
            Duration.ofHours(5),
            Duration.ofHours(10),
            Duration.ofHours(14),
            Duration.ofHours(20),
            Duration.ofHours(24));

    private static final Logger LOG = LoggerFactory.getLogger(Dispatch.class);
    private static final int AT_ONCE = 8;
    private static final int GONE = 410;

    private final WebhookRows webhooks;
    private final DeliveryRows deliveries;
    private final Courier courier;
    private final WebhookSettings settings;
    private final Around around;

    /** What it needs besides. */
    @org.springframework.stereotype.Component("aroundDispatch")
    record Around(TransactionTemplate transaction, ApplicationEventPublisher events, Clock clock) {}

    Dispatch(WebhookRows webhooks, DeliveryRows deliveries, Courier courier, WebhookSettings settings, Around around) {
        this.webhooks = webhooks;
        this.deliveries = deliveries;
        this.courier = courier;
        this.settings = settings;
        this.around = around;
    }

    /** Delivers what is due, until nothing is. */
    void deliver() {
        List<Claimed> claimed = claim();
        try (ExecutorService couriers = Executors.newVirtualThreadPerTaskExecutor()) {
            while (!claimed.isEmpty()) {
                for (Future<?> done : couriers.invokeAll(claimed.stream()
                        .map(one -> Executors.callable(() -> deliver(one)))
                        .toList())) {
                    if (done.state() == Future.State.FAILED) {
                        LOG.warn("A delivery is done again later", done.exceptionNow());
                    }
                }
                claimed = claim();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Claimed> claim() {
        var claimed = new ArrayList<Claimed>();
        Optional<Claimed> next = claimOne();
        while (next.isPresent()) {
            claimed.add(next.get());
            next = claimed.size() < AT_ONCE ? claimOne() : Optional.empty();
        }
        return claimed;
    }

    private Optional<Claimed> claimOne() {
        Instant now = around.clock().instant();
        return deliveries.claim(now, now.plus(settings.timeout().multipliedBy(4)));
    }

    private void deliver(Claimed claimed) {
        Optional<Webhook> webhook = webhooks.find(claimed.webhook());
        if (webhook.isPresent()) {
            byte[] secret = webhooks.secret(claimed.webhook());
            Try tried = courier.bring(claimed.id().toString(), webhook.get().url(), claimed.payload(), secret);
            around.transaction().executeWithoutResult(tx -> {
                deliveries.note(claimed, tried);
                follow(claimed, webhook.get(), tried);
            });
        }
    }

    private void follow(Claimed claimed, Webhook webhook, Try tried) {
        Instant now = around.clock().instant();
        Integer status = tried.status();
        if (status != null && status >= 200 && status < 300) {
            deliveries.after(claimed, State.DELIVERED, null, now);
            webhooks.succeeded(webhook.id());
            return;
        }
        Instant since = webhooks.failed(webhook.id(), now);
        boolean last = claimed.attempts() > PAUSES.size();
        deliveries.after(
                claimed,
                last ? State.GIVEN_UP : State.QUEUED,
                last ? null : now.plus(PAUSES.get(claimed.attempts() - 1)),
                now);
        if (status != null && status == GONE) {
            turnOff(webhook, "It answered that it is gone for good (410).", now);
        } else if (!now.isBefore(since.plus(settings.disableAfter()))) {
            turnOff(
                    webhook,
                    "Nothing but failures for " + settings.disableAfter().toDays() + " days.",
                    now);
        }
    }

    private void turnOff(Webhook webhook, String why, Instant now) {
        if (webhooks.turnOff(webhook.id(), why, now)) {
            deliveries.giveUpAll(webhook.id(), now);
            around.events().publishEvent(new WebhookTurnedOff(webhook, why));
        }
    }

    void tidy() {
        deliveries.removeFinishedBefore(around.clock().instant().minus(settings.keep()));
    }
}

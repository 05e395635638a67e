package org.podkeeper.notification.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.notification.webhook.Webhook;
import org.podkeeper.notification.webhook.WebhookDelivery;
import org.podkeeper.notification.webhook.WebhookEvent;
import org.podkeeper.notification.webhook.Webhooks;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Webhooks for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/webhooks")
@Tag(name = "Webhooks", description = "Programs that are told what happens to bookings")
class WebhookResource {
    private final Webhooks webhooks;
    private final MessageSource messages;

    WebhookResource(Webhooks webhooks, MessageSource messages) {
        this.webhooks = webhooks;
        this.messages = messages;
    }

    record WebhookJson(
            UUID id,
            String url,
            List<String> events,

            @Schema(description = "whether it is told of everybody's bookings")
            boolean everything,

            Instant made,

            @Schema(description = "since when nothing but failures came back") @Nullable
            Instant failingSince,

            @Nullable Instant disabledAt,
            @Nullable String disabledWhy,

            @Schema(description = "signs what is sent; only in the answer that makes the webhook") @Nullable
            String secret) {
        static WebhookJson of(Webhook webhook, @Nullable String secret) {
            return new WebhookJson(
                    webhook.id(),
                    webhook.url(),
                    webhook.events().stream().map(WebhookEvent::type).toList(),
                    webhook.everything(),
                    webhook.made(),
                    webhook.failingSince(),
                    webhook.disabledAt(),
                    webhook.disabledWhy(),
                    secret);
        }
    }

    record NewWebhookJson(
            @Nullable String url,
            @Nullable List<String> events,
            @Nullable Boolean everything) {}

    record TryJson(Instant at, @Nullable Integer status, int millis, String said) {}

    record DeliveryJson(
            UUID id,
            String event,
            Instant at,
            WebhookDelivery.State state,
            @Nullable Instant due,
            String payload,
            List<TryJson> tries) {
        static DeliveryJson of(WebhookDelivery delivery) {
            return new DeliveryJson(
                    delivery.id(),
                    delivery.event().type(),
                    delivery.at(),
                    delivery.state(),
                    delivery.state() == WebhookDelivery.State.QUEUED ? delivery.due() : null,
                    delivery.payload(),
                    delivery.tries().stream()
                            .map(one -> new TryJson(one.at(), one.status(), one.millis(), one.said()))
                            .toList());
        }
    }

    @GetMapping
    @Operation(summary = "Your webhooks", description = "The newest first.")
    List<WebhookJson> list(Person person) {
        return webhooks.of(person.id()).stream()
                .map(webhook -> WebhookJson.of(webhook, null))
                .toList();
    }

    @PostMapping
    @Operation(
            summary = "Make a webhook",
            description = "The answer has the secret that signs what is sent; it is not told a second time.")
    @ApiResponse(responseCode = "422", description = "Refused, with every reason")
    WebhookJson make(@RequestBody NewWebhookJson asked, Person person) {
        List<String> events = Objects.requireNonNullElse(asked.events(), List.of());
        return switch (webhooks.make(person, asked.url(), events, Boolean.TRUE.equals(asked.everything()))) {
            case Done<Webhooks.Made>(var made) -> WebhookJson.of(made.webhook(), made.secret());
            case Refused<Webhooks.Made>(var refusals) -> {
                var why = refusals.stream()
                        .map(one ->
                                messages.getMessage(one.code(), one.details().toArray(), Locale.ENGLISH))
                        .toList();
                throw new ErrorResponseException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, String.join(" ", why)),
                        null);
            }
        };
    }

    @GetMapping("/{id}")
    @Operation(summary = "One webhook")
    WebhookJson show(@PathVariable UUID id, Person person) {
        return WebhookJson.of(own(id, person), null);
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a webhook", description = "With the log of what it was told.")
    void remove(@PathVariable UUID id, Person person) {
        webhooks.remove(own(id, person));
    }

    @PostMapping("/{id}/test")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send a test", description = "What came of it is in the deliveries, within seconds.")
    void test(@PathVariable UUID id, Person person) {
        webhooks.test(own(id, person));
    }

    @PostMapping("/{id}/on")
    @Operation(summary = "Turn a webhook on again")
    WebhookJson turnOn(@PathVariable UUID id, Person person) {
        webhooks.turnOn(own(id, person));
        return WebhookJson.of(own(id, person), null);
    }

    @GetMapping("/{id}/deliveries")
    @Operation(summary = "What it was told", description = "The newest 100, newest first, with every try.")
    List<DeliveryJson> deliveries(@PathVariable UUID id, Person person) {
        return webhooks.deliveries(own(id, person)).stream()
                .map(DeliveryJson::of)
                .toList();
    }

    @PostMapping("/{id}/deliveries/{delivery}/again")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Send it once more", description = "Under the same id. Only what is delivered or given up.")
    void again(@PathVariable UUID id, @PathVariable UUID delivery, Person person) {
        if (!webhooks.again(own(id, person), delivery)) {
            throw new NotFound("Finished delivery " + delivery);
        }
    }

    private Webhook own(UUID id, Person person) {
        return webhooks.find(id, person.id()).orElseThrow(() -> new NotFound("Webhook " + id));
    }
}

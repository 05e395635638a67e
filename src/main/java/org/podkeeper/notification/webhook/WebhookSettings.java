package org.podkeeper.notification.webhook;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Positive;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Settings of webhooks.
 *
 * @param allowPrivate whether programs on this machine and in private networks are told; else people could make the
 *     portal talk to what only it can reach
 * @param every pause between two looks for something to deliver
 * @param timeout longest time that one try may take in all
 * @param disableAfter how long nothing but failures are taken before a webhook is turned off
 * @param keep how long finished deliveries stay in the log
 * @param mostPerPerson webhooks that somebody may have
 */
@Validated
@ConfigurationProperties("podkeeper.webhooks")
public record WebhookSettings(
        @DefaultValue("false") boolean allowPrivate,
        @DefaultValue("5s") @NotNull Duration every,
        @DefaultValue("15s") @NotNull Duration timeout,
        @DefaultValue("5d") @NotNull Duration disableAfter,
        @DefaultValue("14d") @NotNull Duration keep,
        @DefaultValue("10") @Positive int mostPerPerson) {}

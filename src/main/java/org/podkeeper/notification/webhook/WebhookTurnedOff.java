package org.podkeeper.notification.webhook;

/** A webhook was turned off because it failed for too long; published in the transaction that does so. */
public record WebhookTurnedOff(Webhook webhook, String why) {}

package org.podkeeper.inventory;

/** An outage was announced, or lasts longer than announced; published in the transaction that writes it. */
public record OutageAnnounced(PlannedOutage outage) {}

package org.podkeeper.inventory;

/** An outage is called off, over, or ends earlier than announced; published in the transaction that writes it. */
public record OutageShortened(PlannedOutage outage) {}

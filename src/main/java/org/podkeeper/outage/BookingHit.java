package org.podkeeper.outage;

import org.podkeeper.inventory.PlannedOutage;

/** An outage takes the place of a booking; published once for both, in the transaction that remembers that it was told. */
public record BookingHit(PlannedOutage outage, Proposal proposal) {}

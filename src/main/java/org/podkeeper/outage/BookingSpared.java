package org.podkeeper.outage;

import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.PlannedOutage;

/** An outage does not touch a booking any more that was told so; published in the transaction that notes it. */
public record BookingSpared(PlannedOutage outage, BookingView booking) {}

package org.podkeeper.outage;

import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.PlannedOutage;

/** An outage began and a booking that was not moved away is over; published in the transaction that ends it. */
public record BookingEndedByOutage(PlannedOutage outage, BookingView booking) {}

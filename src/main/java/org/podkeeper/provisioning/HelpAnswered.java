package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingView;

/** A lab admin answered; published in that transaction. */
public record HelpAnswered(BookingView booking, HelpRequest request) {}

package org.podkeeper.provisioning;

import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingView;

/** Somebody asked the lab admins for help; published in that transaction. */
public record HelpAsked(BookingView booking, HelpRequest request, Person by) {}

package org.podkeeper.booking;

import org.podkeeper.account.Person;

/** A booking is somebody else's; published in the transaction that changes it. */
public record BookingOwnerChanged(BookingView booking, Person from, Person to, Person by) {}

package org.podkeeper.booking;

import org.podkeeper.account.Person;

/**
 * A booking ends at another time than it did; published in the transaction that changes it.
 *
 * @param before how it was
 * @param booking how it is
 * @param why the reason that was given; may be empty where none is needed
 */
public record BookingEndMoved(BookingView before, BookingView booking, Person by, String why) {
    /** Whether it lasts longer now. */
    public boolean later() {
        return booking.window().end().isAfter(before.window().end());
    }
}

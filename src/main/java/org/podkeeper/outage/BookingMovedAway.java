package org.podkeeper.outage;

import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.inventory.PlannedOutage;

/**
 * A booking that an outage hits has another place; published in the transaction that moves it.
 *
 * @param before as it was
 * @param after the same one as it is, or the one that goes on where it stops
 * @param who user name of who accepted that, or who did it in words
 */
public record BookingMovedAway(
        PlannedOutage outage, BookingView before, BookingView after, OtherPlace place, String who) {
    /** Whether another booking goes on. */
    public boolean goesOn() {
        return !before.id().equals(after.id());
    }
}

package org.podkeeper.booking;

/**
 * A promise is over, by its time, by return or by cancellation; published in the transaction that ends it.
 *
 * @param who user name, or {@code the clock}
 */
public record BookingEnded(BookingView booking, String who, String why) {}

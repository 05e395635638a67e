package org.podkeeper.booking;

/** A booking that has not begun has another time or lab; published in the transaction that changes it. */
public record BookingMoved(BookingView before, BookingView booking) {}

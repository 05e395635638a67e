package org.podkeeper.booking;

/** There is no booking of this id. */
public class NoSuchBooking extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public NoSuchBooking(BookingId id) {
        super("There is no booking " + id);
    }
}

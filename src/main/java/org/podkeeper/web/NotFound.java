package org.podkeeper.web;

/** What a page or an API operation was asked for does not exist, or this reader must not know that it does. Answered with 404. */
public class NotFound extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** @param what kind and id of the missing thing, for the log only: {@code "Booking 5f0c…"} */
    public NotFound(String what) {
        super(what);
    }
}

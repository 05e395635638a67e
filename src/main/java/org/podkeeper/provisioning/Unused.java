package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;

/** Whether the owner of a booking is asked if they still use it, told to its page by whoever knows who waits. */
public interface Unused {
    /**
     * The question.
     *
     * @param idleSince since when nobody used it
     * @param returnsAt when it ends without an answer, or null when it never does
     */
    record Question(
            Instant askedAt, Instant idleSince, @Nullable Instant returnsAt) {}

    /** Empty when nobody asks. */
    Optional<Question> question(BookingId booking);
}

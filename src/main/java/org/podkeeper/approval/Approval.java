package org.podkeeper.approval;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingRequest;

/**
 * Something that somebody asked for beyond their limits.
 *
 * @param number short number for people
 * @param why the reason that was given
 * @param refused what it was refused with, in words
 * @param wanted the booking that is wanted, or null when it is a later end
 * @param extension the later end that is wanted, or null when it is a booking
 * @param decidedBy user name of who decided; who asked, when they withdrew it; null while it waits
 * @param answer what who decided said; may be empty
 * @param booking what came of it, or null
 */
public record Approval(
        ApprovalId id,
        long number,
        PersonId askedBy,
        Instant askedAt,
        String why,
        String refused,
        ApprovalState state,
        @Nullable BookingRequest wanted,
        @Nullable Extension extension,
        @Nullable String decidedBy,
        @Nullable Instant decidedAt,
        String answer,
        @Nullable BookingId booking) {

    /** A later end of a booking. */
    public record Extension(BookingId booking, Instant until) {}

    /** Whether the time that it is for is over before it was decided, or as good as over. */
    boolean isTooLate(Instant now) {
        if (wanted == null) {
            return false;
        }
        Instant start = wanted.start();
        Duration length = wanted.length();
        return start != null && !now.isBefore(start.plus(length));
    }
}

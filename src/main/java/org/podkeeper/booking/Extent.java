package org.podkeeper.booking;

import java.time.Instant;

/**
 * Between which ends somebody may choose for a booking, and what stands in the way of a later one.
 *
 * @param earliest no end before this
 * @param latest no end after this; never before the present end
 * @param limit what the latest end is limited by and who can lift that, in the words of a refusal
 * @param withoutReason until when no reason need be given; a later end needs one, and so does any change of a booking
 *     that is another's
 * @param foreign whether the booking is another's
 */
public record Extent(Instant earliest, Instant latest, Refusal limit, Instant withoutReason, boolean foreign) {
    /** Whether this end cannot be had without a reason. */
    public boolean needsReason(Instant end) {
        return foreign || end.isAfter(withoutReason);
    }
}

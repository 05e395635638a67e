package org.podkeeper.waiting;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Choices;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;

/**
 * A place in the waiting list: what somebody wants, from when on, and until when they wait for it.
 *
 * @param number short number for people
 * @param podKey of its Pod in all its versions
 * @param lab where, or null for wherever there is room
 * @param earliest the first start that is wanted, or null for as soon as possible
 * @param latest the last start that is wanted: later than that nobody waits any more
 * @param obstacle why it could not be booked when there was room, in words; or null
 * @param lapses how many offers were let pass
 * @param offer what is held for the person now, or null
 * @param booking what became of it, or null
 */
public record Wish(
        WishId id,
        long number,
        PersonId person,
        PodId pod,
        String podKey,
        ConfigId config,
        @Nullable LabId lab,
        String purpose,
        Duration length,
        @Nullable Instant earliest,
        Instant latest,
        WishMode mode,
        Choices choices,
        WishState state,
        Instant askedAt,
        @Nullable String obstacle,
        int lapses,
        @Nullable Offer offer,
        @Nullable BookingId booking) {

    /**
     * Room that is held.
     *
     * @param host where; null when that host is none of the portal's any more
     * @param start when it would begin; when that has passed, at once
     * @param until when it is somebody else's turn
     */
    public record Offer(@Nullable HostId host, Instant start, Instant until) {}

    /** What the desk is asked for, to begin then, or at once when that is not later than now. */
    BookingRequest request(Instant start, Instant now) {
        return new BookingRequest(pod, config, lab, purpose, start.isAfter(now) ? start : null, length, null, choices);
    }
}

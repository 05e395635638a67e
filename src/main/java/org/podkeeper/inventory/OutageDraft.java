package org.podkeeper.inventory;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * An outage that an admin is about to announce.
 *
 * @param host one host of the lab, or null for all of them
 * @param start when it begins, or null for now; one that has passed means now
 * @param notice how long bookings that have begun are left after it is announced, when it begins earlier than that
 * @param moves whether bookings that have not begun move to other hosts by themselves
 */
public record OutageDraft(
        LabId lab,
        @Nullable HostId host,
        @Nullable Instant start,
        Instant end,
        String reason,
        Duration notice,
        boolean moves) {

    /** When it begins if it is announced now. */
    public Instant startAt(Instant now) {
        return start == null || start.isBefore(now) ? now : start;
    }
}

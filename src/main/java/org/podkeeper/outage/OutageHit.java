package org.podkeeper.outage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.OutagePlanId;

/**
 * A booking whose place an outage takes.
 *
 * @param told whether its people know
 * @param next the booking that goes on where it stops, or null
 */
public record OutageHit(
        OutagePlanId outage,
        BookingId booking,
        HostId host,
        HitState state,
        boolean told,
        @Nullable Instant settledAt,
        @Nullable BookingId next) {}

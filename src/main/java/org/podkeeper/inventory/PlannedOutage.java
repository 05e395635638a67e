package org.podkeeper.inventory;

import java.time.Instant;
import java.time.LocalDate;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.TimeWindow;

/**
 * An outage as it was announced.
 *
 * @param host the one host that it is of, or null for every host of the lab, also those that are added later
 * @param endsBookingsAt when bookings there that have begun and were not moved end; not before the start
 * @param moves whether bookings that have not begun move to other hosts by themselves where these have room
 * @param announcedBy user name
 * @param calledOffAt when it was called off, or null
 * @param rule the maintenance rule that it is an occurrence of, or null
 * @param occurrence which one, by its day in the lab's time zone
 */
public record PlannedOutage(
        OutagePlanId id,
        LabId lab,
        @Nullable HostId host,
        TimeWindow window,
        String reason,
        Instant endsBookingsAt,
        boolean moves,
        String announcedBy,
        Instant announcedAt,
        @Nullable Instant calledOffAt,
        @Nullable MaintenanceRuleId rule,
        @Nullable LocalDate occurrence) {

    public boolean isCalledOff() {
        return calledOffAt != null;
    }

    /** Whether the hosts are closed at the instant. */
    public boolean isUnderWay(Instant now) {
        return !isCalledOff() && window.contains(now);
    }
}

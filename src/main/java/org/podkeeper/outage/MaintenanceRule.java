package org.podkeeper.outage;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.MaintenanceRuleId;

/**
 * Maintenance that comes again in a lab.
 *
 * @param host of one host, or null for all of the lab
 * @param moves whether bookings that have not begun move to other hosts by themselves
 * @param madeBy user name
 * @param endedAt since when there are no new ones, or null
 */
public record MaintenanceRule(
        MaintenanceRuleId id,
        LabId lab,
        @Nullable HostId host,
        Recurrence recurrence,
        String reason,
        boolean moves,
        String madeBy,
        Instant madeAt,
        @Nullable Instant endedAt) {}

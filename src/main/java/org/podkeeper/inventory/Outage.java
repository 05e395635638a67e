package org.podkeeper.inventory;

import org.podkeeper.kernel.TimeWindow;

/** A planned time in which a host takes no bookings. */
public record Outage(OutageId id, HostId host, TimeWindow window, String reason) {}

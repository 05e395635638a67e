package org.podkeeper.booking;

import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/** Part of a host, promised to a booking for a while. */
public record Hold(BookingId booking, HostId host, Resources resources, TimeWindow window) {}

package org.podkeeper.booking;

import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * Part of a host, promised for a while.
 *
 * @param booking whose it is, or null for what the lab itself uses
 */
public record Hold(@Nullable BookingId booking, HostId host, Resources resources, TimeWindow window) {}

package org.podkeeper.booking;

import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * Part of a host that the lab itself uses.
 *
 * @param purpose in words, for people
 * @param window when it is the lab's; while a booking has what is lent to it, that begins with the booking's end
 * @param stands whether it is held for good
 */
public record LabHold(HostId host, String purpose, Resources resources, TimeWindow window, boolean stands) {}

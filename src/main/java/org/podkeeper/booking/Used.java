package org.podkeeper.booking;

import org.podkeeper.limits.Limit;

/**
 * How much of a limit is used.
 *
 * @param used bookings, vCPUs or GiB; of the latter the most at any one time from now on
 */
public record Used(Limit limit, long used) {}

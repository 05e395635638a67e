package org.podkeeper.booking;

import org.jspecify.annotations.Nullable;

/**
 * What can be chosen with a booking.
 *
 * @param start whether the machines are started when they are made; else their owner starts them
 * @param keepDays for how many days their disks, and where it can be their memory, are kept when the booking ends; 0 for not at all
 * @param from kept disks of an earlier booking to begin with, or null for the Config's images
 */
public record Choices(boolean start, int keepDays, @Nullable KeptId from) {
    /** Machines that run, from the Config's images, of which nothing is kept. */
    public static final Choices USUAL = new Choices(true, 0, null);
}

package org.podkeeper.booking;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.TeamId;

/**
 * What can be chosen with a booking.
 *
 * @param start whether the machines are started when they are made; else their owner starts them
 * @param keepDays for how many days their disks are kept when the booking ends; 0 for not at all
 * @param memory whether their memory is kept with the disks, where it can be: programs go on where they were
 * @param from kept disks of an earlier booking to begin with, or null for the Config's images
 * @param team that the booking is of as well as its owner's, or null for none
 */
public record Choices(
        boolean start,
        int keepDays,
        boolean memory,
        @Nullable KeptId from,
        @Nullable TeamId team) {
    /** Machines that run, from the Config's images, of which nothing is kept. */
    public static final Choices USUAL = new Choices(true, 0, true, null, null);

    /** With memory if anything is kept. */
    public Choices(boolean start, int keepDays, @Nullable KeptId from, @Nullable TeamId team) {
        this(start, keepDays, true, from, team);
    }

    /** For no team, with memory if anything is kept. */
    public Choices(boolean start, int keepDays, @Nullable KeptId from) {
        this(start, keepDays, from, null);
    }

    /** Whether a pod that is there already, as its Config has it, would do. */
    public boolean asItStands() {
        return start && from == null;
    }

    /** Whether it is the same pod that they ask for; whose it is may have changed since. */
    boolean madeAs(Choices other) {
        return start == other.start
                && keepDays == other.keepDays
                && memory == other.memory
                && java.util.Objects.equals(from, other.from);
    }
}

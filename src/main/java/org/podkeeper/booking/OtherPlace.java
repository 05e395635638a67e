package org.podkeeper.booking;

import java.time.Instant;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.TimeWindow;

/**
 * Where and when a booking could be instead. Nothing holds it.
 *
 * @param window when; of a booking that has begun, the part of its time that is left
 * @param prepareFrom from when on the host is taken
 */
public record OtherPlace(Kind kind, KvmHost host, TimeWindow window, Instant prepareFrom) {

    /** What is different there. The first one changes the least. */
    public enum Kind {
        /** The same time on another host of its lab. */
        OTHER_HOST,
        /** The same time in another lab. */
        OTHER_LAB,
        /** The same length, or what is left of it, at a later time. */
        LATER
    }
}

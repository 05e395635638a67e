package org.podkeeper.booking.web;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Pod;

/**
 * A Pod on the home page: what it is and when one can be had.
 *
 * @param freeNow how many could start now for the usual length
 * @param standing how many of these stand ready and are handed over at once
 * @param shorter for how long one could be had now when it cannot for the usual length; zero when that is too short to use
 * @param firstStart when the first one of the usual length could start if none can now; null when none can within the time that can be booked
 * @param limits why the person who asks may not book it just so, each a sentence that says how to get it
 * @param obstacles why it cannot be booked at all at the moment, each a sentence; empty when it can
 */
record PodChoice(
        Pod pod,
        int freeNow,
        int standing,
        Duration shorter,
        @Nullable Instant firstStart,
        boolean chosen,
        List<String> limits,
        List<String> obstacles) {
    public boolean isBookable() {
        return obstacles.isEmpty();
    }
}

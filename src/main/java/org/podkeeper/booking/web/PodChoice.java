package org.podkeeper.booking.web;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.Pod;

/**
 * A Pod on the home page: what it is and when one can be had.
 *
 * @param freeNow how many could start now for the usual length
 * @param firstStart when the first one could start if none can now; null when none can within the time that can be booked
 * @param obstacles why it cannot be booked at all at the moment, each a sentence; empty when it can
 */
record PodChoice(Pod pod, int freeNow, @Nullable Instant firstStart, boolean chosen, List<String> obstacles) {
    public boolean isBookable() {
        return obstacles.isEmpty();
    }
}

package org.podkeeper.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;

/**
 * A request with what the desk looked up for it.
 *
 * @param pod null when there is none of that id
 * @param config null when there is none of that id
 * @param allowedBy who lets it go beyond the limits, or null for nobody
 * @param keys how many SSH keys the person has
 */
record Application(
        BookingRequest request,
        Person person,
        @Nullable Pod pod,
        @Nullable Config config,
        int keys,
        Instant now,
        @Nullable Person allowedBy) {}

package org.podkeeper.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;

/**
 * A booking as others see it.
 *
 * @param number short number for people: #42
 * @param prepareFrom when work on the pod begins, so that it is ready at the start of the window
 * @param endedAt when it was really over, null while it is not
 */
public record BookingView(
        BookingId id,
        long number,
        PersonId owner,
        LabId lab,
        PodId pod,
        ConfigId config,
        String purpose,
        TimeWindow window,
        Instant prepareFrom,
        BookingState state,
        Instant bookedAt,
        @Nullable Instant endedAt,
        Choices choices) {}

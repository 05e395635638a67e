package org.podkeeper.provisioning.web;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.DeploymentView;

/** A line of the list of bookings. */
record BookingRow(BookingView booking, Status status, Pod pod, String owner) {
    static BookingRow of(
            BookingView booking, @Nullable DeploymentView deployment, Pod pod, @Nullable Person owner, Instant now) {
        if (deployment == null) {
            throw new IllegalStateException("Booking " + booking.id() + " has no deployment");
        }
        return new BookingRow(booking, Status.of(booking, deployment, now), pod, owner == null ? "" : owner.fullName());
    }
}

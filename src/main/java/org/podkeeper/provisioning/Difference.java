package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.HostId;

/**
 * Something that a host and the database disagree about.
 *
 * @param subject what it is called on the host; for things of a pod, what all their names begin with
 * @param booking the booking it is about, where that is known
 * @param contents what it consists of, in words
 * @param cause how it came to be, in words
 * @param firstSeen since when it has been seen without a break
 * @param removedAt when the portal removes it by itself, or null when it does not
 * @param failure why the last removal did not succeed, or null
 */
public record Difference(
        UUID id,
        HostId host,
        DifferenceKind kind,
        String subject,
        @Nullable BookingId booking,
        String contents,
        String cause,
        Instant firstSeen,
        Instant lastSeen,
        @Nullable Instant removedAt,
        @Nullable String failure) {}

package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.BookingId;

/**
 * Somebody asked the lab admins for help with a booking.
 *
 * @param cause what the booking's page said then
 * @param incident under which the portal's log has more, or null
 * @param answeredBy user name
 */
public record HelpRequest(
        UUID id,
        BookingId booking,
        PersonId askedBy,
        Instant askedAt,
        @Nullable String cause,
        @Nullable String incident,
        @Nullable String answer,
        @Nullable String answeredBy,
        @Nullable Instant answeredAt) {}

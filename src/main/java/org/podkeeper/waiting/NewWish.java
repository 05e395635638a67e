package org.podkeeper.waiting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingRequest;

/**
 * What somebody wants to wait for.
 *
 * @param request as it would be booked; its start is the first one that is wanted
 * @param latest the last start that is wanted, or null for the usual patience
 */
public record NewWish(BookingRequest request, @Nullable Instant latest, WishMode mode) {}

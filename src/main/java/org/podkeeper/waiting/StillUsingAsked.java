package org.podkeeper.waiting;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingView;

/**
 * Others wait for what nobody seems to use: its owner is asked; published in the transaction that writes the question.
 *
 * @param returnsAt when it ends without an answer, or null when it never does
 */
public record StillUsingAsked(
        BookingView booking, Instant idleSince, @Nullable Instant returnsAt) {}

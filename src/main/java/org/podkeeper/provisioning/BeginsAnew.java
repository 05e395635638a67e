package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingView;

/**
 * A booking that was to go on from the disks of another begins with its Config's images; published in the transaction that
 * gives up on these disks.
 *
 * @param cause why they could not be kept, a sentence for people
 */
public record BeginsAnew(BookingView booking, String cause) {}

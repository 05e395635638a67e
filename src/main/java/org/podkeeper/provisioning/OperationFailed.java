package org.podkeeper.provisioning;

import org.podkeeper.booking.BookingId;

/** Something that was asked for on a standing pod did not succeed; published in the transaction that says so. */
public record OperationFailed(BookingId booking, OperationView operation, String cause) {}

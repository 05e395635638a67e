package org.podkeeper.booking;

import org.podkeeper.inventory.HostId;

/** A promise was made; published in the transaction that makes it. */
public record BookingConfirmed(BookingView booking, HostId host) {}

package org.podkeeper.booking;

import org.podkeeper.inventory.HostId;

/** A booking and a host of which it holds a part. */
public record Holder(BookingId booking, HostId host) {}

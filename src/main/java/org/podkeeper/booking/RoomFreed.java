package org.podkeeper.booking;

import org.podkeeper.inventory.HostId;

/** Less of a host is held than was; published in the transaction that gives it back. */
public record RoomFreed(HostId host) {}

package org.podkeeper.inventory;

public enum HostState {
    /** Takes bookings. */
    IN_SERVICE,
    /** Does not answer at the moment; keeps its bookings, takes no new ones. */
    SUSPECT,
    /** Left the pool by itself; comes back after a trial machine has really started on it. */
    WITHDRAWN,
    /** Taken out by an admin; takes no new bookings. */
    OUT_OF_SERVICE
}

package org.podkeeper.inventory;

public enum HostState {
    /** Takes bookings. */
    IN_SERVICE,
    /** Does not answer at the moment; keeps its bookings, takes no new ones. */
    SUSPECT,
    /** Taken out by an admin; takes no new bookings. */
    OUT_OF_SERVICE
}

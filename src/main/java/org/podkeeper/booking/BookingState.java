package org.podkeeper.booking;

import java.util.Set;

/** The life of a promise. */
public enum BookingState {
    /** The window is promised and capacity is held. */
    CONFIRMED,
    /** Over: its time came, or it was returned early. */
    ENDED,
    /** Withdrawn before anything was prepared. */
    CANCELLED;

    /** The states that may follow this one. */
    public Set<BookingState> next() {
        return switch (this) {
            case CONFIRMED -> Set.of(ENDED, CANCELLED);
            case ENDED, CANCELLED -> Set.of();
        };
    }
}

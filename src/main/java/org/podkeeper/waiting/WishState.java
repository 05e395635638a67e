package org.podkeeper.waiting;

import java.util.Set;

/** The life of a wish. */
public enum WishState {
    /** In the list, until there is room. */
    WAITING,
    /** Room is held for it until it is taken, declined, or its time is over. */
    OFFERED,
    /** It became a booking. */
    TAKEN,
    /** The person did not want what was offered. */
    DECLINED,
    /** What was offered was let pass too often. */
    LAPSED,
    /** The person left the list. */
    WITHDRAWN,
    /** A lab admin took it off the list, and said why. */
    REMOVED,
    /** There was no room in time, or it cannot be booked any more. */
    EXPIRED;

    /** The states that may follow this one. */
    public Set<WishState> next() {
        return switch (this) {
            case WAITING -> Set.of(OFFERED, TAKEN, WITHDRAWN, REMOVED, EXPIRED);
            case OFFERED -> Set.of(WAITING, TAKEN, DECLINED, LAPSED, WITHDRAWN, REMOVED);
            case TAKEN, DECLINED, LAPSED, WITHDRAWN, REMOVED, EXPIRED -> Set.of();
        };
    }

    /** Whether it is still in the list. */
    public boolean isOpen() {
        return !next().isEmpty();
    }
}

package org.podkeeper.provisioning;

import java.util.Set;

/** What may be done with a standing pod. */
public enum StandingState {
    /** It is made when a host has room, or when it is worth another try. */
    WAITING,
    /** Its machines are made and looked at. */
    MAKING,
    /** Whoever books it next gets it at once. */
    READY,
    /** It is a booking's, until nothing of that is left. */
    IN_USE,
    /** Its machines are removed; others are made in their place. */
    RENEWING,
    /** Its machines are removed for good. */
    LEAVING;

    /** The states that may follow this one; after the last one there is nothing left. */
    public Set<StandingState> next() {
        return switch (this) {
            case WAITING -> Set.of(MAKING);
            case MAKING -> Set.of(READY, RENEWING, LEAVING);
            case READY -> Set.of(IN_USE, RENEWING, LEAVING);
            case IN_USE -> Set.of(READY, WAITING);
            case RENEWING -> Set.of(WAITING, LEAVING);
            case LEAVING -> Set.of();
        };
    }
}

package org.podkeeper.outage;

import java.util.Set;

/** What becomes of a booking whose place is taken by an outage. */
public enum HitState {
    /** It is still there, and nothing was accepted. */
    OPEN,
    /** It has another place, or goes on as another booking. */
    MOVED,
    /** The outage does not touch it any more. */
    SPARED,
    /** The outage has ended it. */
    ENDED,
    /** It was over by itself before. */
    OVER;

    /** The states that may follow this one: an outage that takes longer hits again what was moved behind it. */
    public Set<HitState> next() {
        return switch (this) {
            case OPEN -> Set.of(MOVED, SPARED, ENDED, OVER);
            case MOVED, SPARED -> Set.of(OPEN);
            case ENDED, OVER -> Set.of();
        };
    }
}

package org.podkeeper.provisioning;

import java.util.Set;

/** The life of the running thing. */
public enum DeploymentState {
    /** Promised; nothing is on the host yet. */
    PLANNED,
    /** Being made. */
    PREPARING,
    /** All machines answer and let the owner in. */
    READY,
    /** Could not be made; says why. What exists stays until it is tried again or torn down. */
    BROKEN,
    /** Being removed. */
    TEARING_DOWN,
    /** Verified: nothing of it is on the host. */
    GONE;

    /** The states that may follow this one. */
    public Set<DeploymentState> next() {
        return switch (this) {
            case PLANNED -> Set.of(PREPARING, TEARING_DOWN);
            case PREPARING -> Set.of(READY, BROKEN, TEARING_DOWN);
            case READY -> Set.of(TEARING_DOWN);
            case BROKEN -> Set.of(PREPARING, TEARING_DOWN);
            case TEARING_DOWN -> Set.of(GONE);
            case GONE -> Set.of();
        };
    }
}

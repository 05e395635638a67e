package org.podkeeper.provisioning;

/** What may be done with a golden pod. */
public enum GoldenState {
    /** It is made when its host has room. */
    WAITING,
    /** Its machines are booted, checked and stopped. */
    MAKING,
    /** Others go on from it. */
    READY,
    /** It could not be made; it is not tried again by itself. */
    CANNOT,
    /** Nothing goes on from it any more; it is removed when the last pod that did is gone. */
    STALE,
    /** Nothing of it is on the host. */
    REMOVED;

    /** Whether something of it may be on the host. */
    boolean mayBeThere() {
        return this != REMOVED;
    }
}

package org.podkeeper.provisioning;

/** Pods that were made in advance are still in room that is promised to somebody: it is tried again when they are gone. */
final class RoomTaken extends RuntimeException {
    private static final long serialVersionUID = 1L;

    static final String WHY = "Waits until pods that were made in advance are removed from the host to make room.";

    RoomTaken() {
        super(WHY);
    }
}

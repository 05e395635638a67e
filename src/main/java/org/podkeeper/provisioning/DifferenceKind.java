package org.podkeeper.provisioning;

/** What a host and the database disagree about. */
public enum DifferenceKind {
    /** Things of a pod that is gone, or that only the machines themselves still know to be ours. Removed after a while. */
    LEFTOVER,
    /** Things named like ours that nothing proves to be ours. */
    UNPROVEN,
    /** Things of a pod that stands on another host. */
    ELSEWHERE,
    /** A machine of a ready pod that is not on its host. */
    MACHINE_MISSING,
    /** A machine of a ready pod whose system has stopped by itself. */
    MACHINE_CRASHED,
    /** A golden image that no Config and no disk uses. */
    IMAGE_UNUSED,
    /** An upload of a golden image that did not end. */
    IMAGE_HALF;

    /** Whether the portal removes it by itself when it was there for long enough. */
    public boolean removedByItself() {
        return this == LEFTOVER;
    }

    /** Whether a lab admin may have it removed. */
    public boolean removable() {
        return switch (this) {
            case LEFTOVER, UNPROVEN, IMAGE_UNUSED, IMAGE_HALF -> true;
            case ELSEWHERE, MACHINE_MISSING, MACHINE_CRASHED -> false;
        };
    }

    boolean isImage() {
        return this == IMAGE_UNUSED || this == IMAGE_HALF;
    }
}

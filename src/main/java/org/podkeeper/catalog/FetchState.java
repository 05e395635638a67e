package org.podkeeper.catalog;

/** How far the fetching of an image is. */
public enum FetchState {
    /** None is under way. */
    IDLE,
    /** Asked for, not begun. */
    WAITING,
    FETCHING,
    /** The last one failed; its message says why. */
    FAILED;

    public boolean underWay() {
        return this == WAITING || this == FETCHING;
    }
}

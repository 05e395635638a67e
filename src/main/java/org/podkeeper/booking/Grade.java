package org.podkeeper.booking;

/** How much somebody may do with a booking that is another's, each including the ones before it. */
public enum Grade {
    /** See it. */
    LOOK,
    /** Also work with its machines: their keys open them. */
    USE,
    /** Also end it, move its end, and say who else may do what. */
    MANAGE;

    public boolean includes(Grade other) {
        return compareTo(other) >= 0;
    }
}

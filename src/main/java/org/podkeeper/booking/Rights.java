package org.podkeeper.booking;

/**
 * What somebody may do with a booking.
 *
 * @param see look at it; for who may not, it does not exist
 * @param use work with its machines: power, reset, snapshots, another try
 * @param manage end it and say who else may do what
 * @param extend move its end
 * @param own make it somebody else's
 */
public record Rights(boolean see, boolean use, boolean manage, boolean extend, boolean own) {
    static final Rights NONE = new Rights(false, false, false, false, false);
}

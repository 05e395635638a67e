package org.podkeeper.waiting;

/** What happens when there is room. */
public enum WishMode {
    /** It is held for the person for a while, who takes it or not. */
    OFFER,
    /** It is booked in the person's name at once. */
    AUTOMATIC
}

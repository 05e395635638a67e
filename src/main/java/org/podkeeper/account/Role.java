package org.podkeeper.account;

/** What someone may do, each role including the ones before it. */
public enum Role {
    /** Books pods and uses them. */
    USER,
    /** Also sees and extends bookings of others. */
    INSTRUCTOR,
    /** Also looks after labs, KVM hosts, the catalog and every booking. */
    LAB_ADMIN,
    /** Also looks after people. */
    ADMIN;

    public boolean includes(Role other) {
        return compareTo(other) >= 0;
    }
}

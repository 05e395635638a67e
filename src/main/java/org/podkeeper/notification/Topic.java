package org.podkeeper.notification;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;

/** What messages are about, as people choose how to hear of it. */
public enum Topic {
    /** A booking was made. */
    CONFIRMED,
    /** A pod is ready. */
    READY,
    /** Something could not be done. */
    FAILED,
    /** Somebody or something changed a booking. */
    CHANGED,
    /** A booking is about to end. */
    ENDING,
    /** A booking is over. */
    ENDED,
    /** A person may do more or less with somebody else's booking. */
    ADDED,
    /** A freed window is offered to who waits for one. */
    OFFERED,
    /** Hosts are out of service. */
    OUTAGE,
    /** Questions to lab admins, and their answers. */
    HELP,
    /** Hosts that leave the pool and come back. */
    HOSTS(Role.LAB_ADMIN);

    private final @Nullable Role role;

    Topic() {
        this(null);
    }

    Topic(@Nullable Role role) {
        this.role = role;
    }

    /** Whether the person ever gets such messages. */
    public boolean isFor(Person person) {
        return role == null || person.is(role);
    }
}

package org.podkeeper.hypervisor.libvirt;

/** Kinds of work that must not wait for each other. */
enum Lane {
    /** Short calls. */
    CALLS,
    /** Long uploads. */
    TRANSFERS,
    /** Listening to a machine for a second or two. */
    REPORTS
}

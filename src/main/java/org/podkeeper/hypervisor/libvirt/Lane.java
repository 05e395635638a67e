package org.podkeeper.hypervisor.libvirt;

/** Kinds of work that must not wait for each other. */
enum Lane {
    /** Short calls. */
    CALLS,
    /** What writes or reads a whole memory or disk on the host. */
    STATES,
    /** Long uploads. */
    TRANSFERS,
    /** Waiting for what a guest agent does. */
    AGENTS,
    /** Listening to a machine for a second or two. */
    REPORTS
}

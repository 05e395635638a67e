package org.podkeeper.catalog;

/** Who may use an image that somebody saved. */
public enum Visibility {
    /** Its owner. */
    PRIVATE,
    /** Its owner and people whom the owner named. */
    SHARED,
    /** Everyone; an admin decides it. */
    PUBLISHED
}

package org.podkeeper.waiting;

import java.util.UUID;

/** Names one wish in the waiting list. */
public record WishId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

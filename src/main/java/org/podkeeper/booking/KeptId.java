package org.podkeeper.booking;

import java.util.UUID;

/** Disks of a pod that were kept when its booking ended. */
public record KeptId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

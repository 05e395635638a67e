package org.podkeeper.provisioning;

import java.util.UUID;

/** A place in which a standing pod is kept; the machines in it change. */
public record StandingId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

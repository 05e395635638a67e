package org.podkeeper.provisioning;

import java.util.UUID;

public record StandingSetId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

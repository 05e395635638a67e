package org.podkeeper.inventory;

import java.util.UUID;

public record OutagePlanId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

package org.podkeeper.inventory;

import java.util.UUID;

public record MaintenanceRuleId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

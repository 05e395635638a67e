package org.podkeeper.provisioning;

import java.util.UUID;

public record OperationId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

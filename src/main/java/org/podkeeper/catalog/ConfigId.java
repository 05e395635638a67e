package org.podkeeper.catalog;

import java.util.UUID;

public record ConfigId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

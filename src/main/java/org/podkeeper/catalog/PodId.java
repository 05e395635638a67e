package org.podkeeper.catalog;

import java.util.UUID;

public record PodId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

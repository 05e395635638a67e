package org.podkeeper.provisioning;

import java.util.UUID;

/** Id of a golden pod. */
public record GoldenId(UUID value) {
    @Override
    public String toString() {
        return value.toString();
    }
}

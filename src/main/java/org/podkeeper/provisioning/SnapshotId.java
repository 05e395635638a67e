package org.podkeeper.provisioning;

import java.util.UUID;

public record SnapshotId(UUID value) {
    /** Its name on the host, the same for every machine of the pod. */
    String onHost() {
        return "s" + value.toString().replace("-", "");
    }

    @Override
    public String toString() {
        return value.toString();
    }
}

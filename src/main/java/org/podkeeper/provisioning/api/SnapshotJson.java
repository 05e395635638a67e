package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.UUID;

/** A kept state of a whole pod. */
record SnapshotJson(
        UUID id,
        String name,

        @Schema(description = "false while it is being taken, and when it cannot be restored any more")
        boolean whole,

        Instant takenAt,
        String takenBy,

        @Schema(description = "memory that was saved, of all machines")
        long bytes) {}

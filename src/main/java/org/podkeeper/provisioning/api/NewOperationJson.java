package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.provisioning.OperationKind;

/** What is to be done with a pod. */
record NewOperationJson(
        @Nullable OperationKind kind,

        @Schema(description = "name of one machine; all when left out") @Nullable
        String machine,

        @Schema(description = "id of the snapshot to restore or delete") @Nullable
        UUID snapshot,

        @Schema(description = "name of the snapshot to take, or of the image to be") @Nullable
        String name,

        @Schema(description = "id of the CD to put into the drive, see /api/v1/media") @Nullable
        UUID medium) {}

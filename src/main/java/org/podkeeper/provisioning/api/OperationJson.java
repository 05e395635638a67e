package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.provisioning.OperationKind;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.StepState;

/** Something that is, or was, done with a pod. Durations are in seconds. */
record OperationJson(
        UUID id,
        OperationKind kind,

        @Schema(description = "machine, or null for the whole pod") @Nullable
        String machine,

        @Nullable UUID snapshot,
        @Nullable String snapshotName,
        String who,
        Instant askedAt,
        StepState state,
        @Nullable String cause,
        @Nullable String nextAction,
        @Nullable Double seconds,
        @Nullable Double usualSeconds,
        List<PartJson> machines) {

    record PartJson(
            String machine,
            StepState state,
            @Nullable String message,
            @Nullable Double seconds) {}

    static OperationJson of(OperationView operation) {
        return new OperationJson(
                operation.id().value(),
                operation.kind(),
                operation.node(),
                operation.snapshot() == null ? null : operation.snapshot().value(),
                operation.snapshotName(),
                operation.who(),
                operation.askedAt(),
                operation.state(),
                operation.cause(),
                operation.nextAction(),
                ProgressJson.inSeconds(operation.duration()),
                ProgressJson.inSeconds(operation.usually()),
                operation.parts().stream()
                        .map(part -> new PartJson(
                                part.node(), part.state(), part.message(), ProgressJson.inSeconds(part.duration())))
                        .toList());
    }
}

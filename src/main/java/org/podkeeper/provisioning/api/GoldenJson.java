package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.provisioning.GoldenPod;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.StandingPod;
import org.podkeeper.provisioning.StandingState;

/** A golden pod. */
record GoldenJson(
        UUID id,
        UUID host,
        @Schema(description = "id of the Pod's version") UUID pod,
        @Schema(description = "id of the Config's version") UUID config,
        GoldenState state,

        @Schema(description = "why it is not used, or what it waits for") @Nullable
        String cause,

        Instant askedAt,
        @Nullable Instant madeAt,

        @Schema(description = "what it takes of the host's disk") @Nullable
        Long bytes,

        @Schema(description = "how many pods went on from it")
        int used,

        @Schema(
                description =
                        "how many pods go on from it before anybody books them, while the host has room that nobody else wants")
        int inAdvance,

        @Schema(description = "how many of these are ready now")
        int ready) {
    static GoldenJson of(GoldenPod golden, List<StandingPod> inAdvance) {
        return new GoldenJson(
                golden.id().value(),
                golden.host().value(),
                golden.pod().value(),
                golden.config().value(),
                golden.state(),
                golden.cause(),
                golden.askedAt(),
                golden.madeAt(),
                golden.bytes(),
                golden.used(),
                golden.inAdvance(),
                (int) inAdvance.stream()
                        .filter(pod -> pod.state() == StandingState.READY)
                        .count());
    }
}

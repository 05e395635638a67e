package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.provisioning.StandingLook;
import org.podkeeper.provisioning.StandingView;

/** A set of standing pods. */
record StandingJson(
        UUID id,
        UUID lab,
        @Schema(description = "key of the Pod") String pod,
        @Schema(description = "key of the Config") String config,

        @Schema(description = "how many are to be there, those in use counted")
        int wanted,

        @Schema(description = "how many are handed over to whoever books next")
        long ready,

        @Schema(description = "whether it goes when the last of its pods is gone")
        boolean leaving,

        Instant askedAt,
        List<One> pods) {

    /** One of them. */
    record One(
            UUID id,
            StandingLook state,

            @Schema(description = "null before a host has room") @Nullable
            UUID host,

            @Schema(description = "what it waits for, or why it is made anew") @Nullable
            String cause,

            Instant since,

            @Schema(description = "when all its machines were seen to run and to take orders") @Nullable
            Instant verifiedAt,

            @Schema(description = "the booking that has it, or had it last and is being cleared away") @Nullable
            UUID booking,

            @Schema(description = "how many bookings had a pod in this place")
            int handedOver) {}

    static StandingJson of(StandingView view) {
        return new StandingJson(
                view.set().id().value(),
                view.set().lab().value(),
                view.set().podKey(),
                view.set().configKey(),
                view.set().wanted(),
                view.ready(),
                view.set().leaving(),
                view.set().askedAt(),
                view.pods().stream()
                        .map(one -> new One(
                                one.it().id().value(),
                                one.look(),
                                one.host() == null ? null : one.host().id().value(),
                                one.it().cause(),
                                one.it().since(),
                                one.it().verifiedAt(),
                                one.booking() == null
                                        ? null
                                        : one.booking().id().value(),
                                one.it().handedOver()))
                        .toList());
    }
}

package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Start;
import org.podkeeper.provisioning.TriedHost;
import org.podkeeper.provisioning.Way;

/** A booking with where its machines stand. */
record BookingJson(
        UUID id,
        @Schema(description = "short number for people") long number,
        @Schema(description = "key of the Pod") String pod,
        @Schema(description = "key of the Config") String config,
        String purpose,
        UUID owner,
        UUID lab,
        UUID host,

        @Schema(description = "when its machines begin to be made, so that they are ready at the start")
        Instant prepareFrom,

        Instant start,
        Instant end,
        @Schema(description = "the promise") BookingState state,

        @Schema(description = "the machines: wait for READY")
        DeploymentState machines,

        @Schema(description = "whether the machines are started when they are made")
        boolean startMachines,

        @Schema(
                description =
                        "how the machines were started: booted, gone on from a golden pod or from what was kept, or handed over as it stood; null before that")
        @Nullable
        Way way,

        @Schema(description = "why they were booted, when that needs a reason") @Nullable
        String wayReason,

        @Schema(description = "for how many days its disks are kept after the end")
        int keepDays,

        @Schema(description = "kept disks that it began with") @Nullable
        UUID startedFrom,

        @Schema(description = "why the machines are broken or delayed") @Nullable
        String cause,

        @Schema(description = "what happens next, or what you can do") @Nullable
        String nextAction,

        @Schema(description = "hosts on which they could not be made before, the first one first")
        List<TriedHost> triedBefore) {

    static BookingJson of(
            BookingView booking,
            DeploymentView deployment,
            List<TriedHost> triedBefore,
            @Nullable Start start,
            Catalog catalog) {
        KeptId from = booking.choices().from();
        return new BookingJson(
                booking.id().value(),
                booking.number(),
                catalog.pod(booking.pod()).map(Pod::key).orElse(""),
                catalog.config(booking.config()).map(Config::key).orElse(""),
                booking.purpose(),
                booking.owner().value(),
                booking.lab().value(),
                deployment.host().value(),
                booking.prepareFrom(),
                booking.window().start(),
                booking.window().end(),
                booking.state(),
                deployment.state(),
                booking.choices().start(),
                start == null ? null : start.way(),
                start == null ? null : start.reason(),
                booking.choices().keepDays(),
                from == null ? null : from.value(),
                deployment.cause(),
                deployment.nextAction(),
                triedBefore);
    }
}

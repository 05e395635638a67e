package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.LabId;

/** What to book. */
record NewBookingJson(
        @Schema(
                description = "key of a Pod, for its newest version, or the id of a version",
                example = "virtual-pharos-tiny")
        @NotNull
        String pod,

        @Schema(
                description = "key of a Config, for its newest version, or the id of a version",
                example = "virtual-pharos-tiny-guest")
        @NotNull
        String config,

        @Schema(description = "what it is for; others in the lab see it") @NotNull
        String purpose,

        @Schema(description = "when it should be ready (ISO 8601); left out for as soon as possible") @Nullable
        Instant start,

        @Schema(description = "how long (ISO 8601)", example = "PT8H", type = "string") @NotNull
        Duration length,

        @Schema(description = "id of a lab; left out for wherever there is room") @Nullable
        UUID lab,

        @Schema(description = "false to have the machines made and not started; left out for true") @Nullable
        Boolean startMachines,

        @Schema(
                description =
                        "for how many days all disks, and where it can be memory, are kept after the end; left out for 0")
        @Nullable
        Integer keepDays,

        @Schema(description = "false to keep the disks without the memory; left out for true") @Nullable
        Boolean keepMemory,

        @Schema(description = "id of what was kept of an earlier booking to begin with, see /api/v1/kept-pods")
        @Nullable
        UUID startFrom,

        @Schema(description = "id of a team that you are in, for a booking that is the team's too, see /api/v1/teams")
        @Nullable
        UUID team,

        @Schema(
                description =
                        "why you need it: with this, a request that only limits are in the way of is sent for approval")
        @Nullable
        String askWhy) {

    private static final UUID NONE = new UUID(0, 0);

    BookingRequest request(Catalog catalog, @Nullable String idempotencyKey) {
        PodId podId = catalog.pods().stream()
                .filter(candidate -> candidate.key().equals(pod))
                .findFirst()
                .map(Pod::id)
                .orElseGet(() -> new PodId(uuid(pod)));
        ConfigId configId = catalog.pod(podId)
                .flatMap(found -> catalog.configsFor(found.key()).stream()
                        .filter(candidate -> candidate.key().equals(config))
                        .findFirst())
                .map(Config::id)
                .orElseGet(() -> new ConfigId(uuid(config)));
        return new BookingRequest(
                podId,
                configId,
                lab == null ? null : new LabId(lab),
                purpose,
                start,
                length,
                idempotencyKey,
                new Choices(
                        !Boolean.FALSE.equals(startMachines),
                        keepDays == null ? 0 : keepDays,
                        !Boolean.FALSE.equals(keepMemory),
                        startFrom == null ? null : new KeptId(startFrom),
                        team == null ? null : new TeamId(team)));
    }

    /** What is no id is the id of nothing, so that the desk refuses it in its own words. */
    private static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            return NONE;
        }
    }
}

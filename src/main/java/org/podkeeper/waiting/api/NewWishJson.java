package org.podkeeper.waiting.api;

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
import org.podkeeper.waiting.NewWish;
import org.podkeeper.waiting.WishMode;

/** What to wait for: a booking as it would be asked for, and until when. */
record NewWishJson(
        @Schema(description = "key of a Pod, in its newest version", example = "virtual-pharos-tiny") @NotNull
        String pod,

        @Schema(description = "key of a Config, in its newest version", example = "virtual-pharos-tiny-guest") @NotNull
        String config,

        @NotNull String purpose,

        @Schema(description = "how long (ISO 8601)", example = "PT8H", type = "string") @NotNull
        Duration length,

        @Schema(description = "id of a lab; left out for wherever there is room") @Nullable
        UUID lab,

        @Schema(description = "first start that is wanted (ISO 8601); left out for as soon as possible") @Nullable
        Instant earliest,

        @Schema(description = "last start that is wanted (ISO 8601); left out for the usual patience") @Nullable
        Instant latest,

        @Schema(description = "OFFER holds it for you for a while, AUTOMATIC books it; left out for OFFER") @Nullable
        WishMode mode,

        @Schema(description = "false to have the machines made and not started") @Nullable
        Boolean startMachines,

        @Schema(description = "for how many days everything is kept after the end; left out for 0") @Nullable
        Integer keepDays,

        @Schema(description = "false to keep the disks without the memory; left out for true") @Nullable
        Boolean keepMemory,

        @Schema(description = "id of what was kept of an earlier booking to begin with") @Nullable
        UUID startFrom,

        @Schema(description = "id of a team that you are in, for a booking that is the team's too") @Nullable
        UUID team) {
    private static final UUID NONE = new UUID(0, 0);

    /** What nobody knows is the id of nothing, so that the desk refuses it in its own words. */
    NewWish wish(Catalog catalog) {
        PodId podId = catalog.newestPod(pod).map(Pod::id).orElse(new PodId(NONE));
        ConfigId configId = catalog.newestConfig(config).map(Config::id).orElse(new ConfigId(NONE));
        var choices = new Choices(
                !Boolean.FALSE.equals(startMachines),
                keepDays == null ? 0 : keepDays,
                !Boolean.FALSE.equals(keepMemory),
                startFrom == null ? null : new KeptId(startFrom),
                team == null ? null : new TeamId(team));
        var request = new BookingRequest(
                podId, configId, lab == null ? null : new LabId(lab), purpose, earliest, length, null, choices);
        return new NewWish(request, latest, mode == null ? WishMode.OFFER : mode);
    }
}

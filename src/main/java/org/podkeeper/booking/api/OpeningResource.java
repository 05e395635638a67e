package org.podkeeper.booking.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.security.SecurityRequirements;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** When a pod could be had, for programs. Needs no token, as the calendar needs no account. */
@RestController
@RequestMapping("/api/v1/openings")
@Tag(name = "Openings", description = "When there is room for a Pod")
class OpeningResource {
    private static final int MOST = 100;

    private final Availability availability;
    private final Catalog catalog;
    private final BookingSettings settings;

    OpeningResource(Availability availability, Catalog catalog, BookingSettings settings) {
        this.availability = availability;
        this.catalog = catalog;
        this.settings = settings;
    }

    record OpeningJson(
            UUID host,
            String hostName,

            @Schema(description = "first instant at which it could be ready")
            Instant start,

            @Schema(description = "last instant at which the booking could end")
            Instant end) {}

    @GetMapping
    @SecurityRequirements
    @Operation(
            summary = "When there is room for a Pod",
            description = "Earliest first, at most 100. What is free is not held: only a booking is.")
    List<OpeningJson> openings(
            @Parameter(description = "key of the Pod") @RequestParam String pod,
            @Parameter(description = "for how long, ISO 8601; the usual length when left out")
                    @RequestParam(required = false)
                    @Nullable
                    Duration length,
            @RequestParam(required = false) @Nullable UUID lab) {
        Pod wanted = catalog.pods().stream()
                .filter(each -> each.key().equals(pod))
                .findFirst()
                .orElseThrow(() -> new NotFound("Pod " + pod));
        return availability
                .openings(
                        availability.hostsInService(lab == null ? null : new LabId(lab)),
                        wanted.resources(),
                        length == null ? settings.defaultLength() : length,
                        settings.firstPreparation(),
                        MOST)
                .stream()
                .map(opening -> new OpeningJson(
                        opening.host().id().value(), opening.host().name(), opening.start(), opening.end()))
                .toList();
    }
}

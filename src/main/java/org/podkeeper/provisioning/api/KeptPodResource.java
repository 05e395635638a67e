package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.KeptId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.web.NotFound;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What was kept when bookings ended, for programs. */
@RestController
@RequestMapping("/api/v1/kept-pods")
@Tag(
        name = "Kept pods",
        description =
                "All disks of pods that were kept when bookings ended, and where that could be, their memory: book with startFrom")
class KeptPodResource {
    private final KeptPods kept;
    private final Catalog catalog;

    KeptPodResource(KeptPods kept, Catalog catalog) {
        this.kept = kept;
        this.catalog = catalog;
    }

    /** @param booking number of the booking */
    record View(
            UUID id,
            long booking,
            @Schema(description = "key of the Pod") String pod,
            @Schema(description = "key of the Config") String config,
            KeptPod.State state,
            @Nullable String cause,
            Instant takenAt,
            @Nullable Instant expiresAt,

            @Schema(description = "what the disks take on the portal")
            long bytes,

            @Schema(description = "whether machines can go on where they stopped, on the host where they ran")
            boolean memory,

            @Schema(description = "what memory and disks take on that host")
            long hostBytes,

            @Schema(description = "why memory was not kept, or null") @Nullable
            String withoutMemory,

            @Schema(description = "a booking that is not over began with it: it stays")
            boolean inUse) {}

    @GetMapping
    @Operation(summary = "List what is kept of your pods", description = "The newest first.")
    List<View> list(Person person) {
        return kept.of(person.id()).stream()
                .map(one -> new View(
                        one.id().value(),
                        one.number(),
                        catalog.pod(one.pod()).map(Pod::key).orElse(""),
                        catalog.config(one.config()).map(Config::key).orElse(""),
                        one.state(),
                        one.cause(),
                        one.takenAt(),
                        one.expiresAt(),
                        one.bytes(),
                        one.memoryOn() != null,
                        one.hostBytes(),
                        one.withoutMemory(),
                        one.inUse()))
                .toList();
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Delete what is kept for good")
    @ApiResponse(responseCode = "204", description = "It goes, from its host as soon as that answers")
    @ApiResponse(responseCode = "422", description = "It is being kept, or a booking that is not over began with it")
    ResponseEntity<Void> delete(@PathVariable UUID id, Person person) {
        KeptPod one = kept.find(new KeptId(id))
                .filter(found -> found.owner().equals(person.id()))
                .orElseThrow(() -> new NotFound("Kept disks " + id));
        if (!kept.delete(one.id(), person)) {
            throw new OperationRefused(
                    "id", "in-use", "It is being kept, or a booking that is not over began with it.");
        }
        return ResponseEntity.noContent().build();
    }
}

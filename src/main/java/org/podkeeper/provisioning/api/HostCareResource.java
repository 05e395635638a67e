package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.Draining;
import org.podkeeper.provisioning.HostTrials;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.TrialView;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Emptying hosts, returning them and trying them, for programs of lab admins. */
@RestController
@RequestMapping("/api/v1/hosts/{id}")
@PreAuthorize("hasRole('LAB_ADMIN')")
@Tag(name = "Care of hosts", description = "Emptying hosts, returning them and trying them; for lab admins")
class HostCareResource {
    private static final int LATELY = 10;

    private final Inventory inventory;
    private final Draining draining;
    private final HostTrials trials;
    private final MessageSource messages;

    HostCareResource(Inventory inventory, Draining draining, HostTrials trials, MessageSource messages) {
        this.inventory = inventory;
        this.draining = draining;
        this.trials = trials;
        this.messages = messages;
    }

    record Why(
            @Schema(description = "for the others, in words") @Nullable
            String reason) {
        String words() {
            return reason == null ? "" : reason;
        }
    }

    /**
     * @param moved bookings that have another host now
     * @param left bookings that no other host has room for
     */
    record Drained(int moved, int left) {}

    /** @param step what is done at the moment, or was done last */
    record Trial(
            UUID id,
            String who,
            StepState state,
            TrialView.@Nullable Phase step,

            @Schema(description = "how far it is, or why it failed") @Nullable
            String message,

            Instant dueAt,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {
        static Trial of(TrialView it) {
            return new Trial(
                    it.id(),
                    it.who(),
                    it.state(),
                    it.step(),
                    it.message(),
                    it.dueAt(),
                    it.startedAt(),
                    it.finishedAt());
        }
    }

    @PostMapping("/drain")
    @Operation(
            summary = "Empty a host for maintenance",
            description =
                    "It takes no bookings any more, and what has not begun moves to other hosts of its lab. Done again, it tries again what could not be moved.")
    @ApiResponse(responseCode = "200", description = "How many have another host now, and how many could not be moved")
    @ApiResponse(responseCode = "422", description = "Without a reason")
    Drained drain(@PathVariable UUID id, @RequestBody Why why, Person person) {
        return switch (draining.drain(host(id), why.words(), person)) {
            case Change.Done<Draining.Outcome>(var outcome) -> new Drained(outcome.moved(), outcome.left());
            case Change.Refused<Draining.Outcome>(var complaints) -> throw refused(complaints);
        };
    }

    @PostMapping("/return")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Return a host to service",
            description = "Also one that left the pool by itself. What was moved stays where it is now.")
    void giveBack(@PathVariable UUID id, @RequestBody Why why, Person person) {
        if (draining.undo(host(id), why.words(), person) instanceof Change.Refused<HostId>(var complaints)) {
            throw refused(complaints);
        }
    }

    @GetMapping("/trials")
    @Operation(summary = "The last trials of a host", description = "The latest first.")
    List<Trial> trials(@PathVariable UUID id) {
        return trials.of(host(id), LATELY).stream().map(Trial::of).toList();
    }

    @PostMapping("/trials")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Try a host",
            description =
                    "A small machine is started there and removed. A host that left the pool by itself returns when that succeeds. One that is under way already is what you get.")
    Trial tryIt(@PathVariable UUID id, Person person) {
        HostId host = host(id);
        trials.ask(host, person);
        return Trial.of(trials.latest(host).orElseThrow());
    }

    private HostId host(UUID id) {
        return inventory
                .host(new HostId(id))
                .orElseThrow(() -> new NotFound("Host " + id))
                .id();
    }

    private OperationRefused refused(List<Complaint> complaints) {
        Complaint first = complaints.getFirst();
        return new OperationRefused(
                first.field(),
                first.code().substring(first.code().lastIndexOf('.') + 1),
                messages.getMessage(first.code(), first.arguments().toArray(), Locale.ENGLISH));
    }
}

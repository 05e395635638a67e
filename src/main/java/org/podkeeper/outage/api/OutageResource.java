package org.podkeeper.outage.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingId;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.Complaint;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.OutagePlanId;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.outage.HitState;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.outage.Proposal;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Outages, and whom they hit. */
@RestController
@RequestMapping("/api/v1/outages")
@PreAuthorize("hasRole('LAB_ADMIN')")
@Tag(name = "Outages")
class OutageResource {
    private final OutageDesk desk;
    private final Inventory inventory;
    private final MessageSource messages;

    OutageResource(OutageDesk desk, Inventory inventory, MessageSource messages) {
        this.desk = desk;
        this.inventory = inventory;
        this.messages = messages;
    }

    record NewOutageJson(
            @Schema(description = "every host of this lab; leave out for one host") @Nullable
            UUID lab,

            @Schema(description = "this one host") @Nullable UUID host,

            @Schema(description = "left out for now") @Nullable
            Instant start,

            @Nullable Instant end,
            @Nullable String reason,

            @Schema(description = "how many minutes running pods are left after the announcement") @Nullable
            Integer noticeMinutes,

            @Schema(
                    description =
                            "whether bookings that have not begun move to other hosts by themselves; left out: yes")
            @Nullable
            Boolean moves) {}

    record HitJson(
            UUID booking,
            long number,

            @Schema(description = "left out in a preview") @Nullable
            HitState state,

            @Schema(description = "when it ends if it is not moved") @Nullable
            Instant endsAt,

            @Schema(description = "the booking that goes on where it stops") @Nullable
            UUID next,

            List<PlaceJson> places) {}

    record OutageJson(
            @Schema(description = "left out in a preview") @Nullable
            UUID id,

            UUID lab,
            @Nullable UUID host,
            @Nullable Instant start,
            Instant end,
            String reason,
            boolean moves,
            boolean calledOff,
            List<HitJson> hit) {}

    record EndJson(@Nullable Instant end) {}

    @GetMapping
    @Operation(summary = "Outages under way and to come", description = "With everybody who is hit.")
    List<OutageJson> all() {
        return desk.toCome().stream().map(this::json).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One outage", description = "Also one that is over or was called off.")
    OutageJson one(@PathVariable UUID id) {
        return json(found(id));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            summary = "Announce an outage",
            description =
                    "Nothing new is booked there in that time. Bookings that are hit are listed and told. With preview=true nothing is written.")
    @ApiResponse(responseCode = "201", description = "It is announced; in a preview: what would happen")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    OutageJson announce(
            @RequestBody NewOutageJson asked, @RequestParam(defaultValue = "false") boolean preview, Person person) {
        OutageDraft draft = draft(asked);
        if (preview) {
            OutageDesk.Preview seen = desk.preview(draft);
            if (!seen.complaints().isEmpty()) {
                throw OutageRefused.of(seen.complaints(), messages);
            }
            return new OutageJson(
                    null,
                    draft.lab().value(),
                    draft.host() == null ? null : draft.host().value(),
                    draft.start(),
                    draft.end(),
                    draft.reason(),
                    draft.moves(),
                    false,
                    seen.hit().stream().map(OutageResource::would).toList());
        }
        return announced(desk.announce(draft, person));
    }

    @PostMapping("/{id}/end")
    @Operation(summary = "Let an outage end at another time", description = "Without a time: now.")
    @ApiResponse(responseCode = "422", description = "It is over, or the time is before its start")
    OutageJson end(@PathVariable UUID id, @RequestBody EndJson asked) {
        OutagePlanId outage = found(id).outage().id();
        if (asked.end() == null) {
            desk.end(outage);
            return json(found(id));
        }
        return announced(desk.until(outage, asked.end()));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Call an outage off", description = "One that is under way ends now.")
    void callOff(@PathVariable UUID id) {
        desk.end(found(id).outage().id());
    }

    private OutageDraft draft(NewOutageJson asked) {
        var problems = new ArrayList<OutageRefused.Reason>();
        HostId host = asked.host() == null ? null : new HostId(asked.host());
        LabId lab = host != null
                ? inventory.host(host).map(KvmHost::lab).orElse(null)
                : asked.lab() == null ? null : new LabId(asked.lab());
        if (lab == null) {
            problems.add(new OutageRefused.Reason("lab", "hosts", "Name a lab, or a host that exists."));
        }
        if (asked.end() == null) {
            problems.add(new OutageRefused.Reason("end", "end", "Say when it ends."));
        }
        if (lab == null || asked.end() == null) {
            throw new OutageRefused(HttpStatus.UNPROCESSABLE_CONTENT, problems);
        }
        return new OutageDraft(
                lab,
                host,
                asked.start(),
                asked.end(),
                asked.reason() == null ? "" : asked.reason(),
                Duration.ofMinutes(asked.noticeMinutes() == null ? 0 : asked.noticeMinutes()),
                asked.moves() == null || asked.moves());
    }

    private OutageJson announced(Change<PlannedOutage> change) {
        return switch (change) {
            case Change.Done<PlannedOutage>(PlannedOutage outage) ->
                json(found(outage.id().value()));
            case Change.Refused<PlannedOutage>(List<Complaint> complaints) ->
                throw OutageRefused.of(complaints, messages);
        };
    }

    private OutageJson json(OutageDesk.Announced announced) {
        PlannedOutage outage = announced.outage();
        Map<BookingId, Long> numbers = desk.numbers(announced);
        Map<BookingId, Proposal> proposals = desk.proposals(announced);
        return new OutageJson(
                outage.id().value(),
                outage.lab().value(),
                outage.host() == null ? null : outage.host().value(),
                outage.window().start(),
                outage.window().end(),
                outage.reason(),
                outage.moves(),
                outage.isCalledOff(),
                announced.hits().stream()
                        .map(hit -> {
                            Proposal proposal = proposals.get(hit.booking());
                            return new HitJson(
                                    hit.booking().value(),
                                    numbers.getOrDefault(hit.booking(), 0L),
                                    hit.state(),
                                    proposal == null ? null : proposal.endsAt(),
                                    hit.next() == null ? null : hit.next().value(),
                                    proposal == null
                                            ? List.of()
                                            : proposal.places().stream()
                                                    .map(PlaceJson::of)
                                                    .toList());
                        })
                        .toList());
    }

    private static HitJson would(Proposal proposal) {
        return new HitJson(
                proposal.booking().id().value(),
                proposal.booking().number(),
                null,
                proposal.endsAt(),
                null,
                proposal.places().stream().map(PlaceJson::of).toList());
    }

    private OutageDesk.Announced found(UUID id) {
        return desk.find(new OutagePlanId(id)).orElseThrow(() -> new NotFound("Outage " + id));
    }
}

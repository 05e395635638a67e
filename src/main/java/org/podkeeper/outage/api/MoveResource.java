package org.podkeeper.outage.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.inventory.HostId;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.outage.Proposal;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Moving a booking out of an outage. */
@RestController
@RequestMapping("/api/v1/bookings/{id}/move")
@Tag(name = "Bookings")
class MoveResource {
    private final OutageDesk desk;
    private final BookingDesk bookings;

    MoveResource(OutageDesk desk, BookingDesk bookings) {
        this.desk = desk;
        this.bookings = bookings;
    }

    record ProposalJson(
            UUID outage,
            Instant from,
            Instant until,
            String reason,

            @Schema(description = "when the booking ends if it is not moved")
            Instant endsAt,

            @Schema(description = "its machines are made already: it cannot be carried, and goes on as another booking")
            boolean begun,

            @Schema(description = "its disks can be kept, so that it goes on from them")
            boolean disks,

            @Schema(description = "as they are free now, the one that changes the least first")
            List<PlaceJson> places) {
        static ProposalJson of(OutageDesk.Hit hit) {
            Proposal proposal = hit.proposal();
            return new ProposalJson(
                    hit.outage().id().value(),
                    hit.outage().window().start(),
                    hit.outage().window().end(),
                    hit.outage().reason(),
                    proposal.endsAt(),
                    proposal.begun(),
                    proposal.disks(),
                    proposal.places().stream().map(PlaceJson::of).toList());
        }
    }

    /** @param proposal null when no outage hits it */
    record HitJson(@Nullable ProposalJson proposal) {}

    record WishJson(
            OtherPlace.@Nullable Kind kind,
            @Nullable UUID host,

            @Schema(description = "as proposed; needed for a later time") @Nullable
            Instant start,

            @Schema(description = "keep the disks of what runs and go on from them; left out: yes") @Nullable
            Boolean disks) {}

    record MovedJson(
            @Schema(description = "the same booking, or the one that goes on where it stops")
            UUID booking,

            long number,
            Instant start,
            Instant end) {}

    @GetMapping
    @Operation(summary = "The outage that hits a booking, and where it could be instead")
    HitJson proposal(@PathVariable UUID id, Person person) {
        return new HitJson(
                desk.hitting(visible(id, person)).map(ProposalJson::of).orElse(null));
    }

    @PostMapping
    @Operation(summary = "Accept another place", description = "One of those that GET proposes, if it is still free.")
    @ApiResponse(responseCode = "200", description = "It is moved")
    @ApiResponse(responseCode = "409", description = "No outage hits it, or the place is not free any more: ask again")
    MovedJson move(@PathVariable UUID id, @RequestBody WishJson asked, Person person) {
        BookingView booking = visible(id, person);
        OutageDesk.Wish wish = asked.kind() == null || asked.host() == null
                ? null
                : new OutageDesk.Wish(
                        asked.kind(), new HostId(asked.host()), asked.start(), asked.disks() == null || asked.disks());
        return switch (desk.accept(booking.id(), wish, person)) {
            case OutageDesk.Answer.Moved(BookingView moved) ->
                new MovedJson(
                        moved.id().value(),
                        moved.number(),
                        moved.window().start(),
                        moved.window().end());
            case OutageDesk.Answer.Stale stale ->
                throw new OutageRefused(
                        HttpStatus.CONFLICT,
                        List.of(
                                stale.now() == null
                                        ? new OutageRefused.Reason("", "not-hit", "No outage hits this booking.")
                                        : new OutageRefused.Reason(
                                                "host", "stale", "That place is not free. Ask again what is.")));
        };
    }

    private BookingView visible(UUID id, Person person) {
        return bookings.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}

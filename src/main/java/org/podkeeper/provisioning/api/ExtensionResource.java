package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Asking;
import org.podkeeper.booking.BookingChange;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Extent;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.web.NotFound;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Another end of a booking, for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/bookings/{id}")
@Tag(name = "Bookings")
class ExtensionResource {
    private final BookingDesk desk;
    private final Extensions extensions;
    private final Asking asking;
    private final RefusalText refusals;

    ExtensionResource(BookingDesk desk, Extensions extensions, Asking asking, RefusalText refusals) {
        this.desk = desk;
        this.extensions = extensions;
        this.asking = asking;
        this.refusals = refusals;
    }

    record NewEndJson(
            @Schema(description = "when it should end") @Nullable
            Instant end,

            @Schema(description = "the end that you know: when it is another by now, nothing is changed") @Nullable
            Instant seen,

            @Schema(description = "needed for somebody else's booking and beyond the usual longest time") @Nullable
            String why,

            @Schema(description = "true to send it for approval, with why, when only limits are in the way") @Nullable
            Boolean ask) {}

    record EndJson(Instant end, boolean changed) {}

    record ExtentJson(
            Instant end,
            Instant earliest,
            Instant latest,

            @Schema(description = "stable name of what limits the latest end")
            String limit,

            @Schema(description = "the same as a sentence, with who can lift it")
            String message,

            @Schema(description = "a later end needs a reason")
            Instant withoutReason) {}

    @GetMapping("/extent")
    @Operation(
            summary = "How long a booking can go on",
            description = "Between which ends you may choose, and what limits the latest.")
    ExtentJson extent(@PathVariable UUID id, Person person) {
        BookingView booking = visible(id, person);
        Extent extent = extensions.extent(booking, person);
        return new ExtentJson(
                booking.window().end(),
                extent.earliest(),
                extent.latest(),
                extent.limit().code(),
                refusals.of(extent.limit(), person.timeZone()),
                extent.withoutReason());
    }

    @PostMapping("/move-end")
    @Operation(summary = "Let a booking end later or earlier")
    @ApiResponse(responseCode = "200", description = "It ends then")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    @ApiResponse(responseCode = "202", description = "It waits for a lab admin; Location names the request")
    ResponseEntity<EndJson> moveEnd(@PathVariable UUID id, @RequestBody NewEndJson asked, Person person) {
        BookingView booking = visible(id, person);
        return switch (extensions.moveEnd(
                booking.id(), asked.end(), asked.seen(), asked.why() == null ? "" : asked.why(), person)) {
            case Verdict.Booked(var moved) ->
                ResponseEntity.ok(new EndJson(
                        moved.window().end(),
                        !moved.window().end().equals(booking.window().end())));
            case Verdict.Refused(var reasons) -> {
                Instant end = asked.end();
                if (Boolean.TRUE.equals(asked.ask()) && end != null) {
                    yield ask(booking, end, asked.why() == null ? "" : asked.why(), reasons, person);
                }
                throw new BookingRefused(reasons, refusals, person);
            }
        };
    }

    private ResponseEntity<EndJson> ask(
            BookingView booking, Instant end, String why, List<Refusal> reasons, Person person) {
        return switch (asking.forEnd(booking.id(), end, why, person)) {
            case Asking.Asked.Waits(var request) ->
                ResponseEntity.accepted()
                        .location(URI.create("/api/v1/approvals/" + request))
                        .build();
            case Asking.Asked.NoNeed() -> throw new BookingRefused(reasons, refusals, person);
            case Asking.Asked.Refused(var others) -> throw new BookingRefused(others, refusals, person);
        };
    }

    @GetMapping("/changes")
    @Operation(summary = "What was changed since it was booked", description = "The first change first.")
    List<BookingChange> changes(@PathVariable UUID id, Person person) {
        return extensions.changes(visible(id, person).id());
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}

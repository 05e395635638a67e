package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Asking;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.Access;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.web.NotFound;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Bookings for programs: the same desk, the same rules. */
@RestController
@RequestMapping("/api/v1/bookings")
@Tag(name = "Bookings", description = "Book a pod, follow it until it is ready, end it")
class BookingResource {
    private final BookingDesk desk;
    private final Asking asking;
    private final Provisioning provisioning;
    private final Catalog catalog;
    private final Inventory inventory;
    private final RefusalText refusals;
    private final Clock clock;

    BookingResource(
            BookingDesk desk,
            Asking asking,
            Provisioning provisioning,
            Catalog catalog,
            Inventory inventory,
            RefusalText refusals,
            Clock clock) {
        this.desk = desk;
        this.asking = asking;
        this.provisioning = provisioning;
        this.catalog = catalog;
        this.inventory = inventory;
        this.refusals = refusals;
        this.clock = clock;
    }

    @PostMapping
    @Operation(
            summary = "Book a pod",
            description =
                    "Sent again with the same Idempotency-Key it answers with the booking that the first request made.")
    @ApiResponse(responseCode = "201", description = "Booked; Location names the booking")
    @ApiResponse(
            responseCode = "422",
            description =
                    "Refused; the problem lists every reason with the field it is about, and names the waiting list when there is no room")
    @ApiResponse(
            responseCode = "202",
            description =
                    "Only limits were in the way and askWhy was said: it waits for a lab admin. Location names the request")
    ResponseEntity<BookingJson> book(
            @Valid @RequestBody NewBookingJson asked,
            @RequestHeader(name = "Idempotency-Key", required = false) @Nullable String key,
            Person person) {
        return switch (desk.book(asked.request(catalog, key), person)) {
            case Verdict.Booked(var booking) ->
                ResponseEntity.created(URI.create("/api/v1/bookings/" + booking.id()))
                        .body(json(booking));
            case Verdict.Refused refused -> {
                String why = asked.askWhy();
                if (why != null && refused.isByLimits()) {
                    yield ask(asked, why, person);
                }
                var problem = new BookingRefused(refused.reasons(), refusals, person);
                if (refused.isForWantOfRoom()) {
                    problem.getBody().setProperty("waitingList", "/api/v1/waiting");
                }
                throw problem;
            }
        };
    }

    private ResponseEntity<BookingJson> ask(NewBookingJson asked, String why, Person person) {
        return switch (asking.forBooking(asked.request(catalog, null), why, person)) {
            case Asking.Asked.Waits(var request) ->
                ResponseEntity.accepted()
                        .location(URI.create("/api/v1/approvals/" + request))
                        .build();
            // what was too much a moment ago is not any more
            case Asking.Asked.NoNeed() -> book(asked, null, person);
            case Asking.Asked.Refused(var reasons) -> throw new BookingRefused(reasons, refusals, person);
        };
    }

    @GetMapping
    @Operation(
            summary = "List bookings",
            description =
                    "Your own, the latest start first; with everybody=true all that are not over, for instructors and admins.")
    List<BookingJson> list(@RequestParam(defaultValue = "false") boolean everybody, Person person) {
        List<BookingView> bookings =
                everybody && person.is(Role.INSTRUCTOR) ? desk.endingAfter(clock.instant()) : desk.of(person.id());
        return bookings.stream().map(this::json).toList();
    }

    @GetMapping("/{id}")
    @Operation(
            summary = "Read a booking",
            description =
                    "With the header Prefer: wait=60 the answer comes when the machines are READY, BROKEN or GONE, or after so many seconds, 60 at most.")
    ResponseEntity<BookingJson> read(
            @PathVariable UUID id,
            @RequestHeader(name = "Prefer", required = false) @Nullable String prefer,
            Person person) {
        BookingView booking = visible(id, person);
        Duration wait = Patience.of(prefer);
        if (!wait.isPositive()) {
            return ResponseEntity.ok(json(booking));
        }
        provisioning.awaitRest(booking.id(), wait);
        return ResponseEntity.ok()
                .header("Preference-Applied", "wait=" + wait.toSeconds())
                .body(json(visible(id, person)));
    }

    @GetMapping("/{id}/progress")
    @Operation(
            summary = "How far its machines are",
            description = "Every step with state, message, duration and usual duration in seconds.")
    ProgressJson progress(@PathVariable UUID id, Person person) {
        DeploymentView deployment = deploymentOf(visible(id, person));
        return ProgressJson.of(deployment, provisioning.progress(deployment));
    }

    @GetMapping("/{id}/access")
    @Operation(
            summary = "How to get in",
            description =
                    "The ssh line, an ssh_config, known_hosts lines and every machine's addresses and fingerprint.")
    Access access(@PathVariable UUID id, Person person) {
        BookingView booking = visible(id, person);
        DeploymentView deployment = deploymentOf(booking);
        return Access.of(
                booking,
                deployment,
                inventory.host(deployment.host()).orElseThrow(),
                provisioning.machines(deployment));
    }

    @DeleteMapping("/{id}")
    @Operation(
            summary = "End a booking now",
            description = "In whatever state its machines are; they and everything on their disks are deleted.")
    @ApiResponse(responseCode = "202", description = "Over; progress tells when nothing is left")
    ResponseEntity<BookingJson> end(@PathVariable UUID id, Person person) {
        return ResponseEntity.accepted().body(json(desk.end(visible(id, person).id(), person)));
    }

    @PostMapping("/{id}/try-again")
    @Operation(summary = "Make a broken pod again", description = "Changes nothing when it is not broken.")
    ResponseEntity<BookingJson> tryAgain(@PathVariable UUID id, Person person) {
        BookingView booking = visible(id, person);
        provisioning.tryAgain(booking.id(), person);
        return ResponseEntity.accepted().body(json(booking));
    }

    private BookingJson json(BookingView booking) {
        DeploymentView deployment = deploymentOf(booking);
        return BookingJson.of(
                booking,
                deployment,
                provisioning.triedBefore(deployment),
                provisioning.start(deployment).orElse(null),
                catalog);
    }

    private DeploymentView deploymentOf(BookingView booking) {
        return provisioning.of(booking.id()).orElseThrow();
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}

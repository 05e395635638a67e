package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.Usher;
import org.podkeeper.waiting.WaitingList;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.WishId;
import org.podkeeper.web.RefusedWithReasons;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Who waits, for programs of lab admins. */
@RestController
@PreAuthorize("hasRole('LAB_ADMIN')")
@RequestMapping("/api/v1/waiting")
@Tag(name = "Waiting list")
class WaitersResource {
    private final Usher usher;
    private final WaitingList list;
    private final People people;
    private final RefusalText refusals;

    WaitersResource(Usher usher, WaitingList list, People people, RefusalText refusals) {
        this.usher = usher;
        this.list = list;
        this.people = people;
        this.refusals = refusals;
    }

    record WaiterJson(
            @Schema(description = "1 for whoever is first of all")
            int place,

            @Schema(description = "user name of who waits") @Nullable
            String userName,

            WishJson wish) {}

    record ReasonJson(
            @Schema(description = "who is taken off the list reads it") @Nullable
            String reason) {}

    @GetMapping("/all")
    @Operation(
            summary = "Everybody who waits, in order",
            description = "With lab=… those who could be served there: who wait for it, or for wherever there is room.")
    List<WaiterJson> everybody(@RequestParam(required = false) @Nullable UUID lab, Person person) {
        return usher.everybody(lab == null ? null : new LabId(lab), person).stream()
                .map(waiter -> new WaiterJson(
                        waiter.place(),
                        people.find(waiter.wish().person())
                                .map(Person::userName)
                                .orElse(null),
                        WishJson.of(
                                waiter.wish(),
                                waiter.standing(),
                                list.history(waiter.wish().id()))))
                .toList();
    }

    @PostMapping("/{id}/remove")
    @Operation(
            summary = "Take somebody off the list",
            description = "What is offered to them goes to the next one, and they are told why.")
    @ApiResponse(responseCode = "422", description = "Not in the list any more, or without a reason")
    WishJson remove(@PathVariable UUID id, @RequestBody ReasonJson asked, Person person) {
        return switch (usher.remove(new WishId(id), asked.reason() == null ? "" : asked.reason(), person)) {
            case Answer.Listed(var removed) -> WishJson.of(removed, null, list.history(removed.id()));
            case Answer.Refused(var reasons) ->
                throw new RefusedWithReasons(
                        "This cannot be taken off the list",
                        reasons.stream()
                                .map(reason -> new RefusedWithReasons.Reason(
                                        reason.field(), reason.code(), refusals.of(reason, person.timeZone())))
                                .toList());
        };
    }
}

package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import java.net.URI;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.waiting.WaitingList;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishId;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.RefusedWithReasons;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** The waiting list for programs: the same list, the same rules. */
@RestController
@RequestMapping("/api/v1/waiting")
@Tag(name = "Waiting list", description = "Wait for a pod for which there is no room yet, and take what is offered")
class WaitingResource {
    private final WaitingList list;
    private final Catalog catalog;
    private final RefusalText refusals;

    WaitingResource(WaitingList list, Catalog catalog, RefusalText refusals) {
        this.list = list;
        this.catalog = catalog;
        this.refusals = refusals;
    }

    @PostMapping
    @Operation(
            summary = "Wait for a pod",
            description =
                    "At the end of the list. Where there is room within the times that are asked for already, it is your turn at once. Asked for twice, it is one wish.")
    @ApiResponse(responseCode = "201", description = "In the list; Location names the wish")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    ResponseEntity<WishJson> join(@Valid @RequestBody NewWishJson wanted, Person person) {
        return switch (list.join(wanted.wish(catalog), person)) {
            case Answer.Listed(var wish) ->
                ResponseEntity.created(URI.create("/api/v1/waiting/" + wish.id()))
                        .body(json(wish));
            case Answer.Refused(var reasons) -> throw refused("This cannot be waited for", reasons, person);
        };
    }

    @GetMapping
    @Operation(summary = "What you wait for", description = "What is in the list first, then what is over.")
    List<WishJson> list(Person person) {
        return list.of(person.id()).stream().map(this::json).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "Read a wish", description = "With its place in the list, what is offered, and its history.")
    WishJson read(@PathVariable UUID id, Person person) {
        return json(mine(id, person));
    }

    @PatchMapping("/{id}")
    @Operation(summary = "Change a wish that waits", description = "It keeps its turn.")
    WishJson change(
            @PathVariable UUID id, @RequestBody(required = false) @Nullable WishChangeJson change, Person person) {
        Wish wish = mine(id, person);
        if (change == null) {
            return json(wish);
        }
        return switch (list.change(wish.id(), change.change(wish), person)) {
            case Answer.Listed(var changed) -> json(changed);
            case Answer.Refused(var reasons) -> throw refused("This cannot be changed", reasons, person);
        };
    }

    @DeleteMapping("/{id}")
    @Operation(summary = "Leave the list", description = "What is offered goes to the next one.")
    WishJson leave(@PathVariable UUID id, Person person) {
        return json(list.leave(new WishId(id), person));
    }

    @PostMapping("/{id}/take")
    @Operation(summary = "Take what is offered", description = "It becomes a booking. Taking twice is taking once.")
    @ApiResponse(responseCode = "422", description = "Nothing is offered any more, or a rule is in the way")
    WishJson take(@PathVariable UUID id, Person person) {
        if (list.take(new WishId(id), person) instanceof Verdict.Refused(var reasons)) {
            throw refused("This cannot be taken", reasons, person);
        }
        return json(mine(id, person));
    }

    @PostMapping("/{id}/decline")
    @Operation(summary = "Decline what is offered", description = "It goes to the next one, and the wish is over.")
    WishJson decline(@PathVariable UUID id, Person person) {
        return json(list.decline(new WishId(id), person));
    }

    private Wish mine(UUID id, Person person) {
        return list.find(new WishId(id), person).orElseThrow(() -> new NotFound("Wish " + id));
    }

    private WishJson json(Wish wish) {
        return WishJson.of(wish, list);
    }

    private RefusedWithReasons refused(String title, List<Refusal> reasons, Person reader) {
        return new RefusedWithReasons(
                title,
                reasons.stream()
                        .map(reason -> new RefusedWithReasons.Reason(
                                reason.field(), reason.code(), refusals.of(reason, reader.timeZone())))
                        .toList());
    }
}

package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.LabId;
import org.podkeeper.provisioning.StandingSetId;
import org.podkeeper.provisioning.StandingViews;
import org.podkeeper.provisioning.Steward;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Which pods stand ready for whoever books next, for programs of lab admins. */
@RestController
@RequestMapping("/api/v1/standing-pods")
@PreAuthorize("hasRole('LAB_ADMIN')")
@Tag(name = "Standing pods", description = "Pods that stand ready for whoever books next; for lab admins")
class StandingResource {
    private final Steward steward;
    private final StandingViews views;

    StandingResource(Steward steward, StandingViews views) {
        this.steward = steward;
        this.views = views;
    }

    /**
     * @param config key of the Config, in whatever is its newest version
     * @param wanted how many, those in use counted
     */
    record Wanted(
            @Nullable UUID lab,
            @Nullable String config,
            @Nullable Integer wanted) {}

    /** @param wanted how many, those in use counted */
    record Number(@Nullable Integer wanted) {}

    @GetMapping
    @Operation(summary = "All sets, each with its pods")
    List<StandingJson> list() {
        return views.all().stream().map(StandingJson::of).toList();
    }

    @GetMapping("/{id}")
    @Operation(summary = "One set with its pods")
    StandingJson read(@PathVariable UUID id) {
        return StandingJson.of(views.find(new StandingSetId(id)).orElseThrow(() -> notFound(id)));
    }

    @PostMapping
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(
            summary = "Keep some standing",
            description = "So many pods of a Config on the hosts of a lab, made as soon as these have room.")
    StandingJson add(@RequestBody Wanted wanted, Person person) {
        if (wanted.lab() == null || wanted.config() == null || wanted.wanted() == null) {
            throw new ResponseStatusException(
                    HttpStatus.UNPROCESSABLE_CONTENT, "Say the lab's id, the Config's key and how many are wanted.");
        }
        return answer(steward.ask(new LabId(wanted.lab()), wanted.config(), wanted.wanted(), person));
    }

    @PutMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Another number of them", description = "What is too many goes; pods in use stay.")
    StandingJson change(@PathVariable UUID id, @RequestBody(required = false) @Nullable Number number, Person person) {
        if (views.find(new StandingSetId(id)).isEmpty()) {
            throw notFound(id);
        }
        if (number == null || number.wanted() == null) {
            throw new ResponseStatusException(HttpStatus.UNPROCESSABLE_CONTENT, "Say how many are wanted.");
        }
        return answer(steward.change(new StandingSetId(id), number.wanted(), person));
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.ACCEPTED)
    @Operation(summary = "Keep none any more", description = "Pods in use stay until their bookings end.")
    void remove(@PathVariable UUID id, Person person) {
        steward.remove(new StandingSetId(id), person);
    }

    private StandingJson answer(Steward.Outcome outcome) {
        return switch (outcome) {
            case Steward.Outcome.Done(var set) ->
                StandingJson.of(views.find(set.id()).orElseThrow());
            case Steward.Outcome.ThereAlready(var set) ->
                throw new ResponseStatusException(
                        HttpStatus.CONFLICT, "The lab keeps such pods already: change the number of " + set.id() + ".");
            case Steward.Outcome.WrongNumber(int most) ->
                throw new ResponseStatusException(
                        HttpStatus.UNPROCESSABLE_CONTENT, "Between 1 and " + most + " can be wanted.");
        };
    }

    private static NotFound notFound(UUID id) {
        return new NotFound("Standing pods " + id);
    }
}

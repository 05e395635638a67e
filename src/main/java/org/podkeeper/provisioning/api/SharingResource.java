package org.podkeeper.provisioning.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Sharing;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.KeysOfPeople;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.web.NotFound;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Who else may do what with a booking, for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/bookings/{id}")
@Tag(name = "Bookings")
class SharingResource {
    private final BookingDesk desk;
    private final Sharing sharing;
    private final People people;
    private final Provisioning provisioning;
    private final KeysOfPeople keys;
    private final RefusalText refusals;

    SharingResource(
            BookingDesk desk,
            Sharing sharing,
            People people,
            Provisioning provisioning,
            KeysOfPeople keys,
            RefusalText refusals) {
        this.desk = desk;
        this.sharing = sharing;
        this.people = people;
        this.provisioning = provisioning;
        this.keys = keys;
        this.refusals = refusals;
    }

    record NewCollaboratorJson(
            @Nullable String userName,

            @Schema(description = "LOOK, USE or MANAGE") @Nullable
            Grade grade) {}

    record PersonJson(
            String userName,
            String fullName,

            @Schema(description = "null for the owner") @Nullable
            Grade grade,

            @Schema(description = "machines that have all of their SSH keys; null while none are there to take them")
            @Nullable
            Integer machinesWithKeys) {}

    record PeopleJson(
            List<PersonJson> people,

            @Schema(description = "machines that have not taken the keys that should open them, with the reason")
            List<KeysOfPeople.Waiting> waiting) {}

    @GetMapping("/people")
    @Operation(summary = "Who may do what", description = "The owner first, and whose keys are in how many machines.")
    PeopleJson list(@PathVariable UUID id, Person person) {
        BookingView booking = visible(id, person);
        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        var all = new ArrayList<PersonJson>();
        all.add(json(booking.owner(), null, deployment));
        sharing.of(booking.id()).forEach(one -> all.add(json(one.person(), one.grade(), deployment)));
        return new PeopleJson(
                all, deployment.state() == DeploymentState.READY ? keys.waiting(deployment.id()) : List.of());
    }

    @PostMapping("/people")
    @Operation(
            summary = "Let somebody look at it, use it or manage it",
            description = "Their SSH keys reach machines that run within seconds.")
    @ApiResponse(responseCode = "200", description = "They may")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    PeopleJson allow(@PathVariable UUID id, @RequestBody NewCollaboratorJson asked, Person person) {
        List<Refusal> reasons = sharing.allow(visible(id, person).id(), asked.userName(), asked.grade(), person);
        refuse(reasons, person);
        return list(id, person);
    }

    @DeleteMapping("/people/{userName}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Let somebody do nothing with it any more",
            description = "Their SSH keys leave machines that run within seconds; connections that are open stay open.")
    void remove(@PathVariable UUID id, @PathVariable String userName, Person person) {
        sharing.remove(visible(id, person).id(), userName, person);
    }

    record NewOwnerJson(
            @Nullable String userName,

            @Schema(description = "whether the former owner manages it on") @Nullable
            Boolean stays) {}

    record TeamChoiceJson(
            @Schema(description = "id of a team that you are in, or null for none") @Nullable
            UUID team) {}

    @PostMapping("/owner")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(
            summary = "Make it somebody else's",
            description = "With everything that stands; the new owner's SSH keys come to its machines.")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    void handOver(@PathVariable UUID id, @RequestBody NewOwnerJson asked, Person person) {
        refuse(
                sharing.handOver(
                        visible(id, person).id(), asked.userName(), Boolean.TRUE.equals(asked.stays()), person),
                person);
    }

    @PostMapping("/team")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Make it a team's", description = "Its members can use it, who manages the team manages it.")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    void giveTo(@PathVariable UUID id, @RequestBody TeamChoiceJson asked, Person person) {
        refuse(
                sharing.giveTo(
                        visible(id, person).id(), asked.team() == null ? null : new TeamId(asked.team()), person),
                person);
    }

    private void refuse(List<Refusal> reasons, Person person) {
        if (!reasons.isEmpty()) {
            throw new BookingRefused(reasons, refusals, person);
        }
    }

    private PersonJson json(PersonId id, @Nullable Grade grade, DeploymentView deployment) {
        Person person = people.find(id).orElseThrow();
        boolean counts = deployment.state() == DeploymentState.READY && (grade == null || grade.includes(Grade.USE));
        return new PersonJson(
                person.userName(),
                person.fullName(),
                grade,
                counts ? keys.taken(deployment.id(), id).machines() : null);
    }

    private BookingView visible(UUID id, Person person) {
        return desk.find(new BookingId(id), person).orElseThrow(() -> new NotFound("Booking " + id));
    }
}

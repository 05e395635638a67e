package org.podkeeper.account.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** Teams for programs: the same front door, the same rules. */
@RestController
@RequestMapping("/api/v1/teams")
@Tag(name = "Teams", description = "People who work together on bookings")
class TeamResource {
    private final Teams teams;
    private final MessageSource messages;

    TeamResource(Teams teams, MessageSource messages) {
        this.teams = teams;
        this.messages = messages;
    }

    record MemberJson(String userName, String fullName, boolean manager) {}

    record TeamJson(UUID id, String name, List<MemberJson> members) {
        static TeamJson of(Team team) {
            return new TeamJson(
                    team.id().value(),
                    team.name(),
                    team.members().stream()
                            .map(member -> new MemberJson(
                                    member.person().userName(), member.person().fullName(), member.manager()))
                            .toList());
        }
    }

    record NewTeamJson(@Nullable String name) {}

    record NewMemberJson(
            @Nullable String userName, @Nullable Boolean manager) {}

    @GetMapping
    @Operation(summary = "The teams that you are in")
    List<TeamJson> list(Person person) {
        return teams.of(person.id()).stream().map(TeamJson::of).toList();
    }

    @PostMapping
    @Operation(summary = "Make a team", description = "You manage it.")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason")
    TeamJson make(@RequestBody NewTeamJson asked, Person person) {
        return done(teams.make(asked.name(), person));
    }

    @PostMapping("/{team}/members")
    @Operation(summary = "Let somebody be in a team, as a manager or not")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason")
    TeamJson let(@PathVariable UUID team, @RequestBody NewMemberJson asked, Person person) {
        return done(teams.let(visible(team, person), asked.userName(), Boolean.TRUE.equals(asked.manager()), person));
    }

    @DeleteMapping("/{team}/members/{userName}")
    @Operation(summary = "Take somebody out of a team, or leave it")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason")
    TeamJson remove(@PathVariable UUID team, @PathVariable String userName, Person person) {
        return done(teams.remove(visible(team, person), userName, person));
    }

    @DeleteMapping("/{team}")
    @Operation(summary = "Dissolve a team", description = "Refused while bookings are the team's.")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason")
    TeamJson dissolve(@PathVariable UUID team, Person person) {
        return done(teams.dissolve(visible(team, person), person));
    }

    private TeamJson done(Outcome<Team> outcome) {
        return switch (outcome) {
            case Done<Team>(var team) -> TeamJson.of(team);
            case Refused<Team>(var refusals) -> {
                var why = refusals.stream()
                        .map(one ->
                                messages.getMessage(one.code(), one.details().toArray(), Locale.ENGLISH))
                        .toList();
                throw new ErrorResponseException(
                        HttpStatus.UNPROCESSABLE_CONTENT,
                        ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, String.join(" ", why)),
                        null);
            }
        };
    }

    private TeamId visible(UUID id, Person person) {
        return teams.find(new TeamId(id), person)
                .orElseThrow(() -> new NotFound("Team " + id))
                .id();
    }
}

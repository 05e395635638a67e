package org.podkeeper.limits.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome.Done;
import org.podkeeper.account.Outcome.Refused;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Refusal;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitRule;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.Limits;
import org.podkeeper.limits.RuleId;
import org.podkeeper.web.NotFound;
import org.springframework.context.MessageSource;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.ErrorResponseException;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/** Limits for programs of lab admins: the same front door, the same rules. */
@RestController
@PreAuthorize("hasRole('LAB_ADMIN')")
@RequestMapping("/api/v1/limit-rules")
@Tag(name = "Limits", description = "What may be booked by whom")
class LimitRuleResource {
    private final Limits limits;
    private final LimitText text;
    private final People people;
    private final MessageSource messages;

    LimitRuleResource(Limits limits, LimitText text, People people, MessageSource messages) {
        this.limits = limits;
        this.text = text;
        this.people = people;
        this.messages = messages;
    }

    record RuleJson(
            UUID id,
            LimitKind kind,

            @Schema(description = "for whom, in words") String scope,

            @Nullable Role role,

            @Nullable UUID team,

            @Nullable String userName,

            @Nullable UUID lab,

            @Schema(description = "ISO 8601 for lengths; a number or unlimited; keys of Pods with commas, all or none")
            String value,

            String note,
            String by,
            Instant at) {}

    record NewRuleJson(
            @Nullable LimitKind kind,

            @Schema(description = "at most one of role, team and userName; none for everyone") @Nullable
            Role role,

            @Nullable UUID team,

            @Nullable String userName,

            @Schema(description = "left out for every lab") @Nullable
            UUID lab,

            @Nullable String value,

            @Nullable String note) {}

    @GetMapping
    @Operation(summary = "All limits", description = "By kind, those that count before others last.")
    List<RuleJson> list() {
        return limits.rules().stream().map(this::json).toList();
    }

    @PutMapping
    @Operation(summary = "Set a limit", description = "In place of what was said for the same before.")
    @ApiResponse(responseCode = "422", description = "Refused, with the reason")
    RuleJson put(@RequestBody NewRuleJson asked, Person person) {
        if (asked.kind() == null) {
            throw refused("limits.refusal.kind");
        }
        if (Stream.of(asked.role(), asked.team(), asked.userName())
                        .filter(Objects::nonNull)
                        .count()
                > 1) {
            throw refused("limits.refusal.oneScope");
        }
        String value = asked.value() == null ? "" : asked.value();
        return switch (limits.put(
                asked.kind(), scope(asked), value, asked.note() == null ? "" : asked.note(), person)) {
            case Done<LimitRule>(var rule) -> json(rule);
            case Refused<LimitRule>(var refusals) ->
                throw problem(
                        String.join(" ", refusals.stream().map(this::words).toList()));
        };
    }

    @DeleteMapping("/{id}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(summary = "Remove a limit")
    void remove(@PathVariable UUID id, Person person) {
        if (limits.remove(new RuleId(id), person).isEmpty()) {
            throw new NotFound("Limit " + id);
        }
    }

    private LimitScope scope(NewRuleJson asked) {
        String userName = asked.userName();
        PersonId person = userName == null
                ? null
                : people.findByUserName(userName)
                        .map(Person::id)
                        .orElseThrow(() -> refused("limits.refusal.nobody", userName));
        return new LimitScope(
                asked.role(),
                asked.team() == null ? null : new TeamId(asked.team()),
                person,
                asked.lab() == null ? null : new LabId(asked.lab()));
    }

    private RuleJson json(LimitRule rule) {
        LimitScope scope = rule.scope();
        return new RuleJson(
                rule.id().value(),
                rule.kind(),
                text.scope(scope),
                scope.role(),
                scope.team() == null ? null : scope.team().value(),
                scope.person() == null
                        ? null
                        : people.find(scope.person()).map(Person::userName).orElse(null),
                scope.lab() == null ? null : scope.lab().value(),
                rule.value().text(),
                rule.note(),
                rule.by(),
                rule.at());
    }

    private String words(Refusal refusal) {
        return messages.getMessage(refusal.code(), refusal.details().toArray(), Locale.ENGLISH);
    }

    private ErrorResponseException refused(String code, Object... args) {
        return problem(messages.getMessage(code, args, Locale.ENGLISH));
    }

    private static ErrorResponseException problem(String detail) {
        return new ErrorResponseException(
                HttpStatus.UNPROCESSABLE_CONTENT,
                ProblemDetail.forStatusAndDetail(HttpStatus.UNPROCESSABLE_CONTENT, detail),
                null);
    }
}

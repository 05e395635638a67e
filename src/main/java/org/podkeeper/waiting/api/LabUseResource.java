package org.podkeeper.waiting.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.waiting.LabUse;
import org.podkeeper.waiting.UseRule;
import org.podkeeper.waiting.UseRules;
import org.podkeeper.web.NotFound;
import org.podkeeper.web.RefusedWithReasons;
import org.springframework.context.MessageSource;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/** What a lab does about pods that nobody seems to use while others wait: everybody may know, lab admins say it. */
@RestController
@RequestMapping("/api/v1/labs/{id}/unused-pods")
@Tag(name = "Waiting list")
class LabUseResource {
    private static final Map<String, String> FIELDS = Map.of("idleHours", "idleAfter", "answerHours", "returnAfter");

    private final UseRules rules;
    private final Inventory inventory;
    private final MessageSource messages;

    LabUseResource(UseRules rules, Inventory inventory, MessageSource messages) {
        this.rules = rules;
        this.inventory = inventory;
        this.messages = messages;
    }

    record LabUseJson(
            @Schema(description = "nobody used a pod for so long before its owner is asked")
            Duration idleAfter,

            @Schema(description = "how long after the question a booking ends without an answer; null for never")
            @Nullable
            Duration returnAfter,

            @Schema(description = "whether the lab says so; else the portal's settings do")
            boolean own,

            @Schema(description = "to be sent with a change")
            long version,

            @Schema(description = "the latest first") List<ChangeJson> changes) {
        static LabUseJson of(LabUse use) {
            return new LabUseJson(
                    use.rule().idleAfter(),
                    use.rule().returnAfter(),
                    use.own(),
                    use.version(),
                    use.changes().stream().map(ChangeJson::of).toList());
        }
    }

    record ChangeJson(
            Instant at,
            String by,

            @Schema(description = "null: as the portal's settings say, in everything") @Nullable
            Duration idleAfter,

            @Nullable Duration returnAfter,

            String note) {
        static ChangeJson of(LabUse.Change change) {
            UseRule rule = change.rule();
            return new ChangeJson(
                    change.at(),
                    change.who(),
                    rule == null ? null : rule.idleAfter(),
                    rule == null ? null : rule.returnAfter(),
                    change.note());
        }
    }

    record NewLabUseJson(
            @Schema(description = "in whole hours, such as PT12H") @Nullable
            Duration idleAfter,

            @Schema(description = "in whole hours; left out for never") @Nullable
            Duration returnAfter,

            @Schema(description = "of what is changed; left out, whatever somebody said meanwhile is replaced")
            @Nullable
            Long version,

            @Nullable String note) {}

    @GetMapping
    @Operation(summary = "What a lab does about pods that nobody seems to use while others wait")
    LabUseJson read(@PathVariable UUID id) {
        return LabUseJson.of(rules.of(lab(id)));
    }

    @PutMapping
    @PreAuthorize("hasRole('LAB_ADMIN')")
    @Operation(
            summary = "Say what a lab does about them",
            description = "For questions asked from then on. Whoever was told when their booking ends keeps that time.")
    @ApiResponse(responseCode = "409", description = "Somebody changed it since that version")
    @ApiResponse(responseCode = "422", description = "Refused; the problem lists every reason")
    LabUseJson set(@PathVariable UUID id, @RequestBody NewLabUseJson wanted, Person person) {
        LabId lab = lab(id);
        return answer(rules.set(
                lab,
                wanted.version() == null ? rules.of(lab).version() : wanted.version(),
                hours(wanted.idleAfter()),
                wanted.returnAfter() != null,
                hours(wanted.returnAfter()),
                wanted.note() == null ? "" : wanted.note(),
                person));
    }

    @DeleteMapping
    @PreAuthorize("hasRole('LAB_ADMIN')")
    @Operation(summary = "Let the portal's settings count again")
    LabUseJson follow(@PathVariable UUID id, Person person) {
        LabId lab = lab(id);
        return answer(rules.followPortal(lab, rules.of(lab).version(), "", person));
    }

    private LabUseJson answer(Outcome<LabUse> outcome) {
        return switch (outcome) {
            case Outcome.Done<LabUse>(var use) -> LabUseJson.of(use);
            case Outcome.Refused<LabUse>(var refusals) ->
                throw new RefusedWithReasons(
                        "This cannot be set",
                        refusals.stream()
                                .map(refusal -> new RefusedWithReasons.Reason(
                                        FIELDS.getOrDefault(refusal.field(), refusal.field()),
                                        refusal.code().substring(refusal.code().lastIndexOf('.') + 1),
                                        messages.getMessage(
                                                refusal.code(),
                                                refusal.details().toArray(),
                                                Locale.ENGLISH)))
                                .toList());
        };
    }

    /** Null when these are no whole hours. */
    private static @Nullable Integer hours(@Nullable Duration length) {
        return length != null
                        && length.equals(length.truncatedTo(ChronoUnit.HOURS))
                        && length.toHours() <= UseRules.MOST_HOURS_IDLE
                ? Integer.valueOf((int) length.toHours())
                : null;
    }

    private LabId lab(UUID id) {
        LabId lab = new LabId(id);
        if (inventory.lab(lab).isEmpty()) {
            throw new NotFound("Lab " + id);
        }
        return lab;
    }
}

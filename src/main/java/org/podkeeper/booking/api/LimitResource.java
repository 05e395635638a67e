package org.podkeeper.booking.api;

import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.Quotas;
import org.podkeeper.booking.Used;
import org.podkeeper.inventory.LabId;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.Limits;
import org.podkeeper.web.NotFound;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** One's own limits for programs. */
@RestController
@RequestMapping("/api/v1/limits")
@Tag(name = "Limits", description = "What may be booked by whom")
class LimitResource {
    private final Limits limits;
    private final Quotas quotas;
    private final LimitText text;
    private final Teams teams;

    LimitResource(Limits limits, Quotas quotas, LimitText text, Teams teams) {
        this.limits = limits;
        this.quotas = quotas;
        this.text = text;
        this.teams = teams;
    }

    record LimitJson(
            LimitKind kind,

            @Schema(description = "ISO 8601 for lengths; a number or unlimited; keys of Pods with commas, all or none")
            String value,

            @Schema(description = "how many are used; the most at any one time from now on for vCPUs, RAM and disk")
            @Nullable
            Long used,

            @Schema(description = "which rule it is, in words")
            String source) {}

    @GetMapping
    @Operation(summary = "Your limits", description = "What counts for what you book, and how much of it is used.")
    List<LimitJson> own(
            @Parameter(description = "a team of yours, for what you book for it")
                    @RequestParam(required = false)
                    @Nullable
                    UUID team,
            @RequestParam(required = false) @Nullable UUID lab,
            Person person) {
        TeamId of = team == null
                ? null
                : teams.find(new TeamId(team), person)
                        .orElseThrow(() -> new NotFound("Team " + team))
                        .id();
        EffectiveLimits effective = limits.effective(person, of, lab == null ? null : new LabId(lab));
        List<Used> used = quotas.used(effective);
        return effective.all().stream()
                .map(limit -> new LimitJson(
                        limit.kind(),
                        limit.value().text(),
                        used.stream()
                                .filter(one -> one.limit().kind() == limit.kind())
                                .map(Used::used)
                                .findFirst()
                                .orElse(null),
                        text.source(limit)))
                .toList();
    }
}

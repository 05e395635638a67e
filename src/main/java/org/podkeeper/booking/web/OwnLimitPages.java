package org.podkeeper.booking.web;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Team;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.Quotas;
import org.podkeeper.booking.Used;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.Lab;
import org.podkeeper.inventory.LabId;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.Limit;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.Limits;
import org.podkeeper.web.NotFound;
import org.springframework.security.access.prepost.PreAuthorize;
import org.springframework.stereotype.Controller;
import org.springframework.ui.Model;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;

/** What counts for somebody, where it comes from, and how much of it is used. */
@Controller
class OwnLimitPages {
    private final Limits limits;
    private final Quotas quotas;
    private final LimitText text;
    private final Names names;

    /** Whom and what limits are about. */
    @org.springframework.stereotype.Component("namesInLimits")
    record Names(People people, Teams teams, Inventory inventory) {}

    OwnLimitPages(Limits limits, Quotas quotas, LimitText text, Names names) {
        this.limits = limits;
        this.quotas = quotas;
        this.text = text;
        this.names = names;
    }

    /**
     * One limit in words.
     *
     * @param used null where nothing is counted
     * @param percent of what is limited by a number, at most 100
     * @param note why the rule is there
     * @param by who set the rule, or null when there is none
     */
    record Line(
            LimitKind kind,
            String value,
            @Nullable Long used,
            @Nullable Integer percent,
            String source,
            String note,
            @Nullable String by) {}

    /**
     * All limits for bookings of one kind of place: in one's own name or for a team, anywhere or in one lab.
     *
     * @param differs whether the rows are only those that differ from the first part
     */
    record Part(@Nullable Team team, @Nullable Lab lab, List<Line> lines, boolean differs) {}

    @GetMapping("/profile/limits")
    String own(Person person, Model model) {
        return show(person, true, model);
    }

    @GetMapping("/people/limits/of/{person}")
    @PreAuthorize("hasRole('LAB_ADMIN')")
    String of(@PathVariable UUID person, Model model) {
        return show(
                names.people().find(new PersonId(person)).orElseThrow(() -> new NotFound("Person " + person)),
                false,
                model);
    }

    private String show(Person subject, boolean own, Model model) {
        EffectiveLimits usual = limits.effective(subject, null, (LabId) null);
        List<Team> teams = names.teams().of(subject.id());
        List<Lab> labs = names.inventory().labs();
        var parts = Stream.concat(
                        labs.stream().map(lab -> differing(usual, null, lab, subject)),
                        teams.stream()
                                .flatMap(team -> Stream.concat(
                                        Stream.of(differing(usual, team, null, subject)),
                                        labs.stream().map(lab -> differing(usual, team, lab, subject)))))
                .filter(part -> !part.lines().isEmpty())
                .toList();
        model.addAttribute("subject", subject);
        model.addAttribute("own", own);
        model.addAttribute("part", new Part(null, null, lines(usual), false));
        model.addAttribute("parts", parts);
        return "booking/limits";
    }

    /** Only what a rule for the team or the lab makes different. */
    private Part differing(EffectiveLimits usual, @Nullable Team team, @Nullable Lab lab, Person subject) {
        EffectiveLimits effective =
                limits.effective(subject, team == null ? null : team.id(), lab == null ? null : lab.id());
        List<Line> lines = lines(effective).stream()
                .filter(line -> !effective.of(line.kind()).equals(usual.of(line.kind())))
                .filter(line -> {
                    var rule = effective.of(line.kind()).rule();
                    // what is the same in every lab is said once, for the team
                    return rule == null || lab == null || rule.scope().lab() != null;
                })
                .toList();
        return new Part(team, lab, lines, true);
    }

    private List<Line> lines(EffectiveLimits effective) {
        Map<LimitKind, Long> used = new EnumMap<>(LimitKind.class);
        for (Used one : quotas.used(effective)) {
            used.put(one.limit().kind(), one.used());
        }
        return effective.all().stream()
                .map(limit -> line(limit, used.get(limit.kind())))
                .toList();
    }

    private Line line(Limit limit, @Nullable Long used) {
        Long most = limit.value() instanceof org.podkeeper.limits.LimitValue.Count(Long number) ? number : null;
        return new Line(
                limit.kind(),
                text.value(limit.kind(), limit.value()),
                used,
                used == null || most == null ? null : (int) (most == 0 ? 100 : Math.min(100, used * 100 / most)),
                text.source(limit),
                limit.rule() == null ? "" : limit.rule().note(),
                limit.rule() == null ? null : limit.rule().by());
    }
}

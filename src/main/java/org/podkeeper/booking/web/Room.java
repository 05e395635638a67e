package org.podkeeper.booking.web;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.Quotas;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Used;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.LimitValue;
import org.podkeeper.limits.Limits;
import org.podkeeper.web.Times;
import org.springframework.stereotype.Component;

/** What somebody's limits leave, as the booking form says it before the click. */
@Component
class Room {
    private final Limits limits;
    private final Quotas quotas;
    private final LimitText text;
    private final RefusalText refusals;
    private final Teams teams;
    private final Times times;

    Room(Limits limits, Quotas quotas, LimitText text, RefusalText refusals, Teams teams, Times times) {
        this.limits = limits;
        this.quotas = quotas;
        this.text = text;
        this.refusals = refusals;
        this.teams = teams;
        this.times = times;
    }

    /**
     * One number that is limited.
     *
     * @param kind whose sentence is {@code booking.room.<kind>}
     * @param most in words, with its unit
     * @param adds what one more booking of the chosen Pod adds to it
     * @param full whether that is too much, if it overlaps with what is used
     */
    record Line(LimitKind kind, long used, String most, long adds, boolean full, String source, boolean ofTheTeam) {}

    /**
     * What is left.
     *
     * @param longest the longest booking
     * @param obstacles why this Pod may not be booked, or not without asking
     */
    record Left(Duration longest, List<Line> lines, List<String> obstacles) {}

    List<Team> teams(Person person) {
        return teams.of(person.id());
    }

    Left of(Person person, @Nullable TeamId team, Pod pod) {
        EffectiveLimits effective = limits.effective(person, team, (LabId) null);
        List<Line> lines = quotas.used(effective).stream()
                .filter(used -> !used.limit().value().equals(LimitValue.Count.NONE))
                .map(used -> line(used, pod.resources()))
                .toList();
        return new Left(effective.length(LimitKind.LONGEST), lines, obstacles(effective, pod));
    }

    /** Why the person may not book this Pod, or not without asking. */
    List<String> obstacles(Person person, Pod pod) {
        return obstacles(limits.effective(person, null, (LabId) null), pod);
    }

    private List<String> obstacles(EffectiveLimits effective, Pod pod) {
        return quotas.obstacles(effective, pod).stream()
                .map(reason -> refusals.of(reason, times.zone()))
                .toList();
    }

    private Line line(Used used, Resources needs) {
        LimitKind kind = used.limit().kind();
        long adds = Quotas.size(kind, needs);
        LimitValue.Count most = (LimitValue.Count) used.limit().value();
        return new Line(
                kind,
                used.used(),
                text.value(kind, most),
                adds,
                !most.covers(used.used() + adds),
                text.source(used.limit()),
                used.limit().isOfTheTeam());
    }
}

package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.TeamId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.Limits;
import org.springframework.stereotype.Component;

/** The limits that count for a request. They may differ from lab to lab: it goes where none of them is in the way. */
@Component
class LimitPolicies {
    private static final Duration ONE = Duration.ofSeconds(1);

    private final Limits limits;
    private final Quotas quotas;
    private final LimitText text;

    LimitPolicies(Limits limits, Quotas quotas, LimitText text) {
        this.limits = limits;
        this.quotas = quotas;
        this.text = text;
    }

    /**
     * Where a request is within the limits.
     *
     * @param reasons why nowhere; empty when it is somewhere, or when there is nowhere at all
     */
    record Ruling(Set<LabId> labs, List<Refusal> reasons) {}

    Ruling judge(Application application, Set<LabId> labs) {
        if (application.allowedBy() != null) {
            return new Ruling(labs, List.of());
        }
        Person person = application.person();
        TeamId team = application.request().choices().team();
        if (labs.isEmpty()) {
            return new Ruling(
                    labs,
                    judge(
                            application,
                            limits.effective(person, team, application.request().lab())));
        }
        Map<LabId, EffectiveLimits> effective = limits.effective(person, team, labs);
        var open = new LinkedHashSet<LabId>();
        List<Refusal> fewest = null;
        for (LabId lab : labs) {
            List<Refusal> reasons = judge(application, java.util.Objects.requireNonNull(effective.get(lab)));
            if (reasons.isEmpty()) {
                open.add(lab);
            } else if (fewest == null || reasons.size() < fewest.size()) {
                fewest = reasons;
            }
        }
        return new Ruling(open, open.isEmpty() && fewest != null ? fewest : List.of());
    }

    private List<Refusal> judge(Application application, EffectiveLimits effective) {
        var reasons = new ArrayList<Refusal>();
        Instant now = application.now();
        Duration length = application.request().length();
        Duration longest = effective.length(LimitKind.LONGEST);
        if (length.compareTo(longest) > 0) {
            reasons.add(
                    Refusal.of("length", "too-long", longest, length, text.source(effective.of(LimitKind.LONGEST))));
        }
        Instant start = application.request().start() == null
                        || application.request().start().isBefore(now)
                ? now
                : application.request().start();
        Duration ahead = effective.length(LimitKind.AHEAD);
        if (start.isAfter(now.plus(ahead))) {
            reasons.add(Refusal.of("start", "too-far-ahead", ahead, start, text.source(effective.of(LimitKind.AHEAD))));
        }
        Pod pod = application.pod();
        if (pod == null) {
            return reasons;
        }
        reasons.addAll(quotas.obstacles(effective, pod));
        boolean measurable = length.isPositive() && reasons.stream().noneMatch(LimitPolicies::isAboutTime);
        // of what is too long or too late, only the number of bookings can be said
        reasons.addAll(quotas.judge(
                effective, pod.resources(), TimeWindow.of(measurable ? start : now, measurable ? length : ONE), null));
        return reasons;
    }

    private static boolean isAboutTime(Refusal reason) {
        return reason.field().equals("length") || reason.field().equals("start");
    }

    /** Why somebody may not have a booking that is there already, as their own or as this team's. */
    List<Refusal> judge(Person owner, @Nullable TeamId team, BookingView booking, Pod pod) {
        EffectiveLimits effective = limits.effective(owner, team, booking.lab());
        var reasons = new ArrayList<Refusal>();
        quotas.obstacles(effective, pod).stream()
                .filter(reason -> !reason.code().equals("limit-approval"))
                .forEach(reasons::add);
        reasons.addAll(quotas.judge(effective, pod.resources(), booking.window(), booking.id()));
        return reasons;
    }
}

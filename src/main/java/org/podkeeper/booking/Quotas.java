package org.podkeeper.booking;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.TeamId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.AdvisoryLock;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.Limit;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.LimitValue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * How much of what is limited by number somebody has. Where a team's rule counts, all bookings of the team count
 * together; elsewhere all that their owner has, those of teams included. A rule for one lab counts what is booked there.
 */
@Service
public class Quotas {
    private static final long MIB_PER_GIB = 1_024;
    private static final Map<LimitKind, ToLongFunction<Resources>> SUMS = Map.of(
            LimitKind.VCPUS, Resources::vcpus,
            LimitKind.MEMORY_GIB, resources -> -Math.floorDiv(-resources.memoryMib(), MIB_PER_GIB),
            LimitKind.DISK_GIB, Resources::diskGib);
    private static final List<LimitKind> COUNTED =
            List.of(LimitKind.AT_ONCE, LimitKind.VCPUS, LimitKind.MEMORY_GIB, LimitKind.DISK_GIB);

    private final Bookings bookings;
    private final Catalog catalog;
    private final LimitText text;
    private final JdbcClient jdbc;
    private final Clock clock;

    Quotas(Bookings bookings, Catalog catalog, LimitText text, JdbcClient jdbc, Clock clock) {
        this.bookings = bookings;
        this.catalog = catalog;
        this.text = text;
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** What is used of every limit that is a number, in the order of the kinds. */
    @Transactional(readOnly = true)
    public List<Used> used(EffectiveLimits limits) {
        return COUNTED.stream()
                .map(kind -> {
                    List<BookingView> counted = counted(limits, kind, null);
                    long used = kind == LimitKind.AT_ONCE
                            ? counted.size()
                            : peak(counted, new TimeWindow(clock.instant(), Instant.MAX), sum(kind));
                    return new Used(limits.of(kind), used);
                })
                .toList();
    }

    /** Why this Pod may not be booked, or not without asking. */
    public List<Refusal> obstacles(EffectiveLimits limits, Pod pod) {
        if (!limits.pods(LimitKind.PODS).has(pod.key())) {
            return List.of(Refusal.of("pod", "limit-pod", pod.name(), text.source(limits.of(LimitKind.PODS))));
        }
        return limits.pods(LimitKind.APPROVAL).has(pod.key())
                ? List.of(Refusal.of("pod", "limit-approval", pod.name(), text.source(limits.of(LimitKind.APPROVAL))))
                : List.of();
    }

    /** How much a booking of this size adds to what is limited. */
    public static long size(LimitKind kind, Resources needs) {
        return kind == LimitKind.AT_ONCE ? 1 : sum(kind).applyAsLong(needs);
    }

    /**
     * Why a booking of this size in this window would be too much. Whoever asks in order to book holds the place of the
     * person and the team until the transaction ends, so that of two requests at once the second counts the first.
     *
     * @param except a booking that is counted as the new one, not as it is
     */
    List<Refusal> judge(EffectiveLimits limits, Resources needs, TimeWindow window, @Nullable BookingId except) {
        List<LimitKind> limited = COUNTED.stream()
                .filter(kind -> !limits.count(kind).equals(LimitValue.Count.NONE))
                .toList();
        if (limited.isEmpty()) {
            return List.of();
        }
        hold(limits.booker().person(), limits.booker().team());
        var reasons = new ArrayList<Refusal>();
        for (LimitKind kind : limited) {
            List<BookingView> counted = counted(limits, kind, except);
            Limit limit = limits.of(kind);
            boolean ofTheTeam = limit.isOfTheTeam();
            if (kind == LimitKind.AT_ONCE) {
                if (!limits.count(kind).covers(counted.size() + 1L)) {
                    reasons.add(Refusal.of(
                            "quota",
                            ofTheTeam ? "limit-at-once-team" : "limit-at-once",
                            counted.size(),
                            most(limit),
                            text.source(limit)));
                }
                continue;
            }
            long wanted = sum(kind).applyAsLong(needs);
            long used = peak(counted, window, sum(kind));
            if (!limits.count(kind).covers(used + wanted)) {
                reasons.add(Refusal.of(
                        "quota",
                        (ofTheTeam ? "limit-sum-team-" : "limit-sum-") + kind,
                        used,
                        wanted,
                        most(limit),
                        text.source(limit)));
            }
        }
        return reasons;
    }

    private static Object most(Limit limit) {
        Long most = ((LimitValue.Count) limit.value()).most();
        return most == null ? "∞" : most;
    }

    /** People before teams: nobody waits for a person while holding a team that the person's other request waits for. */
    private void hold(PersonId person, @Nullable TeamId team) {
        AdvisoryLock.hold(jdbc, "booker " + person);
        if (team != null) {
            AdvisoryLock.hold(jdbc, "booking team " + team);
        }
    }

    private List<BookingView> counted(EffectiveLimits limits, LimitKind kind, @Nullable BookingId except) {
        Limit limit = limits.of(kind);
        LabId lab = limit.rule() == null ? null : limit.rule().scope().lab();
        TeamId team = limits.booker().team();
        List<Booking> candidates = limit.isOfTheTeam() && team != null
                ? bookings.findByTeamIdAndState(team.value(), BookingState.CONFIRMED)
                : bookings.findByOwnerIdAndState(limits.booker().person().value(), BookingState.CONFIRMED);
        Instant now = clock.instant();
        return candidates.stream()
                .map(Booking::view)
                .filter(booking -> booking.window().end().isAfter(now))
                .filter(booking -> lab == null || lab.equals(booking.lab()))
                .filter(booking -> !booking.id().equals(except))
                .toList();
    }

    /** The most at any instant of the window: a sum can only grow where a booking begins. */
    private long peak(List<BookingView> counted, TimeWindow window, ToLongFunction<Resources> sum) {
        Map<BookingId, Long> sizes = counted.stream()
                .collect(java.util.stream.Collectors.toMap(
                        BookingView::id, booking -> sum.applyAsLong(resources(booking))));
        Set<Instant> beginnings = new java.util.HashSet<>();
        beginnings.add(window.start());
        counted.stream()
                .map(booking -> booking.window().start())
                .filter(window::contains)
                .forEach(beginnings::add);
        return beginnings.stream()
                .mapToLong(at -> counted.stream()
                        .filter(booking -> booking.window().contains(at))
                        .mapToLong(booking -> sizes.getOrDefault(booking.id(), 0L))
                        .sum())
                .max()
                .orElse(0);
    }

    private Resources resources(BookingView booking) {
        return catalog.pod(booking.pod()).map(Pod::resources).orElse(Resources.NONE);
    }

    private static ToLongFunction<Resources> sum(LimitKind kind) {
        return java.util.Objects.requireNonNull(SUMS.get(kind), kind::name);
    }
}

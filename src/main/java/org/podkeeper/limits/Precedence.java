package org.podkeeper.limits;

import java.time.Duration;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import org.podkeeper.account.Role;

/**
 * Which of several rules counts: the most particular one. A rule for the person goes before one for the team that the
 * booking is of, that before one for the role, that before one for everyone; of two for the same, the one for this lab
 * goes before the one for every lab.
 */
final class Precedence {
    private Precedence() {}

    static Optional<LimitRule> counting(Collection<LimitRule> rules, LimitKind kind, Booker booker) {
        return rules.stream()
                .filter(rule -> rule.kind() == kind && rule.scope().includes(booker))
                .max(Comparator.comparing(LimitRule::scope, LimitScope.BY_PRECEDENCE));
    }

    static EffectiveLimits effective(Collection<LimitRule> rules, UsualLimits usual, Booker booker) {
        Map<LimitKind, Limit> limits = new EnumMap<>(LimitKind.class);
        for (LimitKind kind : LimitKind.values()) {
            limits.put(
                    kind,
                    counting(rules, kind, booker)
                            .map(rule -> new Limit(kind, rule.value(), rule, ""))
                            .orElseGet(() -> of(usual.of(kind, booker.role()), kind)));
        }
        limits.compute(LimitKind.IN_ALL, (kind, inAll) -> inAll(of(inAll), of(limits.get(LimitKind.LONGEST)), booker));
        return new EffectiveLimits(booker, limits);
    }

    /**
     * Where no rule says how long a booking may be in all, that follows how long it may be booked: for users it is the
     * same, for who may extend further it is no less.
     */
    private static Limit inAll(Limit inAll, Limit longest, Booker booker) {
        if (inAll.rule() != null) {
            return inAll;
        }
        boolean follows = booker.role() == Role.USER || most(longest).compareTo(most(inAll)) > 0;
        return follows ? new Limit(LimitKind.IN_ALL, longest.value(), longest.rule(), longest.setting()) : inAll;
    }

    private static Duration most(Limit limit) {
        return ((LimitValue.Length) limit.value()).most();
    }

    private static Limit of(UsualLimits.Usual usual, LimitKind kind) {
        return new Limit(kind, usual.value(), null, usual.setting());
    }

    private static Limit of(@org.jspecify.annotations.Nullable Limit limit) {
        return java.util.Objects.requireNonNull(limit);
    }
}

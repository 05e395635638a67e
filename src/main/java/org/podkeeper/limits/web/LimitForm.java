package org.podkeeper.limits.web;

import java.time.Duration;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitRule;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.LimitValue;

/**
 * A limit as the browser sends it.
 *
 * @param scope {@code EVERYONE}, {@code PERSON}, {@code ROLE:…} or {@code TEAM:…}
 * @param userName whose, when it is for a person
 * @param lab where, or empty for every lab
 * @param amount how many, or how many of {@code unit}; nothing for no limit
 * @param unit {@code HOURS} or {@code DAYS}
 * @param which {@code ALL}, {@code NONE} or {@code THESE} Pods
 * @param pods keys of these
 */
record LimitForm(
        @Nullable LimitKind kind,
        @Nullable String scope,
        @Nullable String userName,
        @Nullable UUID lab,
        @Nullable Integer amount,
        @Nullable String unit,
        @Nullable String which,
        @Nullable List<String> pods,
        @Nullable String note) {
    private static final String NOTHING = "";

    static LimitForm empty(LimitKind kind, @Nullable String userName) {
        return new LimitForm(
                kind, userName == null ? "EVERYONE" : "PERSON", userName, null, null, "DAYS", "THESE", List.of(), "");
    }

    static LimitForm of(LimitRule rule, @Nullable String userName) {
        LimitScope scope = rule.scope();
        Integer amount = null;
        String unit = "DAYS";
        String which = "THESE";
        SortedSet<String> pods = new TreeSet<>();
        switch (rule.value()) {
            case LimitValue.Length(Duration most) -> {
                unit = most.toHours() % 24 == 0 ? "DAYS" : "HOURS";
                amount = Math.toIntExact(unit.equals("DAYS") ? most.toDays() : most.toHours());
            }
            case LimitValue.Count(@Nullable Long most) -> amount = most == null ? null : Math.toIntExact(most);
            case LimitValue.Pods(boolean every, SortedSet<String> keys) -> {
                which = every ? "ALL" : keys.isEmpty() ? "NONE" : "THESE";
                pods = keys;
            }
        }
        return new LimitForm(
                rule.kind(),
                scope.person() != null
                        ? "PERSON"
                        : scope.team() != null
                                ? "TEAM:" + scope.team()
                                : scope.role() != null ? "ROLE:" + scope.role() : "EVERYONE",
                userName,
                scope.lab() == null ? null : scope.lab().value(),
                amount,
                unit,
                which,
                List.copyOf(pods),
                rule.note());
    }

    /** The value as rules write it; what is missing is left for them to refuse. */
    String value(LimitKind of) {
        return switch (of.unit()) {
            case LENGTH ->
                amount == null || amount < 0
                        ? NOTHING
                        : ("HOURS".equals(unit) ? Duration.ofHours(amount) : Duration.ofDays(amount)).toString();
            case COUNT -> amount == null ? LimitValue.UNLIMITED : amount.toString();
            case PODS ->
                "ALL".equals(which)
                        ? LimitValue.ALL
                        : "NONE".equals(which) ? LimitValue.NO_POD : String.join(",", pods == null ? List.of() : pods);
        };
    }
}

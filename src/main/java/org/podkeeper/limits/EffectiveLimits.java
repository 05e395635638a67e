package org.podkeeper.limits;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** All limits that count for somebody, each with where it comes from. */
public record EffectiveLimits(Booker booker, Map<LimitKind, Limit> limits) {
    public EffectiveLimits {
        limits = Map.copyOf(limits);
    }

    public Limit of(LimitKind kind) {
        return Objects.requireNonNull(limits.get(kind), kind::name);
    }

    /** Of a kind that is counted in time. */
    public Duration length(LimitKind kind) {
        return ((LimitValue.Length) of(kind).value()).most();
    }

    /** Of a kind that is counted. */
    public LimitValue.Count count(LimitKind kind) {
        return (LimitValue.Count) of(kind).value();
    }

    /** Of a kind that is about Pods. */
    public LimitValue.Pods pods(LimitKind kind) {
        return (LimitValue.Pods) of(kind).value();
    }

    /** In the order of the kinds. */
    public List<Limit> all() {
        return Arrays.stream(LimitKind.values()).map(this::of).toList();
    }
}

package org.podkeeper.limits;

import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What can be limited. */
public enum LimitKind {
    /** From the start of a booking to the end that it is booked with. */
    LONGEST(Unit.LENGTH),
    /** From the start of a booking to the latest end that it is extended to. */
    IN_ALL(Unit.LENGTH),
    /** How often a booking is extended. */
    EXTENSIONS(Unit.COUNT),
    /** From now to the start of a booking. */
    AHEAD(Unit.LENGTH),
    /** Bookings that are not over. */
    AT_ONCE(Unit.COUNT),
    /** vCPUs of bookings at any one time. */
    VCPUS(Unit.COUNT),
    /** GiB of RAM of bookings at any one time. */
    MEMORY_GIB(Unit.COUNT),
    /** GiB of disk of bookings at any one time. */
    DISK_GIB(Unit.COUNT),
    /** The Pods that may be booked. */
    PODS(Unit.PODS),
    /** The Pods for which somebody must agree to every booking. */
    APPROVAL(Unit.PODS);

    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,9}");
    private static final Pattern KEY = Pattern.compile("[a-z0-9][a-z0-9._-]*");
    /** More than this is a slip of the pen. */
    private static final Duration MOST = Duration.ofDays(3_660);

    /** What its values look like. */
    public enum Unit {
        LENGTH,
        COUNT,
        PODS
    }

    private final Unit unit;

    LimitKind(Unit unit) {
        this.unit = unit;
    }

    public Unit unit() {
        return unit;
    }

    /**
     * Reads a value as {@link LimitValue#text()} writes it.
     *
     * @return empty when it is none of this kind
     */
    public Optional<LimitValue> read(String text) {
        return switch (unit) {
            case LENGTH -> length(text).map(LimitValue.Length::new);
            case COUNT ->
                text.equals(LimitValue.UNLIMITED)
                        ? Optional.of(LimitValue.Count.NONE)
                        : NUMBER.matcher(text).matches()
                                ? Optional.of(new LimitValue.Count(Long.valueOf(text)))
                                : Optional.empty();
            case PODS -> pods(text);
        };
    }

    private static Optional<LimitValue> pods(String text) {
        if (text.equals(LimitValue.ALL)) {
            return Optional.of(LimitValue.Pods.EVERY);
        }
        if (text.equals(LimitValue.NO_POD)) {
            return Optional.of(LimitValue.Pods.NONE);
        }
        var keys = new TreeSet<>(Arrays.asList(text.split(",", -1)));
        return keys.stream().allMatch(key -> KEY.matcher(key).matches())
                ? Optional.of(new LimitValue.Pods(false, keys))
                : Optional.empty();
    }

    private static Optional<Duration> length(String text) {
        try {
            return Optional.of(Duration.parse(text))
                    .filter(length -> !length.isNegative() && length.compareTo(MOST) <= 0);
        } catch (DateTimeParseException e) {
            return Optional.empty();
        }
    }
}

package org.podkeeper.kernel;

import java.time.Duration;
import java.time.Instant;

/**
 * A half-open stretch of time: {@code start} belongs to it, {@code end} does not, so that one window may end at the
 * very instant at which the next one begins.
 *
 * @param start first instant inside
 * @param end first instant after it; later than {@code start}
 */
public record TimeWindow(Instant start, Instant end) {
    public TimeWindow {
        if (!start.isBefore(end)) {
            throw new IllegalArgumentException("A window must end after it starts: " + start + " to " + end);
        }
    }

    public static TimeWindow of(Instant start, Duration length) {
        return new TimeWindow(start, start.plus(length));
    }

    public boolean contains(Instant instant) {
        return !instant.isBefore(start) && instant.isBefore(end);
    }

    public boolean overlaps(TimeWindow other) {
        return start.isBefore(other.end) && other.start.isBefore(end);
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}

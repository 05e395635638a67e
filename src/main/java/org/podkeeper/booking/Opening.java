package org.podkeeper.booking;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.TimeWindow;

/**
 * A time for which a pod could be booked on one host.
 *
 * @param start the first instant at which it could be ready
 * @param end the last instant at which the booking could end
 */
public record Opening(KvmHost host, Instant start, Instant end) {
    /**
     * What is left of the host's free time for the booking itself.
     *
     * @param before how much earlier than its start a later booking takes the host; one that starts now takes it now
     * @param after how much longer than its end
     */
    static Optional<Opening> within(TimeWindow room, Instant now, Duration before, Duration after, KvmHost host) {
        Instant start = room.start().isAfter(now) ? room.start().plus(before) : now;
        Instant end = room.end().minus(after);
        return start.isBefore(end) ? Optional.of(new Opening(host, start, end)) : Optional.empty();
    }

    /** What is left of it from then on, if that is as long as is wanted. */
    public Optional<Opening> notBefore(Instant from, Duration length) {
        var rest = start.isBefore(from) && from.isBefore(end) ? new Opening(host, from, end) : this;
        return rest.start.isBefore(from) || rest.length().compareTo(length) < 0 ? Optional.empty() : Optional.of(rest);
    }

    Opening atMost(Duration longest) {
        return length().compareTo(longest) <= 0 ? this : new Opening(host, start, start.plus(longest));
    }

    public Duration length() {
        return Duration.between(start, end);
    }
}

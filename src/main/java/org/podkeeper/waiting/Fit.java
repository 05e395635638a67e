package org.podkeeper.waiting;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.HostSchedule;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * The first room for a wish: on the host where it begins first, of those the fullest.
 *
 * @param start when the booking would begin
 * @param held what it would hold of the host
 */
record Fit(HostId host, Instant start, TimeWindow held) {
    /**
     * What is looked for.
     *
     * @param from the first start that is wanted, not before now
     * @param latest the last one
     * @param takenBy until when somebody may take a while to say yes, so that the booking may begin then; now, when nobody
     *     is asked
     * @param before how much earlier than its start a booking for later takes the host
     * @param after how much longer than its end
     */
    record Wanted(
            Resources resources,
            Instant now,
            Instant from,
            Instant latest,
            Instant takenBy,
            Duration length,
            Duration before,
            Duration after) {

        TimeWindow held(Instant start) {
            Instant early = start.minus(before);
            Instant end =
                    (start.isBefore(takenBy) ? takenBy : start).plus(length).plus(after);
            return new TimeWindow(early.isBefore(now) ? now : early, end);
        }
    }

    static Optional<Fit> first(Wanted wanted, List<HostTime> hosts) {
        return hosts.stream()
                .flatMap(time -> first(wanted, time).stream())
                .min(Comparator.comparing(Fit::start)
                        .thenComparing(fit -> spare(hosts, fit))
                        .thenComparing(fit -> fit.host().value()));
    }

    /** Room can only appear where a hold or an outage ends. */
    private static Optional<Fit> first(Wanted wanted, HostTime time) {
        HostSchedule schedule = time.schedule();
        var starts = new TreeSet<Instant>();
        starts.add(wanted.from());
        schedule.holds().forEach(hold -> starts.add(hold.window().end().plus(wanted.before())));
        schedule.closed().forEach(outage -> starts.add(outage.end().plus(wanted.before())));
        return starts.tailSet(wanted.from(), true).headSet(wanted.latest(), true).stream()
                .filter(start -> schedule.hasRoom(wanted.resources(), wanted.held(start)))
                .findFirst()
                .map(start -> new Fit(time.host().id(), start, wanted.held(start)));
    }

    /** Whole pods need whole gaps, so the gaps are kept large. */
    private static long spare(List<HostTime> hosts, Fit fit) {
        return hosts.stream()
                .filter(time -> time.host().id().equals(fit.host()))
                .mapToLong(time -> time.schedule().limit().memoryMib()
                        - time.schedule().peak(fit.held()).memoryMib())
                .findFirst()
                .orElse(0);
    }
}

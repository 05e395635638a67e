package org.podkeeper.booking.web;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.HostSchedule;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * How much of a host is promised, day by day.
 *
 * @param days consecutive days in the reader's zone, the first one being today
 */
record HostDays(String host, List<Day> days) {
    /**
     * @param percent the scarcest resource's share that is promised at the day's busiest instant, 0 to 100
     * @param closed whether an outage touches the day
     */
    record Day(Instant start, int percent, boolean closed) {}

    static HostDays of(HostTime time, Instant now, ZoneId zone, int count) {
        var days = new ArrayList<Day>();
        var midnight = now.atZone(zone).toLocalDate().atStartOfDay(zone);
        for (int i = 0; i < count; i++) {
            Instant from = midnight.plusDays(i).toInstant();
            var day = new TimeWindow(
                    from.isBefore(now) ? now : from, midnight.plusDays(i + 1L).toInstant());
            days.add(
                    new Day(from, percent(time.schedule(), day), time.schedule().isClosed(day)));
        }
        return new HostDays(time.host().name(), List.copyOf(days));
    }

    private static int percent(HostSchedule schedule, TimeWindow day) {
        Resources peak = schedule.peak(day);
        Resources limit = schedule.limit();
        return (int) Math.max(
                share(peak.vcpus(), limit.vcpus()),
                Math.max(share(peak.memoryMib(), limit.memoryMib()), share(peak.diskGib(), limit.diskGib())));
    }

    private static long share(long part, long whole) {
        return whole == 0 ? 100 : Math.min(100, Math.round(100.0 * part / whole));
    }
}

package org.podkeeper.notification;

import java.time.Duration;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import org.podkeeper.kernel.TimeWindow;

/**
 * When the people of a booking are reminded of its end: a tenth of its length before, but at least ten minutes and at
 * most three days; and a last time an hour before, where it is a day or longer. Bookings shorter than an hour remind
 * nobody: who booked one remembers.
 */
final class ReminderSchedule {
    private static final Duration SHORTEST = Duration.ofHours(1);
    private static final Duration LONG = Duration.ofHours(24);
    private static final int PART = 10;
    private static final Duration LEAST = Duration.ofMinutes(10);
    private static final Duration MOST = Duration.ofHours(72);
    private static final Duration LAST_LEAD = Duration.ofHours(1);

    private ReminderSchedule() {}

    enum Which {
        FIRST,
        LAST
    }

    static Map<Which, Instant> of(TimeWindow window) {
        var due = new EnumMap<Which, Instant>(Which.class);
        Duration length = window.length();
        if (length.compareTo(SHORTEST) >= 0) {
            due.put(Which.FIRST, window.end().minus(between(LEAST, length.dividedBy(PART), MOST)));
        }
        if (length.compareTo(LONG) >= 0) {
            due.put(Which.LAST, window.end().minus(LAST_LEAD));
        }
        return due;
    }

    private static Duration between(Duration least, Duration wanted, Duration most) {
        if (wanted.compareTo(least) < 0) {
            return least;
        }
        return wanted.compareTo(most) > 0 ? most : wanted;
    }
}

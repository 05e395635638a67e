package org.podkeeper.booking.web;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.podkeeper.booking.BookingView;
import org.podkeeper.kernel.TimeWindow;

/**
 * A person's own bookings in a window, for being drawn one below the other where they overlap.
 *
 * @param bars none overlaps another
 */
record OwnBars(List<Bar> bars) {
    /** One booking, as far as it lies in the window; where, in percent of the width. */
    record Bar(BookingView booking, String x, String width) {}

    static List<OwnBars> of(List<BookingView> bookings, TimeWindow window) {
        var lanes = new ArrayList<List<BookingView>>();
        bookings.stream()
                .filter(OwnBars::began)
                .filter(booking -> seen(booking).overlaps(window))
                .sorted(Comparator.comparing(booking -> booking.window().start()))
                .forEach(booking -> lanes.stream()
                        .filter(lane -> !seen(lane.getLast()).overlaps(seen(booking)))
                        .findFirst()
                        .orElseGet(() -> {
                            lanes.add(new ArrayList<>());
                            return lanes.getLast();
                        })
                        .add(booking));
        var scale = new Timeline.Scale(window);
        return lanes.stream()
                .map(lane -> new OwnBars(lane.stream()
                        .map(booking -> bar(booking, window, scale))
                        .toList()))
                .toList();
    }

    private static Bar bar(BookingView booking, TimeWindow window, Timeline.Scale scale) {
        TimeWindow whole = seen(booking);
        var part = new TimeWindow(later(whole.start(), window.start()), earlier(whole.end(), window.end()));
        return new Bar(booking, scale.x(part.start()), scale.percent(part.length()));
    }

    /** One that was over before it began has no place in the picture. */
    private static boolean began(BookingView booking) {
        return booking.endedAt() == null
                || booking.endedAt().isAfter(booking.window().start());
    }

    /** From its start until it was really over. */
    private static TimeWindow seen(BookingView booking) {
        Instant ended = booking.endedAt();
        return ended == null
                ? booking.window()
                : new TimeWindow(booking.window().start(), ended);
    }

    private static Instant later(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }

    private static Instant earlier(Instant a, Instant b) {
        return a.isBefore(b) ? a : b;
    }
}

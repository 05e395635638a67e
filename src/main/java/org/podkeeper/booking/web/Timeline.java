package org.podkeeper.booking.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.Availability.HostWeeks;
import org.podkeeper.booking.HostSchedule.Stretch;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.Outage;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;

/**
 * The hosts' time as a drawing: where it lies is given in percent of the width.
 *
 * @param now where now is, or null when it is not in the window
 * @param days one mark for each that begins in the window, or for each week or month where there are many
 */
record Timeline(TimeWindow window, @Nullable String now, List<Mark> days, List<Row> rows) {
    private static final int MOST_MARKS = 16;
    private static final int DAYS_IN_WEEK = 7;
    private static final Duration MINUTE = Duration.ofMinutes(1);
    /** Farther than any booking reaches. */
    private static final Duration FARTHEST = Duration.ofDays(365);

    /** Where a day begins in the reader's zone. */
    record Mark(Instant at, String x, boolean weekend) {}

    /**
     * @param closed why the host takes no bookings at all, a message's key; null when it does
     */
    record Row(String host, String lab, @Nullable String closed, List<Span> spans) {}

    enum Kind {
        PAST,
        FREE,
        FULL,
        OUTAGE,
        CLOSED
    }

    /**
     * A part of a host's time in which the answer is the same.
     *
     * @param fits how many of the Pod could stand there beside what is promised
     * @param why the reason of an outage
     * @param gap what could be booked from its beginning on, or null
     */
    record Span(
            Kind kind,
            TimeWindow window,
            String x,
            String width,
            int fits,
            @Nullable String why,
            @Nullable Gap gap) {

        /** Whether there is room in the drawing to write on it. */
        public boolean isWide() {
            return Double.parseDouble(width) > 9;
        }
    }

    /**
     * What a click on a free part books.
     *
     * @param at when it begins, null for now
     * @param until the latest end
     */
    record Gap(@Nullable Instant at, long length, BookingForm.Unit unit, Instant until) {}

    /**
     * What is looked for.
     *
     * @param wanted the Pod's size
     * @param lasting how long it is wanted
     * @param before how much earlier a later booking takes the host
     * @param after how much longer than its end a booking keeps it
     */
    record Question(Resources wanted, Duration lasting, Duration before, Duration after, Instant now) {}

    /** The hosts' time in the window, as far as it answers the question. */
    static Timeline of(
            List<HostWeeks> hosts, Map<LabId, String> labs, Question question, TimeWindow window, ZoneId zone) {
        var scale = new Scale(window);
        return new Timeline(
                window,
                window.contains(question.now()) ? scale.x(question.now()) : null,
                marks(window, zone, scale),
                hosts.stream()
                        .map(host -> row(host, labs.getOrDefault(host.host().lab(), ""), question, window, scale))
                        .toList());
    }

    private static Row row(HostWeeks time, String lab, Question question, TimeWindow window, Scale scale) {
        Instant now = question.now();
        HostState state = time.host().state();
        String closed = state == HostState.IN_SERVICE ? null : "booking.calendar.host." + state.name();
        var spans = new ArrayList<Span>();
        if (window.start().isBefore(now)) {
            Instant end = now.isBefore(window.end()) ? now : window.end();
            spans.add(scale.span(Kind.PAST, new TimeWindow(window.start(), end), 0, null));
        }
        if (now.isBefore(window.end())) {
            Instant start = now.isAfter(window.start()) ? now : window.start();
            for (Stretch stretch : time.schedule().stretches(new TimeWindow(start, window.end()))) {
                add(spans, spanOf(stretch, time, question.wanted(), closed, scale), scale);
            }
        }
        return new Row(
                time.host().name(),
                lab,
                closed,
                spans.stream().map(span -> withGap(span, time, question)).toList());
    }

    private static Span spanOf(
            Stretch stretch, HostWeeks time, Resources wanted, @Nullable String closed, Scale scale) {
        Optional<Outage> outage = time.outages().stream()
                .filter(each -> each.window().overlaps(stretch.window()))
                .findFirst();
        if (outage.isPresent()) {
            return scale.span(Kind.OUTAGE, stretch.window(), 0, outage.get().reason());
        }
        if (closed != null) {
            return scale.span(Kind.CLOSED, stretch.window(), 0, null);
        }
        int fits = stretch.free().times(wanted);
        return scale.span(fits > 0 ? Kind.FREE : Kind.FULL, stretch.window(), fits, null);
    }

    private static Span withGap(Span span, HostWeeks time, Question question) {
        if (span.kind() != Kind.FREE) {
            return span;
        }
        Instant from = span.window().start();
        boolean isNow = !from.isAfter(question.now());
        Instant at = isNow ? from : from.plus(question.before()).plus(MINUTE).truncatedTo(ChronoUnit.MINUTES);
        Instant until = time.schedule()
                .room(question.wanted(), new TimeWindow(from, from.plus(FARTHEST)))
                .getFirst()
                .end()
                .minus(question.after());
        Duration left = Duration.between(at, until);
        if (left.compareTo(Duration.ofHours(1)) < 0) {
            return span;
        }
        Duration length = left.compareTo(question.lasting()) < 0 ? left : question.lasting();
        boolean days = length.equals(Duration.ofDays(length.toDays()));
        var gap = new Gap(
                isNow ? null : at,
                days ? length.toDays() : length.toHours(),
                days ? BookingForm.Unit.DAYS : BookingForm.Unit.HOURS,
                until);
        return new Span(span.kind(), span.window(), span.x(), span.width(), span.fits(), span.why(), gap);
    }

    /** Neighbours that say the same are one. */
    private static void add(List<Span> spans, Span next, Scale scale) {
        if (!spans.isEmpty()) {
            Span last = spans.getLast();
            if (last.kind() == next.kind() && last.fits() == next.fits() && Objects.equals(last.why(), next.why())) {
                spans.removeLast();
                var both = new TimeWindow(last.window().start(), next.window().end());
                spans.add(scale.span(next.kind(), both, next.fits(), next.why()));
                return;
            }
        }
        spans.add(next);
    }

    private static List<Mark> marks(TimeWindow window, ZoneId zone, Scale scale) {
        LocalDate first = window.start().atZone(zone).toLocalDate();
        long days = window.length().toDays();
        int every = days <= MOST_MARKS ? 1 : days <= (long) MOST_MARKS * DAYS_IN_WEEK ? DAYS_IN_WEEK : 28;
        var marks = new ArrayList<Mark>();
        for (LocalDate day = first; ; day = day.plusDays(every)) {
            // a day of 23 or 25 hours is as wide as it is long
            Instant at = day.atStartOfDay(zone).toInstant();
            if (!at.isBefore(window.end())) {
                return List.copyOf(marks);
            }
            if (window.contains(at)) {
                marks.add(new Mark(at, scale.x(at), day.getDayOfWeek().getValue() > 5));
            }
        }
    }

    /** From time to place. */
    record Scale(TimeWindow window) {
        private static final double WHOLE = 100;

        String x(Instant instant) {
            return percent(Duration.between(window.start(), instant));
        }

        Span span(Kind kind, TimeWindow part, int fits, @Nullable String why) {
            return new Span(kind, part, x(part.start()), percent(part.length()), fits, why, null);
        }

        String percent(Duration length) {
            return String.format(
                    Locale.ROOT,
                    "%.3f",
                    WHOLE * length.toMillis() / window.length().toMillis());
        }
    }
}

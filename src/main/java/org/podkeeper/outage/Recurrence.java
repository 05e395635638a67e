package org.podkeeper.outage;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.util.List;
import java.util.stream.Stream;
import org.podkeeper.kernel.TimeWindow;

/**
 * When something comes again, by the clock on the wall of a place: every few weeks on a day of the week, or every month on
 * the n-th such day. It begins when that clock shows the time and lasts as long as it lasts, whatever daylight saving does.
 *
 * @param day on which day of the week
 * @param everyWeeks every so many weeks, or 0 for monthly
 * @param nthOfMonth the n-th of the month, -1 for the last one, or 0 for weekly
 * @param at when it begins; a time that is skipped in spring is as much later, one that comes twice in autumn the first
 * @param first no day before this; the weeks are counted from the first one that fits
 */
public record Recurrence(
        DayOfWeek day, int everyWeeks, int nthOfMonth, LocalTime at, Duration length, LocalDate first) {
    private static final int MOST_WEEKS = 12;

    public Recurrence {
        boolean weekly = everyWeeks >= 1 && everyWeeks <= MOST_WEEKS && nthOfMonth == 0;
        boolean monthly = everyWeeks == 0 && (nthOfMonth == -1 || nthOfMonth >= 1 && nthOfMonth <= 4);
        if (!weekly && !monthly) {
            throw new IllegalArgumentException(
                    "Neither every " + everyWeeks + " weeks nor the " + nthOfMonth + ". of the month");
        }
        if (!length.isPositive()) {
            throw new IllegalArgumentException("Lasts " + length);
        }
    }

    public boolean isMonthly() {
        return everyWeeks == 0;
    }

    /** Its days from the one until the other, which is not among them. */
    public List<LocalDate> days(LocalDate from, LocalDate until) {
        Stream<LocalDate> all = isMonthly()
                ? Stream.iterate(first.withDayOfMonth(1), month -> month.plusMonths(1))
                        .map(month -> month.with(TemporalAdjusters.dayOfWeekInMonth(nthOfMonth, day)))
                : Stream.iterate(first.with(TemporalAdjusters.nextOrSame(day)), week -> week.plusWeeks(everyWeeks));
        return all.dropWhile(one -> one.isBefore(first) || one.isBefore(from))
                .takeWhile(one -> one.isBefore(until))
                .toList();
    }

    /** When it is on one of its days. */
    public TimeWindow on(LocalDate date, ZoneId zone) {
        return TimeWindow.of(date.atTime(at).atZone(zone).toInstant(), length);
    }
}

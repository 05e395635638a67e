package org.podkeeper.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.podkeeper.kernel.TimeWindow;

class RecurrenceTest {
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");
    private static final Duration TWO_HOURS = Duration.ofHours(2);

    @Test
    void beginsByTheClockOnTheWallWhateverDaylightSavingDoes() {
        var weekly =
                new Recurrence(DayOfWeek.SUNDAY, 1, 0, LocalTime.of(6, 0), TWO_HOURS, LocalDate.parse("2027-03-21"));
        assertThat(weekly.days(LocalDate.parse("2027-03-21"), LocalDate.parse("2027-04-05")))
                .extracting(day -> weekly.on(day, MADRID).start())
                .containsExactly(
                        Instant.parse("2027-03-21T05:00:00Z"),
                        Instant.parse("2027-03-28T04:00:00Z"), // the clocks went forward that night
                        Instant.parse("2027-04-04T04:00:00Z"));
    }

    @Test
    void lastsAsLongAsItLastsWhereAnHourIsSkippedOrComesTwice() {
        var atNight =
                new Recurrence(DayOfWeek.SUNDAY, 1, 0, LocalTime.of(2, 30), TWO_HOURS, LocalDate.parse("2027-03-28"));
        assertThat(atNight.on(LocalDate.parse("2027-03-28"), MADRID))
                .as("half past two does not exist that night")
                .isEqualTo(
                        new TimeWindow(Instant.parse("2027-03-28T01:30:00Z"), Instant.parse("2027-03-28T03:30:00Z")));
        assertThat(atNight.on(LocalDate.parse("2027-10-31"), MADRID))
                .as("it comes twice, and the first one counts")
                .isEqualTo(
                        new TimeWindow(Instant.parse("2027-10-31T00:30:00Z"), Instant.parse("2027-10-31T02:30:00Z")));
    }

    @Test
    void everySecondWeekIsCountedFromTheFirstOneWhereverTheLookBegins() {
        var fortnightly =
                new Recurrence(DayOfWeek.TUESDAY, 2, 0, LocalTime.of(6, 0), TWO_HOURS, LocalDate.parse("2027-01-01"));
        assertThat(fortnightly.days(LocalDate.parse("2027-01-06"), LocalDate.parse("2027-02-16")))
                .containsExactly(LocalDate.parse("2027-01-19"), LocalDate.parse("2027-02-02"));
    }

    @Test
    void theDaysOfTheMonthAreThoseThatOneCountsInACalendar() {
        var random = new Random(26);
        for (int round = 0; round < 300; round++) {
            DayOfWeek day = DayOfWeek.of(1 + random.nextInt(7));
            int nth = List.of(1, 2, 3, 4, -1).get(random.nextInt(5));
            LocalDate first = LocalDate.parse("2026-01-01").plusDays(random.nextInt(700));
            LocalDate from = first.plusDays(random.nextInt(400) - 100);
            LocalDate until = from.plusDays(random.nextInt(400));
            var monthly = new Recurrence(day, 0, nth, LocalTime.NOON, TWO_HOURS, first);
            assertThat(monthly.days(from, until))
                    .as("%s, %d, not before %s, %s to %s", day, nth, first, from, until)
                    .isEqualTo(counted(day, nth, first, from, until));
        }
    }

    /** Day by day, as somebody would with a finger on the calendar. */
    private static List<LocalDate> counted(DayOfWeek day, int nth, LocalDate first, LocalDate from, LocalDate until) {
        var days = new ArrayList<LocalDate>();
        for (LocalDate one = from; one.isBefore(until); one = one.plusDays(1)) {
            boolean last = one.plusDays(7).getMonth() != one.getMonth();
            int number = (one.getDayOfMonth() - 1) / 7 + 1;
            if (one.getDayOfWeek() == day && !one.isBefore(first) && (nth == -1 ? last : number == nth)) {
                days.add(one);
            }
        }
        return days;
    }

    @Test
    void isEitherWeeklyOrMonthly() {
        assertThatThrownBy(() -> new Recurrence(DayOfWeek.MONDAY, 1, 2, LocalTime.NOON, TWO_HOURS, LocalDate.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new Recurrence(DayOfWeek.MONDAY, 0, 5, LocalTime.NOON, TWO_HOURS, LocalDate.EPOCH))
                .isInstanceOf(IllegalArgumentException.class);
    }
}

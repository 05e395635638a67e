package org.podkeeper.web;

import java.time.Clock;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** Times as pages print them: in the reader's zone, or in UTC for strangers. Templates call it {@code @times}. */
@Component("times")
public class Times {
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM", Locale.UK);
    private static final DateTimeFormatter DAY_OF_YEAR = DateTimeFormatter.ofPattern("EEE d MMM yyyy", Locale.UK);
    private static final DateTimeFormatter CLOCK_TIME = DateTimeFormatter.ofPattern("HH:mm", Locale.UK);
    private static final DateTimeFormatter UTC = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss 'UTC'", Locale.UK);

    private final Clock clock;
    private final ObjectProvider<ReaderTimeZone> readers;

    Times(Clock clock, ObjectProvider<ReaderTimeZone> readers) {
        this.clock = clock;
        this.readers = readers;
    }

    /** The reader's time zone; UTC for strangers. */
    public ZoneId zone() {
        return readers.stream()
                .flatMap(reader -> reader.current().stream())
                .findFirst()
                .orElse(ZoneOffset.UTC);
    }

    /** For example {@code Europe/Madrid} or {@code UTC}. */
    public String zoneName() {
        return zone().equals(ZoneOffset.UTC) ? "UTC" : zone().getId();
    }

    /** Whether the zone is only a guess, which the reader's browser may improve. */
    public boolean guessed() {
        return readers.stream().allMatch(reader -> reader.current().isEmpty());
    }

    /** For example {@code Sat 21 Nov, 14:30}; with the year when it is not this one, with {@code UTC} for strangers. */
    public String at(Instant instant) {
        var time = local(instant);
        return day(time) + ", " + CLOCK_TIME.format(time) + suffix();
    }

    /** For example {@code Sat 21 Nov}. */
    public String day(Instant instant) {
        return day(local(instant));
    }

    /** For example {@code Sat}. */
    public String weekday(Instant instant) {
        return local(instant).getDayOfWeek().getDisplayName(TextStyle.SHORT, Locale.UK);
    }

    public int dayOfMonth(Instant instant) {
        return local(instant).getDayOfMonth();
    }

    public boolean isWeekend(Instant instant) {
        return local(instant).getDayOfWeek().getValue() >= DayOfWeek.SATURDAY.getValue();
    }

    /** For example {@code 14:30}. */
    public String clockTime(Instant instant) {
        return CLOCK_TIME.format(local(instant)) + suffix();
    }

    /** For example {@code Sat 21 Nov, 14:30 – 16:00}, with both days when they differ. */
    public String window(Instant start, Instant end) {
        var from = local(start);
        var to = local(end);
        var begin = day(from) + ", " + CLOCK_TIME.format(from) + " – ";
        return from.toLocalDate().equals(to.toLocalDate())
                ? begin + CLOCK_TIME.format(to) + suffix()
                : begin + day(to) + ", " + CLOCK_TIME.format(to) + suffix();
    }

    /** For example {@code 2026-11-21 14:30:00 UTC}. */
    public String utc(Instant instant) {
        return UTC.format(instant.atOffset(ZoneOffset.UTC));
    }

    /** The two largest units, for example {@code 2 h 5 min}, {@code 3 days 4 h}, {@code 12 s}. */
    public String duration(Duration length) {
        var seconds = Math.abs(length.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3_600) {
            return two(seconds / 60 + " min", seconds < 600 ? seconds % 60 : 0, "s");
        }
        if (seconds < 86_400) {
            return two(seconds / 3_600 + " h", seconds / 60 % 60, "min");
        }
        var days = seconds / 86_400;
        return two(days + (days == 1 ? " day" : " days"), seconds / 3_600 % 24, "h");
    }

    /** The one largest unit, seen from now: {@code in 3 days}, {@code 5 min ago}, {@code just now}. */
    public String relative(Instant instant) {
        var distance = Duration.between(clock.instant(), instant);
        var seconds = Math.abs(distance.toSeconds());
        if (seconds < 45) {
            return distance.isNegative() ? "just now" : "in a moment";
        }
        var words = rounded(seconds);
        return distance.isNegative() ? words + " ago" : "in " + words;
    }

    /** How long it is from now until then; zero when that is over. */
    public Duration until(Instant instant) {
        var left = Duration.between(clock.instant(), instant);
        return left.isNegative() ? Duration.ZERO : left.truncatedTo(ChronoUnit.SECONDS);
    }

    private static String rounded(long seconds) {
        if (seconds < 3_570) {
            return Math.round(seconds / 60.0) + " min";
        }
        if (seconds < 86_400) {
            return Math.round(seconds / 3_600.0) + " h";
        }
        var days = Math.round(seconds / 86_400.0);
        return days + (days == 1 ? " day" : " days");
    }

    private static String two(String large, long rest, String unit) {
        return rest == 0 ? large : large + " " + rest + " " + unit;
    }

    private String day(ZonedDateTime time) {
        var thisYear = local(clock.instant()).getYear();
        return (time.getYear() == thisYear ? DAY : DAY_OF_YEAR).format(time);
    }

    private ZonedDateTime local(Instant instant) {
        return instant.atZone(zone());
    }

    private String suffix() {
        return guessed() ? " UTC" : "";
    }
}

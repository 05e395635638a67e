package org.podkeeper.outage.web;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.format.TextStyle;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.podkeeper.outage.Recurrence;
import org.podkeeper.web.Option;
import org.springframework.validation.Errors;

/**
 * Maintenance that comes again; times are by the clock of the lab.
 *
 * @param scope id of a host or of a lab
 * @param every {@code w1} for every week, {@code w2} for every second …, {@code m1} for the first of the month … {@code m-1} for the last
 * @param day number of a day of the week, Monday is 1
 */
record MaintenanceForm(
        @Nullable String scope,
        @Nullable String every,
        @Nullable Integer day,
        @Nullable String at,
        @Nullable Integer minutes,
        @Nullable String first,
        @Nullable String reason,
        @Nullable Boolean moves) {
    private static final List<String> EVERY = List.of("w1", "w2", "w3", "w4", "m1", "m2", "m3", "m4", "m-1");
    private static final int LONGEST = 24 * 60;
    private static final int SHORTEST = 5;
    private static final int LONGEST_REASON = 300;

    static MaintenanceForm suggestion(String scope, LocalDate tomorrow) {
        return new MaintenanceForm(
                scope, "m2", DayOfWeek.TUESDAY.getValue(), "06:00", 120, tomorrow.toString(), "", true);
    }

    static List<Option> everyOptions(Words words) {
        return EVERY.stream()
                .map(every -> new Option(every, words.say("every." + every)))
                .toList();
    }

    static List<Option> days() {
        return Arrays.stream(DayOfWeek.values())
                .map(day -> new Option(String.valueOf(day.getValue()), day.getDisplayName(TextStyle.FULL, Locale.UK)))
                .toList();
    }

    static String inWords(Recurrence recurrence, Words words) {
        String every = recurrence.isMonthly() ? "m" + recurrence.nthOfMonth() : "w" + recurrence.everyWeeks();
        String day = recurrence.day().getDisplayName(TextStyle.FULL, Locale.UK);
        return words.say(
                "every.words",
                words.say("every.on." + every, day),
                recurrence.at(),
                String.valueOf(recurrence.length().toMinutes()));
    }

    /** Null, with the fields' errors, when something cannot be read. */
    @Nullable
    Recurrence recurrence(Errors errors) {
        if (every == null || !EVERY.contains(every)) {
            errors.rejectValue("every", "outage.refused.every");
        }
        if (day == null || day < 1 || day > DayOfWeek.values().length) {
            errors.rejectValue("day", "outage.refused.day");
        }
        if (minutes == null || minutes < SHORTEST || minutes > LONGEST) {
            errors.rejectValue("minutes", "outage.refused.minutes");
        }
        if (reason == null || reason.isBlank() || reason.length() > LONGEST_REASON) {
            errors.rejectValue("reason", "inventory.refused.outage.reason");
        }
        LocalTime time = read("at", at, errors, LocalTime::parse);
        LocalDate begin = read("first", first, errors, LocalDate::parse);
        if (errors.hasErrors() || every == null || day == null || minutes == null || time == null || begin == null) {
            return null;
        }
        int number = Integer.parseInt(every.substring(1));
        boolean weekly = every.startsWith("w");
        return new Recurrence(
                DayOfWeek.of(day), weekly ? number : 0, weekly ? 0 : number, time, Duration.ofMinutes(minutes), begin);
    }

    private static <T> @Nullable T read(
            String field, @Nullable String value, Errors errors, java.util.function.Function<String, T> parse) {
        try {
            return parse.apply(value == null ? "" : value);
        } catch (DateTimeException e) {
            errors.rejectValue(field, "outage.refused.time");
            return null;
        }
    }
}

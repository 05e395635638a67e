package org.podkeeper.outage.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/** Times as a browser's field sends them: in the reader's zone, without naming it. */
final class LocalTimes {
    private LocalTimes() {}

    /** What the field says; null, with the field's error, when that is no time. */
    static @Nullable Instant read(String field, @Nullable String value, ZoneId zone, Errors errors) {
        try {
            return LocalDateTime.parse(value == null ? "" : value).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            errors.rejectValue(field, "outage.refused.time");
            return null;
        }
    }

    /** The next full hour that many hours ahead. */
    static String hoursAhead(Instant now, ZoneId zone, int hours) {
        return LocalDateTime.ofInstant(now, zone)
                .truncatedTo(ChronoUnit.HOURS)
                .plusHours(hours)
                .toString();
    }
}

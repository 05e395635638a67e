package org.podkeeper.inventory.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.springframework.validation.Errors;

/** Times are as in the reader's own time zone, without a zone. */
record OutageForm(
        @Nullable String start,
        @Nullable String end,
        @Nullable String reason) {

    /** Tomorrow at the same hour, for two hours. */
    static OutageForm suggestion(Instant now, ZoneId zone) {
        LocalDateTime start =
                LocalDateTime.ofInstant(now, zone).truncatedTo(ChronoUnit.HOURS).plusDays(1);
        return new OutageForm(start.toString(), start.plusHours(2).toString(), "");
    }

    @Nullable
    Instant startIn(ZoneId zone, Errors errors) {
        return read("start", start, zone, errors);
    }

    @Nullable
    Instant endIn(ZoneId zone, Errors errors) {
        return read("end", end, zone, errors);
    }

    String reasonText() {
        return reason == null ? "" : reason;
    }

    private static @Nullable Instant read(String field, @Nullable String value, ZoneId zone, Errors errors) {
        try {
            return LocalDateTime.parse(value == null ? "" : value).atZone(zone).toInstant();
        } catch (DateTimeException e) {
            errors.rejectValue(field, "inventory.refused.time");
            return null;
        }
    }
}

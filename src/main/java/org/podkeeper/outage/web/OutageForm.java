package org.podkeeper.outage.web;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.OutageDraft;
import org.springframework.validation.Errors;

/**
 * Times are as in the reader's own time zone, without a zone.
 *
 * @param scope id of a host or of a lab
 * @param now whether it begins at once, whatever {@code start} says
 * @param notice minutes that what has begun is left
 * @param moves whether what has not begun moves by itself
 */
record OutageForm(
        @Nullable String scope,
        @Nullable Boolean now,
        @Nullable String start,
        @Nullable String end,
        @Nullable String reason,
        @Nullable Integer notice,
        @Nullable Boolean moves) {
    private static final int DAY = 24;
    private static final int USUAL_NOTICE = 15;

    /** Tomorrow at the same hour, for two hours. */
    static OutageForm suggestion(String scope, Instant now, ZoneId zone) {
        return new OutageForm(
                scope,
                false,
                LocalTimes.hoursAhead(now, zone, DAY),
                LocalTimes.hoursAhead(now, zone, DAY + 2),
                "",
                USUAL_NOTICE,
                true);
    }

    /** Null, with the fields' errors, when something cannot be read. */
    @Nullable
    OutageDraft draft(Scopes scopes, ZoneId zone, Errors errors) {
        Scopes.Scope of = scopes.read(scope).orElse(null);
        if (of == null) {
            errors.rejectValue("scope", "inventory.refused.outage.hosts");
        }
        Instant from = Boolean.TRUE.equals(now) ? null : LocalTimes.read("start", start, zone, errors);
        Instant to = LocalTimes.read("end", end, zone, errors);
        return of == null || to == null || errors.hasErrors()
                ? null
                : new OutageDraft(
                        of.lab(),
                        of.host(),
                        from,
                        to,
                        reason == null ? "" : reason,
                        Duration.ofMinutes(notice == null ? 0 : notice),
                        Boolean.TRUE.equals(moves));
    }
}

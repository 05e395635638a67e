package org.podkeeper.waiting.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.waiting.NewWish;
import org.podkeeper.waiting.WishMode;

/**
 * The booking form of the home page, sent to the waiting list instead.
 *
 * @param length how many of {@code unit}
 * @param unit {@code HOURS} or {@code DAYS}
 * @param start the first one that is wanted, in the reader's time zone, or null for as soon as possible
 * @param before the last start that is wanted, or null for the usual patience
 */
record WishForm(
        @Nullable UUID pod,
        @Nullable UUID config,
        @Nullable String purpose,
        @Nullable Integer length,
        @Nullable ChronoUnit unit,
        @Nullable LocalDateTime start,
        @Nullable Boolean unstarted,
        @Nullable Integer keepDays,
        @Nullable Boolean disksOnly,
        @Nullable UUID from,
        @Nullable UUID team,
        @Nullable Instant before,
        @Nullable WishMode mode) {
    private static final UUID NONE = new UUID(0, 0);

    /** What is missing is left for the desk to refuse. */
    NewWish wish(ZoneId zone) {
        long count = length == null ? 0 : length;
        var request = new BookingRequest(
                new PodId(pod == null ? NONE : pod),
                new ConfigId(config == null ? NONE : config),
                null,
                purpose == null ? "" : purpose,
                start == null ? null : start.atZone(zone).toInstant(),
                unit == ChronoUnit.HOURS ? Duration.ofHours(count) : Duration.ofDays(count),
                null,
                new Choices(
                        !Boolean.TRUE.equals(unstarted),
                        keepDays == null ? 0 : keepDays,
                        !Boolean.TRUE.equals(disksOnly),
                        from == null ? null : new KeptId(from),
                        team == null ? null : new TeamId(team)));
        return new NewWish(request, before, mode == null ? WishMode.OFFER : mode);
    }
}

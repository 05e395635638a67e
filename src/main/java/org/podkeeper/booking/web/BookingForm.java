package org.podkeeper.booking.web;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.KeptId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.springframework.format.annotation.DateTimeFormat;

/**
 * The booking form as the browser sends it.
 *
 * @param length how many of {@code unit}
 * @param start in the reader's time zone, or null for now
 * @param at the start of an opening that was offered, which counts before {@code start}
 * @param keepDays for how many days the pod is kept after the end
 * @param disksOnly whether its memory is not kept with its disks
 * @param from what was kept to begin with
 * @param team that it is for, or null for nobody but the person
 * @param unstarted whether the machines are made and not started
 */
record BookingForm(
        @Nullable UUID pod,
        @Nullable UUID config,
        @Nullable String purpose,
        @Nullable Integer length,
        @Nullable Unit unit,

        @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
        LocalDateTime start,

        @Nullable Instant at,
        @Nullable Boolean unstarted,
        @Nullable Integer keepDays,
        @Nullable Boolean disksOnly,
        @Nullable UUID from,
        @Nullable UUID team) {

    enum Unit {
        HOURS,
        DAYS;

        Duration times(long count) {
            return this == HOURS ? Duration.ofHours(count) : Duration.ofDays(count);
        }
    }

    /** @param usual the length if nothing is said of it */
    static BookingForm empty(UUID pod, @Nullable UUID config, HomePage.Wish wish, ZoneId zone, Duration usual) {
        Instant at = wish.at();
        Integer length = wish.length();
        Unit unit = length != null || wholeDays(usual) ? wish.unit() : Unit.HOURS;
        return new BookingForm(
                pod,
                config,
                "",
                length == null ? Integer.valueOf((int) (unit == Unit.DAYS ? usual.toDays() : usual.toHours())) : length,
                unit,
                at == null ? null : at.atZone(zone).toLocalDateTime(),
                null,
                false,
                0,
                false,
                wish.from(),
                null);
    }

    private static boolean wholeDays(Duration length) {
        return length.equals(Duration.ofDays(length.toDays()));
    }

    /** What is asked of the desk; what is missing is left for it to refuse. */
    BookingRequest request(ZoneId zone) {
        return new BookingRequest(
                new PodId(pod == null ? new UUID(0, 0) : pod),
                new ConfigId(config == null ? new UUID(0, 0) : config),
                null,
                purpose == null ? "" : purpose,
                at != null ? at : start == null ? null : start.atZone(zone).toInstant(),
                duration(),
                null,
                new Choices(
                        !Boolean.TRUE.equals(unstarted),
                        keepDays == null ? 0 : keepDays,
                        !Boolean.TRUE.equals(disksOnly),
                        from == null ? null : new KeptId(from),
                        team == null ? null : new TeamId(team)));
    }

    private Duration duration() {
        long count = length == null ? 0 : length;
        return (unit == null ? Unit.DAYS : unit).times(count);
    }
}

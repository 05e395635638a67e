package org.podkeeper.waiting.web;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;
import org.podkeeper.waiting.Wish;
import org.podkeeper.waiting.WishChange;
import org.podkeeper.waiting.WishMode;
import org.springframework.format.annotation.DateTimeFormat;

/**
 * What of a wish can be changed, as the browser sends it; times in the reader's zone.
 *
 * @param earliest the first start that is wanted, or null for as soon as possible
 * @param latest the last one
 */
record WishChangeForm(
        @Nullable String purpose,

        @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
        LocalDateTime earliest,

        @DateTimeFormat(iso = DateTimeFormat.ISO.DATE_TIME) @Nullable
        LocalDateTime latest,

        @Nullable WishMode mode) {

    static WishChangeForm of(Wish wish, ZoneId zone) {
        Instant earliest = wish.earliest();
        return new WishChangeForm(
                wish.purpose(),
                earliest == null ? null : minute(earliest, zone),
                minute(wish.latest(), zone),
                wish.mode());
    }

    /** The field shows no seconds: what it shows unchanged is unchanged. */
    WishChange change(Wish wish, ZoneId zone) {
        Instant was = wish.earliest();
        return new WishChange(
                purpose == null ? "" : purpose.strip(),
                earliest == null ? null : was == null ? instant(earliest, zone) : same(was, earliest, zone),
                latest == null ? wish.latest() : same(wish.latest(), latest, zone),
                mode == null ? wish.mode() : mode);
    }

    private static Instant same(Instant was, LocalDateTime shown, ZoneId zone) {
        return minute(was, zone).equals(shown) ? was : instant(shown, zone);
    }

    private static LocalDateTime minute(Instant instant, ZoneId zone) {
        return instant.atZone(zone).toLocalDateTime().truncatedTo(ChronoUnit.MINUTES);
    }

    private static Instant instant(LocalDateTime local, ZoneId zone) {
        return local.atZone(zone).toInstant();
    }
}

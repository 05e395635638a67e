package org.podkeeper.outage.web;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/**
 * Times are as in the reader's own time zone, without a zone.
 *
 * @param lab id, or empty for everybody
 */
record AnnouncementForm(
        @Nullable String text,
        @Nullable Boolean warns,
        @Nullable String lab,
        @Nullable String link,
        @Nullable String start,
        @Nullable String end) {
    private static final int DAY = 24;

    static AnnouncementForm suggestion(Instant now, ZoneId zone) {
        return new AnnouncementForm(
                "", false, "", "", LocalTimes.hoursAhead(now, zone, 0), LocalTimes.hoursAhead(now, zone, DAY));
    }
}

package org.podkeeper.outage;

import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;

/**
 * A sentence that lab admins publish.
 *
 * @param lab for people with bookings in that lab, or null for everybody, strangers too
 * @param warns whether it is more than news
 * @param link where more is said, or null
 * @param window when it is shown
 * @param publishedBy user name
 */
public record Announcement(
        AnnouncementId id,
        @Nullable LabId lab,
        boolean warns,
        String text,
        @Nullable String link,
        TimeWindow window,
        String publishedBy) {}

package org.podkeeper.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that was changed about a booking after it was made.
 *
 * @param who user name of who changed it
 * @param subject user name of whom it is about, where it is about somebody
 * @param before what was, an instant in ISO 8601 where it is the end; null where there was nothing
 * @param after what is now; null where there is nothing any more
 * @param why the reason that was given, or what happened; may be empty
 */
public record BookingChange(
        Instant at,
        String who,
        Kind kind,
        @Nullable String subject,
        @Nullable String before,
        @Nullable String after,
        String why) {

    /** What was changed. */
    public enum Kind {
        /** It ends at another time. */
        END,
        /** It begins at another time, perhaps in another lab, with the same length: before and after are its starts. */
        TIME,
        /** Somebody may do more or less with it: before and after are grades. */
        PEOPLE,
        /** It belongs to somebody else: before and after are user names. */
        OWNER,
        /** It is another team's: before and after are names of teams. */
        TEAM
    }

    /** Whether the booking got a later end. */
    public boolean isExtension() {
        Instant was = endBefore();
        Instant is = endAfter();
        return kind == Kind.END && was != null && is != null && is.isAfter(was);
    }

    /** The instant that an {@link Kind#END} or a {@link Kind#TIME} was moved from. */
    public @Nullable Instant endBefore() {
        return isOfTimes() && before != null ? Instant.parse(before) : null;
    }

    /** The instant that an {@link Kind#END} or a {@link Kind#TIME} was moved to. */
    public @Nullable Instant endAfter() {
        return isOfTimes() && after != null ? Instant.parse(after) : null;
    }

    private boolean isOfTimes() {
        return kind == Kind.END || kind == Kind.TIME;
    }
}

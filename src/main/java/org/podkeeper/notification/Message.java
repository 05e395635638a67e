package org.podkeeper.notification;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One message in a person's inbox.
 *
 * @param title one line
 * @param body cause and next action, in sentences
 * @param link path of the page that it is about, or null
 * @param readAt null while it is new
 */
public record Message(
        MessageId id,
        MessageKind kind,
        String title,
        String body,
        @Nullable String link,
        Instant at,
        @Nullable Instant readAt) {

    public boolean isUnread() {
        return readAt == null;
    }
}

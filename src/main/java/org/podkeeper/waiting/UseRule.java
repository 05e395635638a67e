package org.podkeeper.waiting;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What is done about a pod that nobody seems to use while others wait for its room.
 *
 * @param idleAfter for how long nobody must have used it before its owner is asked
 * @param returnAfter how long after the question its booking ends without an answer; null for never
 */
public record UseRule(Duration idleAfter, @Nullable Duration returnAfter) {
    public boolean returns() {
        return returnAfter != null;
    }
}

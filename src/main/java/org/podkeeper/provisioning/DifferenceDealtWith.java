package org.podkeeper.provisioning;

import java.time.Instant;

/**
 * A difference that was put right: a line of the history.
 *
 * @param kind name of a {@link DifferenceKind}, or {@code WORK_LOST}, {@code HOLD_LEFT}, {@code LEFT_PAUSED}, {@code COPY_LEFT} for what is repaired at once
 * @param host its name at that time, or empty where it was about no host
 * @param who user name, or {@code the portal}
 */
public record DifferenceDealtWith(
        Instant at,
        String host,
        String kind,
        String subject,
        String contents,
        String cause,
        Instant firstSeen,
        String who) {}

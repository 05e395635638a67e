package org.podkeeper.limits;

import java.time.Instant;

/**
 * One limit that somebody set.
 *
 * @param note why, for those whom it is for
 * @param by user name of who set it last
 */
public record LimitRule(
        RuleId id, LimitScope scope, LimitKind kind, LimitValue value, String note, String by, Instant at) {}

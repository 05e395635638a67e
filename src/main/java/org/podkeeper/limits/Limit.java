package org.podkeeper.limits;

import org.jspecify.annotations.Nullable;

/**
 * A limit that counts for somebody.
 *
 * @param rule where it comes from, or null when no rule says anything
 * @param setting of the portal where it comes from when no rule does; empty when that says nothing either
 */
public record Limit(
        LimitKind kind, LimitValue value, @Nullable LimitRule rule, String setting) {
    /** Whether all bookings of the team count together, and not all of the person. */
    public boolean isOfTheTeam() {
        return rule != null && rule.scope().team() != null;
    }
}

package org.podkeeper.limits;

import org.podkeeper.account.Role;

/** What counts where no rule says anything: the portal's settings, told by whoever has them. */
public interface UsualLimits {
    /**
     * A value with the name of the setting that it comes from.
     *
     * @param setting empty when nothing is set and nothing limited
     */
    record Usual(LimitValue value, String setting) {}

    Usual of(LimitKind kind, Role role);
}

package org.podkeeper.limits;

import java.util.Comparator;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.inventory.LabId;

/**
 * For whom a rule is, and where. At most one of role, team and person is there; a rule with none of them is for everyone.
 *
 * @param role who has exactly this role
 * @param team all bookings of this team, together
 * @param person what this person books
 * @param lab where, or null for every lab
 */
public record LimitScope(
        @Nullable Role role,
        @Nullable TeamId team,
        @Nullable PersonId person,
        @Nullable LabId lab) {
    /** The most particular one last. */
    static final Comparator<LimitScope> BY_PRECEDENCE =
            Comparator.comparingInt(LimitScope::rank).thenComparing(scope -> scope.lab() != null);

    public static final LimitScope EVERYONE = new LimitScope(null, null, null, null);

    public LimitScope {
        if ((role == null ? 0 : 1) + (team == null ? 0 : 1) + (person == null ? 0 : 1) > 1) {
            throw new IllegalArgumentException("A limit is for a role, a team or a person");
        }
    }

    public static LimitScope of(Role role) {
        return new LimitScope(role, null, null, null);
    }

    public static LimitScope of(TeamId team) {
        return new LimitScope(null, team, null, null);
    }

    public static LimitScope of(PersonId person) {
        return new LimitScope(null, null, person, null);
    }

    public LimitScope in(@Nullable LabId where) {
        return new LimitScope(role, team, person, where);
    }

    boolean includes(Booker booker) {
        return (role == null || role == booker.role())
                && (team == null || team.equals(booker.team()))
                && (person == null || person.equals(booker.person()))
                && (lab == null || lab.equals(booker.lab()));
    }

    private int rank() {
        if (person != null) {
            return 3;
        }
        return team != null ? 2 : role != null ? 1 : 0;
    }
}

package org.podkeeper.booking;

import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.springframework.stereotype.Component;

/**
 * Who may agree to what goes beyond limits: lab admins to everything, instructors to what is for a team that they manage,
 * and nobody to what they ask for themselves.
 */
@Component
public class Consent {
    private final Teams teams;

    Consent(Teams teams) {
        this.teams = teams;
    }

    /**
     * What one person may agree to.
     *
     * @param managed teams that an instructor manages; lab admins need none
     */
    public record Scope(Person person, Set<TeamId> managed) {
        public Scope {
            managed = Set.copyOf(managed);
        }

        /** Whether there may be anything at all. */
        public boolean isAny() {
            return person.is(Role.LAB_ADMIN) || !managed.isEmpty();
        }

        /** @param team that it is for, or null */
        public boolean covers(PersonId asker, @Nullable TeamId team) {
            return !asker.equals(person.id()) && (person.is(Role.LAB_ADMIN) || team != null && managed.contains(team));
        }
    }

    public Scope of(Person person) {
        boolean byTeams = person.is(Role.INSTRUCTOR) && !person.is(Role.LAB_ADMIN);
        return new Scope(
                person,
                byTeams
                        ? teams.of(person.id()).stream()
                                .filter(team -> team.isManagedBy(person.id()))
                                .map(Team::id)
                                .collect(Collectors.toSet())
                        : Set.of());
    }
}

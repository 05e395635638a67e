package org.podkeeper.account;

import java.util.List;

/** People who work together: its members use the bookings that are the team's, its managers manage them. */
public record Team(TeamId id, String name, List<TeamMember> members) {
    public Team {
        members = List.copyOf(members);
    }

    /** Somebody in a team. */
    public record TeamMember(Person person, boolean manager) {}

    public boolean has(PersonId person) {
        return members.stream().anyMatch(member -> member.person().id().equals(person));
    }

    public boolean isManagedBy(PersonId person) {
        return members.stream()
                .anyMatch(member -> member.manager() && member.person().id().equals(person));
    }
}

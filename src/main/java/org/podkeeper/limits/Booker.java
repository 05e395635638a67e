package org.podkeeper.limits;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.inventory.LabId;

/**
 * Who books, for which team and where.
 *
 * @param team that the booking is for, or null when it is nobody's but the person's
 * @param lab where, or null when that is not said
 */
public record Booker(
        PersonId person,
        Role role,
        @Nullable TeamId team,
        @Nullable LabId lab) {
    public static Booker of(Person person, @Nullable TeamId team, @Nullable LabId lab) {
        return new Booker(person.id(), person.role(), team, lab);
    }
}

package org.podkeeper.booking;

import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.account.Team;

/**
 * A booking is another team's; published in the transaction that changes it.
 *
 * @param team null for none
 */
public record BookingTeamChanged(
        BookingView booking, @Nullable Team team, Person by) {}

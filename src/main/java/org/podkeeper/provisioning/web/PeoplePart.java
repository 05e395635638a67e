package org.podkeeper.provisioning.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Team;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Collaborator;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Rights;
import org.podkeeper.booking.Sharing;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.KeysOfPeople;
import org.springframework.stereotype.Component;

/** What the booking's page says of the people who work on it, and of their keys in its machines. */
@Component
class PeoplePart {
    private final BookingDesk desk;
    private final Sharing sharing;
    private final People people;
    private final Teams teams;
    private final KeysOfPeople keys;

    PeoplePart(BookingDesk desk, Sharing sharing, People people, Teams teams, KeysOfPeople keys) {
        this.teams = teams;
        this.desk = desk;
        this.sharing = sharing;
        this.people = people;
        this.keys = keys;
    }

    /**
     * Somebody who may do something with the booking.
     *
     * @param grade null for the owner
     * @param keys how far their keys are, null where none are wanted or no machine is there to take them
     * @param self whether it is the reader
     */
    record Row(Person person, @Nullable Grade grade, KeysOfPeople.@Nullable Taken keys, boolean self) {}

    /**
     * All of them, the owner first.
     *
     * @param manage whether the reader may say who may do what
     * @param own whether the reader may make it somebody else's
     * @param team the team that it is of, or null
     * @param teams those that the reader may give it to
     * @param waiting machines that have not taken the keys that they should
     */
    record All(
            List<Row> rows,
            boolean manage,
            boolean own,
            List<KeysOfPeople.Waiting> waiting,
            @Nullable Team team,
            List<Team> teams) {}

    All of(BookingView booking, DeploymentView deployment, Person reader) {
        List<Collaborator> collaborators = sharing.of(booking.id());
        Map<PersonId, Person> named = people
                .find(Stream.concat(
                                Stream.of(booking.owner()),
                                collaborators.stream().map(Collaborator::person))
                        .toList())
                .stream()
                .collect(Collectors.toMap(Person::id, Function.identity()));
        boolean standing = deployment.state() == DeploymentState.READY;
        var rows = new ArrayList<Row>();
        rows.add(row(named.get(booking.owner()), null, standing, deployment, reader));
        collaborators.forEach(one -> rows.add(row(
                named.get(one.person()),
                one.grade(),
                standing && one.grade().includes(Grade.USE),
                deployment,
                reader)));
        boolean confirmed = booking.state() == BookingState.CONFIRMED;
        Rights rights = desk.rights(booking, reader);
        return new All(
                rows,
                confirmed && rights.manage(),
                confirmed && rights.own(),
                standing ? keys.waiting(deployment.id()) : List.of(),
                sharing.teamOf(booking.id()).orElse(null),
                teams.of(reader.id()));
    }

    private Row row(
            @Nullable Person person,
            @Nullable Grade grade,
            boolean keysWanted,
            DeploymentView deployment,
            Person reader) {
        Person somebody = java.util.Objects.requireNonNull(person);
        return new Row(
                somebody,
                grade,
                keysWanted ? keys.taken(deployment.id(), somebody.id()) : null,
                somebody.id().equals(reader.id()));
    }
}

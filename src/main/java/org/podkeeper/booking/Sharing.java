package org.podkeeper.booking;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Catalog;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who work on one pod together: who else may look at a booking, use it, manage it. */
@Service
public class Sharing {
    /** Every one of them has up to 20 keys in each machine. */
    private static final int MOST = 30;

    private final BookingDesk desk;
    private final Bookings bookings;
    private final Collaborators collaborators;
    private final BookingChanges changes;
    private final People people;
    private final Office office;

    /** What it needs besides. */
    @org.springframework.stereotype.Component("sharingOffice")
    record Office(Teams teams, Catalog catalog, LimitPolicies limits, ApplicationEventPublisher events, Clock clock) {}

    Sharing(
            BookingDesk desk,
            Bookings bookings,
            Collaborators collaborators,
            BookingChanges changes,
            People people,
            Office office) {
        this.desk = desk;
        this.bookings = bookings;
        this.collaborators = collaborators;
        this.changes = changes;
        this.people = people;
        this.office = office;
    }

    /** Who may do something with the booking besides its owner, in the order in which they were added. */
    @Transactional(readOnly = true)
    public List<Collaborator> of(BookingId booking) {
        return collaborators.of(booking);
    }

    /** Those whose SSH keys open the booking's machines. */
    @Transactional(readOnly = true)
    public Set<PersonId> usersOf(BookingId booking) {
        return collaborators.usersOf(booking);
    }

    /** Bookings that are not over and whose machines the person's SSH keys open. */
    @Transactional(readOnly = true)
    public List<BookingId> usedBy(PersonId person) {
        return collaborators.usedBy(person);
    }

    /**
     * Lets somebody do this much with a booking, more or less than before.
     *
     * @param userName of whom
     * @return reasons why not; none when it is done, or was so before
     * @throws AccessDeniedException when the person may not manage the booking
     */
    @Transactional
    public List<Refusal> allow(BookingId id, @Nullable String userName, @Nullable Grade grade, Person by) {
        BookingView booking = inTurn(id);
        mustManage(booking, by);
        if (grade == null) {
            return List.of(Refusal.of("grade", "share-grade"));
        }
        String name = userName == null ? "" : userName.strip();
        Optional<Person> found = name.isEmpty() ? Optional.empty() : people.findByUserName(name);
        if (found.isEmpty()) {
            return List.of(Refusal.of("userName", "share-nobody", name));
        }
        Person subject = found.get();
        if (booking.state() != BookingState.CONFIRMED) {
            return List.of(Refusal.of("userName", "share-over"));
        }
        if (booking.owner().equals(subject.id())) {
            return List.of(Refusal.of("userName", "share-owner", subject.fullName()));
        }
        Grade before = collaborators.byName(id, subject.id()).orElse(null);
        if (before == grade) {
            return List.of();
        }
        if (before == null && collaborators.of(id).size() >= MOST) {
            return List.of(Refusal.of("userName", "share-many", MOST));
        }
        collaborators.put(id, subject.id(), grade, by.userName(), office.clock().instant());
        changed(booking, subject, before, grade, by);
        return List.of();
    }

    /**
     * Lets somebody do nothing with a booking any more. Everybody may leave by themselves.
     *
     * @return whether they might do something before
     * @throws AccessDeniedException when the person may not manage the booking and is not who leaves
     */
    @Transactional
    public boolean remove(BookingId id, String userName, Person by) {
        BookingView booking = inTurn(id);
        boolean leaves = by.userName().equals(userName);
        if (!leaves) {
            mustManage(booking, by);
        }
        Person subject = people.findByUserName(userName).orElse(null);
        Grade before =
                subject == null ? null : collaborators.byName(id, subject.id()).orElse(null);
        if (before == null) {
            return false;
        }
        collaborators.remove(id, Objects.requireNonNull(subject).id());
        changed(booking, subject, before, null, by);
        return true;
    }

    /** Bookings of a team that are not over. */
    @Transactional(readOnly = true)
    public List<BookingId> ofTeam(TeamId team) {
        return collaborators.ofTeam(team);
    }

    /** The team that the booking is of. */
    @Transactional(readOnly = true)
    public Optional<Team> teamOf(BookingId id) {
        return bookings.findById(id.value())
                .flatMap(booking -> Optional.ofNullable(booking.team()))
                .flatMap(team -> office.teams().find(team));
    }

    /**
     * Makes a booking somebody else's, with everything that stands. Their keys come, and those of the former owner go
     * unless they stay.
     *
     * @param stays whether the former owner manages it on
     * @return reasons why not; none when it is done
     * @throws AccessDeniedException when the person neither owns the booking nor is a lab admin
     */
    @Transactional
    public List<Refusal> handOver(BookingId id, @Nullable String userName, boolean stays, Person by) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        BookingView before = booking.view();
        if (!desk.rights(before, by).own()) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        String name = userName == null ? "" : userName.strip();
        Person to = name.isEmpty() ? null : people.findByUserName(name).orElse(null);
        if (to == null) {
            return List.of(Refusal.of("userName", "share-nobody", name));
        }
        if (before.state() != BookingState.CONFIRMED) {
            return List.of(Refusal.of("userName", "share-over"));
        }
        if (before.owner().equals(to.id())) {
            return List.of(Refusal.of("userName", "share-owner", to.fullName()));
        }
        if (people.openingKeys(Set.of(to.id())).isEmpty()) {
            return List.of(Refusal.of("userName", "share-keyless", to.fullName()));
        }
        List<Refusal> tooMuch = tooMuch(before, to, booking.team(), "userName", by);
        if (!tooMuch.isEmpty()) {
            return tooMuch;
        }
        Person from = people.find(before.owner()).orElseThrow();
        collaborators.remove(id, to.id());
        booking.handTo(to.id());
        bookings.flush();
        if (stays) {
            collaborators.put(
                    id, from.id(), Grade.MANAGE, by.userName(), office.clock().instant());
        }
        note(id, BookingChange.Kind.OWNER, null, from.userName(), to.userName(), by);
        office.events().publishEvent(new BookingOwnerChanged(booking.view(), from, to, by));
        return List.of();
    }

    /**
     * Makes a booking a team's as well as its owner's, or no team's.
     *
     * @param team one that the person is in, or null for none
     * @return reasons why not; none when it is done, or was so before
     * @throws AccessDeniedException when the person may not manage the booking
     */
    @Transactional
    public List<Refusal> giveTo(BookingId id, @Nullable TeamId team, Person by) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        mustManage(booking.view(), by);
        TeamId before = booking.team();
        if (Objects.equals(before, team)) {
            return List.of();
        }
        if (booking.view().state() != BookingState.CONFIRMED) {
            return List.of(Refusal.of("team", "share-over"));
        }
        Team to = team == null ? null : office.teams().find(team, by).orElse(null);
        if (team != null && to == null) {
            return List.of(Refusal.of("team", "share-team"));
        }
        Person owner = people.find(booking.view().owner()).orElseThrow();
        List<Refusal> tooMuch = tooMuch(booking.view(), owner, team, "team", by);
        if (!tooMuch.isEmpty()) {
            return tooMuch;
        }
        String was = before == null
                ? null
                : office.teams().find(before).map(Team::name).orElse(null);
        booking.giveTo(team);
        bookings.flush();
        note(id, BookingChange.Kind.TEAM, null, was, to == null ? null : to.name(), by);
        office.events().publishEvent(new BookingTeamChanged(booking.view(), to, by));
        return List.of();
    }

    /** What the new owner, or the team, would have too much of. Lab admins give beyond the limits too. */
    private List<Refusal> tooMuch(BookingView booking, Person owner, @Nullable TeamId team, String field, Person by) {
        if (by.is(Role.LAB_ADMIN)) {
            return List.of();
        }
        return office
                .catalog()
                .pod(booking.pod())
                .map(pod -> office.limits().judge(owner, team, booking, pod))
                .orElse(List.of())
                .stream()
                .map(reason -> owner.id().equals(by.id())
                        ? new Refusal(field, reason.code(), reason.args())
                        : Refusal.of(field, "limit-of-another", owner.fullName()))
                .distinct()
                .toList();
    }

    private void note(
            BookingId id,
            BookingChange.Kind kind,
            @Nullable String subject,
            @Nullable String before,
            @Nullable String after,
            Person by) {
        changes.add(id, new BookingChange(office.clock().instant(), by.userName(), kind, subject, before, after, ""));
    }

    private void changed(
            BookingView booking, Person subject, @Nullable Grade before, @Nullable Grade after, Person by) {
        note(
                booking.id(),
                BookingChange.Kind.PEOPLE,
                subject.userName(),
                before == null ? null : before.name(),
                after == null ? null : after.name(),
                by);
        office.events().publishEvent(new BookingPeopleChanged(booking, subject, before, after, by));
    }

    private BookingView inTurn(BookingId id) {
        return bookings.findForChange(id.value())
                .orElseThrow(() -> new NoSuchBooking(id))
                .view();
    }

    private void mustManage(BookingView booking, Person by) {
        if (!desk.rights(booking, by).manage()) {
            throw new AccessDeniedException("Booking " + booking.id() + " belongs to somebody else");
        }
    }
}

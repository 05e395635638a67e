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
    record Office(ApplicationEventPublisher events, Clock clock) {}

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
        Grade before = collaborators.gradeOf(id, subject.id()).orElse(null);
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
                subject == null ? null : collaborators.gradeOf(id, subject.id()).orElse(null);
        if (before == null) {
            return false;
        }
        collaborators.remove(id, Objects.requireNonNull(subject).id());
        changed(booking, subject, before, null, by);
        return true;
    }

    private void changed(
            BookingView booking, Person subject, @Nullable Grade before, @Nullable Grade after, Person by) {
        changes.add(
                booking.id(),
                new BookingChange(
                        office.clock().instant(),
                        by.userName(),
                        BookingChange.Kind.PEOPLE,
                        subject.userName(),
                        before == null ? null : before.name(),
                        after == null ? null : after.name(),
                        ""));
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

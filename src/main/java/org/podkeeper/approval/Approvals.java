package org.podkeeper.approval;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TeamId;
import org.podkeeper.booking.Asking;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.Consent;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.RefusalText;
import org.podkeeper.booking.Verdict;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** The front door of the queue: people ask for more than their limits leave, those who may by {@link Consent} agree or do not. */
@Service
@Transactional
public class Approvals implements Asking {
    private static final int LONGEST_TEXT = 300;
    /** Who has asked so often waits for answers first. */
    private static final int MOST_OPEN = 10;

    private static final int DECIDED_SHOWN = 50;
    private static final String THE_CLOCK = "the clock";

    private final ApprovalRows rows;
    private final BookingDesk desk;
    private final Extensions extensions;
    private final People people;
    private final RefusalText text;
    private final Office office;

    /** What it needs besides. */
    @org.springframework.stereotype.Component("approvalOffice")
    record Office(Consent consent, ApplicationEventPublisher events, Clock clock) {}

    Approvals(
            ApprovalRows rows,
            BookingDesk desk,
            Extensions extensions,
            People people,
            RefusalText text,
            Office office) {
        this.rows = rows;
        this.desk = desk;
        this.extensions = extensions;
        this.people = people;
        this.text = text;
        this.office = office;
    }

    @Override
    public Asked forBooking(BookingRequest wanted, String why, Person by) {
        return ask(
                desk.judge(wanted, by),
                why,
                by,
                (id, now, refused) -> rows.add(id, by.id(), now, why.strip(), refused, withoutKey(wanted)));
    }

    @Override
    public Asked forEnd(BookingId booking, Instant until, String why, Person by) {
        var view = desk.find(booking, by).orElseThrow();
        if (!desk.rights(view, by).extend()) {
            throw new AccessDeniedException("Booking " + booking + " belongs to somebody else");
        }
        var extension = new Approval.Extension(booking, until);
        return ask(
                extensions.judge(view, until, by),
                why,
                by,
                (id, now, refused) -> rows.add(id, by.id(), now, why.strip(), refused, extension));
    }

    /** Writes down what is asked for. */
    private interface Entry {
        /** @param refused what it was refused with, in words */
        void write(ApprovalId id, Instant now, String refused);
    }

    private Asked ask(List<Refusal> reasons, String why, Person by, Entry entry) {
        if (reasons.isEmpty()) {
            return new Asked.NoNeed();
        }
        if (!new Verdict.Refused(reasons).isByLimits()) {
            return new Asked.Refused(reasons);
        }
        List<Refusal> wrong = wrong(why, by);
        if (!wrong.isEmpty()) {
            return new Asked.Refused(wrong);
        }
        var id = new ApprovalId(UUID.randomUUID());
        entry.write(id, office.clock().instant(), inWords(reasons, by));
        Approval approval = rows.find(id).orElseThrow();
        office.events().publishEvent(new ApprovalAsked(approval, by, deciders(approval)));
        return new Asked.Waits(id.value());
    }

    private List<PersonId> deciders(Approval approval) {
        TeamId team = teamOf(approval);
        return people.all().stream()
                .filter(person -> person.is(Role.INSTRUCTOR))
                .filter(person -> office.consent().of(person).covers(approval.askedBy(), team))
                .map(Person::id)
                .toList();
    }

    /** The team that it is for, or whose booking is to end later; or null. */
    private @Nullable TeamId teamOf(Approval approval) {
        BookingRequest wanted = approval.wanted();
        Approval.Extension extension = approval.extension();
        if (wanted != null) {
            return wanted.choices().team();
        }
        return extension == null
                ? null
                : desk.find(extension.booking())
                        .map(booking -> booking.choices().team())
                        .orElse(null);
    }

    private List<Refusal> wrong(String why, Person by) {
        if (why.isBlank()) {
            return List.of(new Refusal("why", "ask-why", List.of()));
        }
        if (why.strip().length() > LONGEST_TEXT) {
            return List.of(
                    new Refusal("why", "end-why-long", List.of(why.strip().length(), LONGEST_TEXT)));
        }
        return rows.openOf(by.id()) >= MOST_OPEN
                ? List.of(new Refusal("why", "ask-many", List.of(MOST_OPEN)))
                : List.of();
    }

    private String inWords(List<Refusal> reasons, Person reader) {
        return reasons.stream()
                .map(reason -> text.of(reason, reader.timeZone()))
                .collect(Collectors.joining(" "));
    }

    /** What is asked for again under the same key may be another booking by the time it is decided. */
    private static BookingRequest withoutKey(BookingRequest wanted) {
        return new BookingRequest(
                wanted.pod(),
                wanted.config(),
                wanted.lab(),
                wanted.purpose(),
                wanted.start(),
                wanted.length(),
                null,
                wanted.choices());
    }

    /** What waits and is the reader's to decide, the longest first. */
    @Transactional(readOnly = true)
    public List<Approval> open(Person reader) {
        return toBeDecidedBy(reader, rows::open);
    }

    /** What was decided of late and could have been by the reader, the latest first. */
    @Transactional(readOnly = true)
    public List<Approval> decided(Person reader) {
        return toBeDecidedBy(reader, () -> rows.decided(DECIDED_SHOWN));
    }

    private List<Approval> toBeDecidedBy(Person reader, Supplier<List<Approval>> all) {
        Consent.Scope scope = office.consent().of(reader);
        return scope.isAny()
                ? all.get().stream().filter(approval -> covers(scope, approval)).toList()
                : List.of();
    }

    /** Whether there may be something for the reader to decide: not for plain users, nor for instructors without a team. */
    @Transactional(readOnly = true)
    public boolean decides(Person reader) {
        return office.consent().of(reader).isAny();
    }

    /** Whether it is the reader's to decide, while it waits. */
    @Transactional(readOnly = true)
    public boolean decides(Person reader, Approval approval) {
        return covers(office.consent().of(reader), approval);
    }

    /** Its team is looked up for those only to whom it matters: every page of a lab admin counts what waits. */
    private boolean covers(Consent.Scope scope, Approval approval) {
        return scope.covers(approval.askedBy(), scope.managed().isEmpty() ? null : teamOf(approval));
    }

    /** What a person asked for, the latest first. */
    @Transactional(readOnly = true)
    public List<Approval> of(PersonId person) {
        return rows.of(person);
    }

    /** As far as the reader may see it: who asked may, and who may decide. */
    @Transactional(readOnly = true)
    public Optional<Approval> find(ApprovalId id, Person reader) {
        return rows.find(id).filter(approval -> approval.askedBy().equals(reader.id()) || decides(reader, approval));
    }

    /**
     * Agrees: what was asked for is booked in the name of who asked, or extended, in the same transaction. Whether there
     * is room decides itself now; where there is none it goes on waiting.
     *
     * @param answer for who asked; may be empty
     * @throws AccessDeniedException when it is not the person's to decide
     */
    public Decision approve(ApprovalId id, String answer, Person by) {
        Approval approval = toDecide(id, by);
        if (!approval.state().isOpen()) {
            return new Decision.TooLate(approval);
        }
        Instant now = office.clock().instant();
        if (approval.isTooLate(now)) {
            return new Decision.TooLate(decide(approval, ApprovalState.EXPIRED, THE_CLOCK, now, "", null));
        }
        Person owner = people.find(approval.askedBy()).orElseThrow();
        return switch (carryOut(approval, owner, by)) {
            case Verdict.Booked(var booking) ->
                new Decision.Made(
                        decide(approval, ApprovalState.APPROVED, by.userName(), now, cut(answer), booking.id()));
            case Verdict.Refused(var reasons) -> {
                TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
                yield new Decision.Impossible(reasons);
            }
        };
    }

    private Verdict carryOut(Approval approval, Person owner, Person by) {
        Approval.Extension extension = approval.extension();
        if (extension != null) {
            return extensions.moveEnd(
                    extension.booking(),
                    extension.until(),
                    null,
                    "asked for by " + owner.userName() + ": " + approval.why(),
                    by);
        }
        BookingRequest wanted = java.util.Objects.requireNonNull(approval.wanted());
        return desk.bookBeyondLimits(theRestOf(wanted, office.clock().instant()), owner, by);
    }

    /** Of a time that has begun while it waited, what is left. */
    private static BookingRequest theRestOf(BookingRequest wanted, Instant now) {
        Instant start = wanted.start();
        return start == null || !start.isBefore(now)
                ? wanted
                : new BookingRequest(
                        wanted.pod(),
                        wanted.config(),
                        wanted.lab(),
                        wanted.purpose(),
                        null,
                        Duration.between(now, start.plus(wanted.length())),
                        null,
                        wanted.choices());
    }

    /**
     * Does not agree.
     *
     * @param answer why not: who asked reads it
     * @throws AccessDeniedException when it is not the person's to decide
     */
    public Decision deny(ApprovalId id, String answer, Person by) {
        Approval approval = toDecide(id, by);
        if (!approval.state().isOpen()) {
            return new Decision.TooLate(approval);
        }
        if (answer.isBlank()) {
            return new Decision.Impossible(List.of(new Refusal("answer", "ask-answer", List.of())));
        }
        return new Decision.Made(decide(
                approval, ApprovalState.DENIED, by.userName(), office.clock().instant(), cut(answer), null));
    }

    /**
     * Takes a request back.
     *
     * @throws AccessDeniedException when somebody else asked
     */
    public Decision withdraw(ApprovalId id, Person by) {
        Approval approval = rows.findForChange(id).orElseThrow();
        if (!approval.askedBy().equals(by.id())) {
            throw new AccessDeniedException("Request " + id + " is somebody else's");
        }
        if (!approval.state().isOpen()) {
            return new Decision.TooLate(approval);
        }
        rows.decide(id, ApprovalState.WITHDRAWN, by.userName(), office.clock().instant(), "", null);
        return new Decision.Made(rows.find(id).orElseThrow());
    }

    private Approval toDecide(ApprovalId id, Person by) {
        Approval approval = rows.findForChange(id).orElseThrow();
        if (!decides(by, approval)) {
            throw new AccessDeniedException("Request " + id + " is not for " + by.userName() + " to decide");
        }
        return approval;
    }

    /** Lets go of what waited until its time came. */
    int expire() {
        Instant now = office.clock().instant();
        List<Approval> late = rows.open().stream()
                .filter(approval -> approval.isTooLate(now) || isOver(approval, now))
                .toList();
        int expired = 0;
        for (Approval each : late) {
            Approval current = rows.findForChange(each.id()).orElseThrow();
            if (current.state().isOpen()) {
                decide(current, ApprovalState.EXPIRED, THE_CLOCK, now, "", null);
                expired++;
            }
        }
        return expired;
    }

    private boolean isOver(Approval approval, Instant now) {
        Approval.Extension extension = approval.extension();
        return extension != null
                && desk.find(extension.booking())
                        .map(booking -> booking.endedAt() != null
                                || !now.isBefore(booking.window().end().plus(Duration.ofMinutes(1))))
                        .orElse(true);
    }

    private Approval decide(
            Approval approval,
            ApprovalState state,
            String by,
            Instant now,
            String answer,
            @Nullable BookingId booking) {
        rows.decide(approval.id(), state, by, now, answer, booking);
        Approval decided = rows.find(approval.id()).orElseThrow();
        office.events().publishEvent(new ApprovalDecided(decided));
        return decided;
    }

    private static String cut(String answer) {
        String stripped = answer.strip();
        return stripped.length() <= LONGEST_TEXT ? stripped : stripped.substring(0, LONGEST_TEXT);
    }
}

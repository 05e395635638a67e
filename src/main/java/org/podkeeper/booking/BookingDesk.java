package org.podkeeper.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** The front door of bookings: who asks gets a promise that the database guarantees, or every reason why not. */
@Service
public class BookingDesk {
    private final Bookings bookings;
    private final HoldLedger ledger;
    private final Availability availability;
    private final Policies policies;
    private final BookingSettings settings;
    private final Surroundings surroundings;

    /** What the desk needs from elsewhere. */
    @org.springframework.stereotype.Component
    record Surroundings(
            People people,
            Catalog catalog,
            PreparationTimes preparation,
            Keeping keeping,
            StandingPods standing,
            IdempotencyLock idempotency,
            Collaborators collaborators,
            LimitPolicies limits,
            Consent consent,
            ApplicationEventPublisher events,
            Clock clock) {}

    BookingDesk(
            Bookings bookings,
            HoldLedger ledger,
            Availability availability,
            Policies policies,
            BookingSettings settings,
            Surroundings surroundings) {
        this.bookings = bookings;
        this.ledger = ledger;
        this.availability = availability;
        this.policies = policies;
        this.settings = settings;
        this.surroundings = surroundings;
    }

    /**
     * Books: checks the policies, takes the fullest host that still has room, and publishes {@link BookingConfirmed}, all
     * in one transaction.
     */
    @Transactional
    public Verdict book(BookingRequest wanted, Person by) {
        return book(wanted, by, null);
    }

    /**
     * Books for somebody what is beyond their limits. All other rules hold.
     *
     * @param allowedBy who agrees
     * @throws AccessDeniedException when that is nobody who may, see {@link Consent}
     */
    @Transactional
    public Verdict bookBeyondLimits(BookingRequest wanted, Person owner, Person allowedBy) {
        if (!surroundings
                .consent()
                .of(allowedBy)
                .covers(owner.id(), wanted.choices().team())) {
            throw new AccessDeniedException(allowedBy.userName() + " may not let somebody book this beyond the limits");
        }
        return book(wanted, owner, allowedBy);
    }

    private Verdict book(BookingRequest wanted, Person by, @Nullable Person allowedBy) {
        BookingRequest request = fromKept(wanted, by);
        if (request.idempotencyKey() != null) {
            surroundings.idempotency().take(by.id(), request.idempotencyKey());
            Optional<Booking> earlier =
                    bookings.findByOwnerIdAndIdempotencyKey(by.id().value(), request.idempotencyKey());
            if (earlier.isPresent()) {
                return earlier.get().asksTheSameAs(request)
                        ? new Verdict.Booked(earlier.get().view())
                        : refuse(Refusal.of("idempotencyKey", "key-reused"));
            }
        }
        Application application = application(request, by, allowedBy);
        Pod pod = application.pod();
        var reasons = new ArrayList<>(policies.judge(application));
        LimitPolicies.Ruling ruling =
                surroundings.limits().judge(application, availability.labsInService(request.lab()));
        reasons.addAll(ruling.reasons());
        if (!reasons.isEmpty() || pod == null) {
            return new Verdict.Refused(reasons);
        }
        return place(application, pod, ruling.labs());
    }

    /** What would keep somebody from booking this wherever there is room: every reason, none when nothing does. */
    @Transactional(readOnly = true)
    public List<Refusal> judge(BookingRequest wanted, Person by) {
        Application application = application(fromKept(wanted, by), by, null);
        var reasons = new ArrayList<>(policies.judge(application));
        reasons.addAll(surroundings
                .limits()
                .judge(
                        application,
                        availability.labsInService(application.request().lab()))
                .reasons());
        return reasons;
    }

    /** The labs in service in which the person's limits allow it; a subset of those that it may be in. */
    @Transactional(readOnly = true)
    public Set<LabId> labsFor(BookingRequest wanted, Person by) {
        return surroundings
                .limits()
                .judge(application(fromKept(wanted, by), by, null), availability.labsInService(wanted.lab()))
                .labs();
    }

    private Application application(BookingRequest request, Person by, @Nullable Person allowedBy) {
        return new Application(
                request,
                by,
                surroundings.catalog().pod(request.pod()).orElse(null),
                surroundings.catalog().config(request.config()).orElse(null),
                surroundings.people().sshKeysOf(by.id()).size(),
                surroundings.clock().instant(),
                allowedBy);
    }

    /** What was kept brings its versions of Pod and Config along. */
    private BookingRequest fromKept(BookingRequest request, Person by) {
        KeptId from = request.choices().from();
        if (from == null) {
            return request;
        }
        return surroundings
                .keeping()
                .find(from)
                .filter(kept -> kept.owner().equals(by.id()) && isOfTheSame(kept, request))
                .map(kept -> new BookingRequest(
                        kept.pod(),
                        kept.config(),
                        request.lab(),
                        request.purpose(),
                        request.start(),
                        request.length(),
                        request.idempotencyKey(),
                        request.choices()))
                .orElse(request);
    }

    private boolean isOfTheSame(KeptPod kept, BookingRequest request) {
        return surroundings
                .catalog()
                .pod(kept.pod())
                .map(Pod::key)
                .equals(surroundings.catalog().pod(request.pod()).map(Pod::key));
    }

    private Verdict place(Application application, Pod pod, Set<LabId> labs) {
        BookingRequest request = application.request();
        Instant now = application.now();
        Instant wanted = request.start();
        Instant start = wanted == null || wanted.isBefore(now) ? now : wanted;
        Duration preparation = preparation(request.pod(), request.config());
        Instant prepareFrom = start.minus(preparation).isBefore(now) ? now : start.minus(preparation);
        var window = TimeWindow.of(start, request.length());
        var held = new TimeWindow(prepareFrom, window.end().plus(settings.tearDownMargin()));
        Resources needs = pod.resources();

        var id = new BookingId(UUID.randomUUID());
        Optional<KvmHost> standing = standing(id, request, labs, needs, held, now);
        if (standing.isPresent()) {
            return confirmed(id, application, standing.get(), window, prepareFrom);
        }
        List<HostTime> hosts = availability.hostsInService(labs);
        Set<HostId> ready = beginsAsItStands(request, now)
                ? surroundings.standing().readyInAdvance(request.pod(), request.config())
                : Set.of();
        List<HostTime> candidates = hosts.stream()
                .filter(time -> time.schedule().hasRoom(needs, held))
                .sorted(memoryFirst(request)
                        .thenComparing(time -> !ready.contains(time.host().id()))
                        .thenComparing(fullestFirst(held)))
                .toList();
        if (candidates.isEmpty()) {
            return refuse(noRoom(hosts, needs, window, preparation));
        }
        for (HostTime candidate : candidates) {
            if (ledger.tryHold(id, candidate.host().id(), needs, held)) {
                return confirmed(id, application, candidate.host(), window, prepareFrom);
            }
        }
        return refuse(noRoom(availability.hostsInService(labs), needs, window, preparation));
    }

    /** The host of a pod that stands ready and is the booking's now; empty when it has to be made. */
    private Optional<KvmHost> standing(
            BookingId id, BookingRequest request, Set<LabId> labs, Resources needs, TimeWindow held, Instant now) {
        if (!beginsAsItStands(request, now)) {
            return Optional.empty();
        }
        Optional<KvmHost> host = labs.stream()
                .map(lab -> surroundings.standing().take(id, request.pod(), request.config(), lab, held))
                .flatMap(Optional::stream)
                .findFirst();
        if (host.isPresent() && !ledger.tryHold(id, host.get().id(), needs, held)) {
            surroundings.standing().putBack(id);
            return Optional.empty();
        }
        return host;
    }

    /** Whether a pod that is there already would do. */
    private static boolean beginsAsItStands(BookingRequest request, Instant now) {
        Instant start = request.start();
        return request.choices().asItStands() && (start == null || !start.isAfter(now));
    }

    private Verdict confirmed(
            BookingId id, Application application, KvmHost host, TimeWindow window, Instant prepareFrom) {
        var booking = new Booking(
                id,
                application.person().id(),
                host.lab(),
                application.request(),
                window,
                prepareFrom,
                application.person().userName(),
                application.allowedBy() == null
                        ? "booked"
                        : "booked, beyond the limits with the consent of "
                                + application.allowedBy().userName(),
                application.now());
        BookingView view = bookings.saveAndFlush(booking).view();
        surroundings.events().publishEvent(new BookingConfirmed(view, host.id()));
        return new Verdict.Booked(view);
    }

    private Refusal noRoom(List<HostTime> hosts, Resources needs, TimeWindow window, Duration preparation) {
        if (hosts.isEmpty()) {
            return Refusal.of("start", "no-host");
        }
        Resources largest = hosts.stream()
                .map(time -> time.host().limit())
                .max(Comparator.comparingLong(Resources::memoryMib).thenComparingInt(Resources::vcpus))
                .orElseThrow();
        if (hosts.stream().noneMatch(time -> time.host().limit().covers(needs))) {
            return Refusal.of(
                    "pod",
                    "never-fits",
                    needs.vcpus(),
                    needs.memoryMib(),
                    needs.diskGib(),
                    largest.vcpus(),
                    largest.memoryMib(),
                    largest.diskGib());
        }
        return availability
                .firstStart(hosts, needs, window.start(), window.length(), preparation)
                .map(free -> free.equals(window.start())
                        ? Refusal.of("start", "taken", free)
                        : Refusal.of(
                                "start",
                                "full",
                                needs.vcpus(),
                                needs.memoryMib(),
                                needs.diskGib(),
                                window.start(),
                                window.end(),
                                free))
                .orElseGet(() -> Refusal.of(
                        "start",
                        "full-for-long",
                        needs.vcpus(),
                        needs.memoryMib(),
                        needs.diskGib(),
                        window.start(),
                        window.end(),
                        settings.farthestAhead()));
    }

    /** Where the memory is that the pod could go on from, it need not boot. */
    private Comparator<HostTime> memoryFirst(BookingRequest request) {
        HostId home = Optional.ofNullable(request.choices().from())
                .flatMap(surroundings.keeping()::find)
                .map(KeptPod::memoryOn)
                .orElse(null);
        return Comparator.comparing(time -> !time.host().id().equals(home));
    }

    /** The most memory in use first: whole pods need whole gaps, so the gaps are kept large. */
    static Comparator<HostTime> fullestFirst(TimeWindow window) {
        return Comparator.comparingLong(time ->
                time.host().limit().memoryMib() - time.schedule().peak(window).memoryMib());
    }

    /** How much earlier than its start the host is held for a booking of these that begins later. */
    public Duration preparation(PodId pod, ConfigId config) {
        return surroundings.preparation().usually(pod, config).orElse(settings.firstPreparation());
    }

    private static Verdict refuse(Refusal reason) {
        TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        return new Verdict.Refused(List.of(reason));
    }

    /**
     * Ends a booking now, in whatever state its machines are. Ending one that is over already changes nothing.
     *
     * @throws AccessDeniedException when the person may not manage it
     */
    @Transactional
    public BookingView end(BookingId id, Person by) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        if (!mayEnd(booking.view(), by)) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        String why = booking.isOf(by.id())
                ? "ended by its owner"
                : by.is(Role.LAB_ADMIN) ? "ended by a lab admin" : "ended by one who manages it";
        return end(booking, by.userName(), why);
    }

    /**
     * The time of a booking is over, unless it was moved.
     *
     * @param due the end that this was scheduled for
     * @return when to ask again; empty when it is over
     */
    @Transactional
    Optional<Instant> endAtItsTime(BookingId id, Instant due) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        BookingView view = booking.view();
        if (view.state() == BookingState.CONFIRMED && view.window().end().isAfter(due)) {
            return Optional.of(view.window().end());
        }
        end(booking, "the clock", "its time is over");
        return Optional.empty();
    }

    /** Ends a booking that nobody uses while others wait for its room. Its owner was asked, and told what follows from silence. */
    @Transactional
    public BookingView endUnused(BookingId id) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        return end(booking, "the waiting list", "nobody used it while others waited, and its owner did not answer");
    }

    /**
     * Ends a booking now, whoever it belongs to: its host is not there for it any more, or it goes on elsewhere. Ending one
     * that is over already changes nothing.
     *
     * @param who user name, or who does it in words
     */
    @Transactional
    public BookingView endBecause(BookingId id, String who, String why) {
        return end(bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id)), who, why);
    }

    private BookingView end(Booking booking, String who, String why) {
        if (booking.end(surroundings.clock().instant(), who, why)) {
            bookings.flush(); // a merge of what is managed already would copy the new line of its history empty
            surroundings.events().publishEvent(new BookingEnded(booking.view(), who, why));
        }
        return booking.view();
    }

    /**
     * Numbers of earlier bookings whose time is over but whose machines still take the place that this one was promised.
     * Empty when it may have its place.
     */
    @Transactional(readOnly = true)
    public List<Long> inTheWayOf(BookingId id) {
        return ledger.inTheWayOf(id, surroundings.clock().instant());
    }

    @Transactional(readOnly = true)
    public Optional<BookingView> find(BookingId id) {
        return bookings.findById(id.value()).map(Booking::view);
    }

    /** As far as the person may see it: somebody else's booking does not exist for who may not look at it. */
    @Transactional(readOnly = true)
    public Optional<BookingView> find(BookingId id, Person person) {
        return find(id).filter(booking -> maySee(booking, person));
    }

    /** The host that holds the booking's capacity, or held it last. */
    @Transactional(readOnly = true)
    public Optional<HostId> hostOf(BookingId id) {
        return ledger.hostOf(id);
    }

    /** All bookings that are a person's or shared with them, the latest start first. */
    @Transactional(readOnly = true)
    public List<BookingView> of(PersonId person) {
        return bookings.findOf(person.value()).stream().map(Booking::view).toList();
    }

    /** Everyone's bookings that end after the instant, the latest start first. */
    @Transactional(readOnly = true)
    public List<BookingView> endingAfter(Instant instant) {
        return bookings.findByEndsAtAfterOrderByStartsAtDesc(instant).stream()
                .map(Booking::view)
                .toList();
    }

    /** What the person may do with it. All who ask whether somebody may something with a booking ask here. */
    @Transactional(readOnly = true)
    public Rights rights(BookingView booking, @Nullable Person person) {
        if (person == null) {
            return Rights.NONE;
        }
        boolean instructor = person.is(Role.INSTRUCTOR);
        if (booking.owner().equals(person.id()) || person.is(Role.LAB_ADMIN)) {
            return new Rights(true, true, true, true, true);
        }
        Grade grade =
                surroundings.collaborators().gradeOf(booking.id(), person.id()).orElse(null);
        if (grade == null) {
            return new Rights(instructor, false, false, instructor, false);
        }
        boolean manages = grade.includes(Grade.MANAGE);
        return new Rights(true, grade.includes(Grade.USE), manages, manages || instructor, false);
    }

    /** Whether the person may look at the booking. */
    private boolean maySee(BookingView booking, @Nullable Person person) {
        return rights(booking, person).see();
    }

    /** Whether the person may end it. */
    public boolean mayEnd(BookingView booking, Person person) {
        return rights(booking, person).manage();
    }
}

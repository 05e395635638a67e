package org.podkeeper.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Outage;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.limits.EffectiveLimits;
import org.podkeeper.limits.Limit;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitText;
import org.podkeeper.limits.LimitValue;
import org.podkeeper.limits.Limits;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.transaction.interceptor.TransactionAspectSupport;

/** The front door of those who need a pod longer than they booked it, or less long. */
@Service
public class Extensions {
    private static final int LONGEST_REASON = 300;
    /** Instants lose their nanoseconds on the way through database and browser. */
    private static final Duration ALIKE = Duration.ofMillis(1);

    private final BookingDesk desk;
    private final Bookings bookings;
    private final HoldLedger ledger;
    private final BookingChanges changes;
    private final BookingSettings settings;
    private final Around around;

    /** What it needs from elsewhere. */
    @org.springframework.stereotype.Component("aroundExtensions")
    record Around(
            Availability availability,
            Inventory inventory,
            People people,
            Catalog catalog,
            Limits limits,
            Quotas quotas,
            LimitText text,
            ApplicationEventPublisher events,
            Clock clock) {}

    Extensions(
            BookingDesk desk,
            Bookings bookings,
            HoldLedger ledger,
            BookingChanges changes,
            BookingSettings settings,
            Around around) {
        this.desk = desk;
        this.bookings = bookings;
        this.ledger = ledger;
        this.changes = changes;
        this.settings = settings;
        this.around = around;
    }

    /** Between which ends the person may choose now. It advises; {@link #moveEnd} decides. */
    @Transactional(readOnly = true)
    public Extent extent(BookingView booking, Person person) {
        Instant now = around.clock().instant();
        Instant end = booking.window().end();
        Instant start = booking.window().start();
        Instant earliest = latest(start.plus(settings.shortest()), now);
        EffectiveLimits limits = limits(booking, person);
        Instant ordinary = start.plus(ordinary(booking));
        boolean foreign = !booking.owner().equals(person.id());
        Instant byPolicy = start.plus(limits.length(LimitKind.IN_ALL));
        Refusal policy = policy(person, limits.of(LimitKind.IN_ALL), byPolicy);
        Refusal often = often(booking, person, limits);
        if (often != null) {
            return new Extent(earliest, end, often, ordinary, foreign);
        }
        if (!byPolicy.isAfter(end)) {
            return new Extent(earliest, end, policy, ordinary, foreign);
        }
        KvmHost host =
                ledger.hostOf(booking.id()).flatMap(around.inventory()::host).orElse(null);
        if (host == null || host.state() == HostState.WITHDRAWN || host.state() == HostState.OUT_OF_SERVICE) {
            return new Extent(
                    earliest,
                    end,
                    Refusal.of("end", "end-host", host == null ? "Its host" : host.name()),
                    ordinary,
                    foreign);
        }
        Instant room = roomUntil(booking, host, byPolicy.plus(settings.tearDownMargin()));
        Instant byRoom = room.minus(settings.tearDownMargin());
        return byRoom.isBefore(byPolicy)
                ? new Extent(earliest, latest(byRoom, end), inTheWay(booking, host, room), ordinary, foreign)
                : new Extent(earliest, byPolicy, policy, ordinary, foreign);
    }

    /** Whoever may extend bookings of others does it within their own limits, everybody else within the owner's. */
    private EffectiveLimits limits(BookingView booking, Person person) {
        return around.limits()
                .effective(
                        person.is(Role.INSTRUCTOR) ? person : owner(booking),
                        booking.choices().team(),
                        booking.lab());
    }

    private Person owner(BookingView booking) {
        return around.people().find(booking.owner()).orElseThrow();
    }

    /** How long its owner could have without a reason. */
    private Duration ordinary(BookingView booking) {
        EffectiveLimits limits =
                around.limits().effective(owner(booking), booking.choices().team(), booking.lab());
        return limits.length(LimitKind.LONGEST);
    }

    private Refusal policy(Person person, Limit limit, Instant until) {
        Duration most = ((LimitValue.Length) limit.value()).most();
        String source = around.text().source(limit);
        if (person.is(Role.LAB_ADMIN)) {
            return Refusal.of("end", "end-policy-admin", most, until, source);
        }
        return Refusal.of(
                "end", person.is(Role.INSTRUCTOR) ? "end-policy-instructor" : "end-policy", most, until, source);
    }

    /** That it was extended as often as it may; null while it was not, and for who extends it for somebody else by their role. */
    private @Nullable Refusal often(BookingView booking, Person person, EffectiveLimits limits) {
        LimitValue.Count most = limits.count(LimitKind.EXTENSIONS);
        if (most.equals(LimitValue.Count.NONE) || byRole(booking, person)) {
            return null;
        }
        long times = changes.of(booking.id()).stream()
                .filter(BookingChange::isExtension)
                .count();
        return most.covers(times + 1)
                ? null
                : Refusal.of(
                        "end",
                        "limit-extensions",
                        times,
                        java.util.Objects.requireNonNull(most.most()),
                        around.text().source(limits.of(LimitKind.EXTENSIONS)));
    }

    private static boolean byRole(BookingView booking, Person person) {
        return person.is(Role.INSTRUCTOR) && !booking.owner().equals(person.id());
    }

    /** What the owner would have too much of in the time that is added. */
    private List<Refusal> tooMuch(BookingView booking, Instant end, Person person) {
        Instant was = booking.window().end();
        Pod pod = around.catalog().pod(booking.pod()).orElse(null);
        if (!end.isAfter(was) || pod == null || byRole(booking, person)) {
            return List.of();
        }
        EffectiveLimits limits =
                around.limits().effective(owner(booking), booking.choices().team(), booking.lab());
        return around.quotas().judge(limits, pod.resources(), new TimeWindow(was, end), booking.id()).stream()
                .filter(reason -> !reason.code().startsWith("limit-at-once")) // it is one of these already
                .map(reason -> new Refusal("end", reason.code(), reason.args()))
                .toList();
    }

    /** What the booking holds already is its own; only what others hold of the host is in the way. */
    private Instant roomUntil(BookingView booking, KvmHost host, Instant until) {
        Instant end = booking.window().end();
        return ledger.of(booking.id(), host.id())
                .flatMap(hold -> around.availability()
                        .scheduleWithout(booking.id(), host, new TimeWindow(end, until))
                        .roomUntil(hold.resources(), end, until))
                .orElse(end);
    }

    private Refusal inTheWay(BookingView booking, KvmHost host, Instant moment) {
        var instant = TimeWindow.of(moment, Duration.ofNanos(1_000));
        List<Outage> outages = around.inventory().outages(host.id(), instant);
        if (!outages.isEmpty()) {
            return Refusal.of(
                    "end", "end-outage", host.name(), moment, outages.getFirst().reason());
        }
        List<Long> numbers = ledger.numbersFrom(host.id(), moment, booking.id());
        return numbers.isEmpty()
                ? Refusal.of("end", "end-lab", host.name(), moment)
                : Refusal.of(
                        "end",
                        "end-booked",
                        host.name(),
                        moment,
                        numbers.stream().map(number -> "#" + number).collect(Collectors.joining(", ")));
    }

    /** What would keep the person from letting the booking end then, besides a missing reason; none when nothing does. */
    @Transactional(readOnly = true)
    public List<Refusal> judge(BookingView booking, Instant end, Person by) {
        if (booking.state() != BookingState.CONFIRMED
                || !around.clock().instant().isBefore(booking.window().end())) {
            return List.of(Refusal.of("end", "end-over"));
        }
        var reasons = new ArrayList<>(
                reasons(extent(booking, by), end, booking.window().end(), "unsaid"));
        reasons.addAll(tooMuch(booking, end, by));
        return reasons;
    }

    /**
     * Lets a booking end at another time. What it holds of its host, the work at its end and everything that is counted
     * from it move along, in one transaction.
     *
     * @param seen the end that the person saw, or null: when it is another by now, nothing is changed
     * @param why needed when {@link Extent#needsReason}
     * @return the booking, or every reason why not
     * @throws AccessDeniedException when the person may not
     */
    @Transactional
    public Verdict moveEnd(BookingId id, @Nullable Instant wanted, @Nullable Instant seen, String why, Person by) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        BookingView before = booking.view();
        if (!desk.rights(before, by).extend()) {
            throw new AccessDeniedException("Booking " + id + " belongs to somebody else");
        }
        if (wanted == null) {
            return refuse(List.of(Refusal.of("end", "end-missing")));
        }
        Instant end = wanted.truncatedTo(ChronoUnit.SECONDS);
        Instant now = around.clock().instant();
        Instant was = before.window().end();
        if (before.state() != BookingState.CONFIRMED || !now.isBefore(was)) {
            return refuse(List.of(Refusal.of("end", "end-over")));
        }
        if (seen != null && Duration.between(seen, was).abs().compareTo(ALIKE) > 0) {
            return refuse(List.of(Refusal.of("end", "end-moved-meanwhile", was)));
        }
        if (end.equals(was)) {
            return new Verdict.Booked(before);
        }
        String reason = why.strip();
        Extent extent = extent(before, by);
        var reasons = new ArrayList<>(reasons(extent, end, was, reason));
        reasons.addAll(tooMuch(before, end, by));
        if (!reasons.isEmpty()) {
            return refuse(reasons);
        }
        HostId host = ledger.hostOf(id).orElseThrow();
        if (!ledger.moveEnd(id, host, end.plus(settings.tearDownMargin()))) {
            // somebody was faster: what is in the way is there to be seen now
            return refuse(List.of(extent(before, by).limit()));
        }
        booking.moveEnd(end);
        bookings.flush();
        changes.add(
                id,
                new BookingChange(
                        now, by.userName(), BookingChange.Kind.END, null, was.toString(), end.toString(), reason));
        BookingView after = booking.view();
        around.events().publishEvent(new BookingEndMoved(before, after, by, reason));
        return new Verdict.Booked(after);
    }

    private List<Refusal> reasons(Extent extent, Instant end, Instant was, String why) {
        var reasons = new ArrayList<Refusal>();
        if (end.isBefore(extent.earliest())) {
            reasons.add(Refusal.of("end", "end-too-early", extent.earliest()));
        }
        if (end.isAfter(was) && end.isAfter(extent.latest())) {
            reasons.add(extent.limit());
        }
        if (why.isEmpty() && extent.needsReason(end)) {
            reasons.add(Refusal.of("why", extent.foreign() ? "end-why-foreign" : "end-why", extent.withoutReason()));
        } else if (why.length() > LONGEST_REASON) {
            reasons.add(Refusal.of("why", "end-why-long", why.length(), LONGEST_REASON));
        }
        return reasons;
    }

    /** What was changed about a booking since it was made, the first one first. */
    @Transactional(readOnly = true)
    public List<BookingChange> changes(BookingId id) {
        return changes.of(id);
    }

    private static Verdict refuse(List<Refusal> reasons) {
        TransactionAspectSupport.currentTransactionStatus().setRollbackOnly();
        return new Verdict.Refused(reasons);
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}

package org.podkeeper.booking;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door of those who look for another place for a booking that cannot stay where it is promised, and who move it
 * there. What is found is advice; the database decides when it is taken.
 */
@Service
public class OtherPlaces {
    private final Bookings bookings;
    private final HoldLedger ledger;
    private final Availability availability;
    private final BookingSettings settings;
    private final Books books;
    private final Clock clock;

    /** Where it writes. */
    @org.springframework.stereotype.Component("booksOfOtherPlaces")
    record Books(
            BookingDesk desk,
            BookingChanges changes,
            Collaborators collaborators,
            Continuations continuations,
            JdbcClient jdbc,
            ApplicationEventPublisher events) {}

    OtherPlaces(
            Bookings bookings,
            HoldLedger ledger,
            Availability availability,
            BookingSettings settings,
            Books books,
            Clock clock) {
        this.bookings = bookings;
        this.ledger = ledger;
        this.availability = availability;
        this.settings = settings;
        this.books = books;
        this.clock = clock;
    }

    /**
     * What is looked for.
     *
     * @param begun whether its machines are made already, so that what is moved is the rest of its time
     * @param closed hosts that will be closed, beside what is known already, and when
     * @param stop when a booking that has begun stops where it is at the latest
     */
    public record Search(boolean begun, Set<HostId> closed, TimeWindow closedDuring, Instant stop) {}

    /** A booking and the part of its time in which a host is not there for it. */
    public record Affected(BookingView booking, HostId host) {}

    /**
     * Bookings that have their place on the host and, from their preparation to their end, touch the window. The earliest
     * first.
     */
    @Transactional(readOnly = true)
    public List<Affected> affected(HostId host, TimeWindow window) {
        return books
                .jdbc()
                .sql("""
                        select b.id from capacity_hold h join booking b on b.id = h.booking_id
                        where h.host_id = :host and not h.released and not h.given_up
                            and h.during && tstzrange(:from, :to) and b.state = 'CONFIRMED'
                            and tstzrange(b.prepare_from, b.ends_at) && tstzrange(:from, :to)
                        order by b.starts_at, b.number
                        """)
                .param("host", host.value())
                .param("from", window.start().atOffset(ZoneOffset.UTC))
                .param("to", window.end().atOffset(ZoneOffset.UTC))
                .query((row, n) -> row.getObject("id", UUID.class))
                .list()
                .stream()
                .map(id -> new Affected(bookings.findById(id).orElseThrow().view(), host))
                .toList();
    }

    /** The best place of each kind that there is, the one that changes the least first. */
    @Transactional(readOnly = true)
    public List<OtherPlace> find(BookingView booking, HostId from, Search search) {
        Hold hold = ledger.of(booking.id(), from).orElse(null);
        if (hold == null || booking.state() != BookingState.CONFIRMED) {
            return List.of();
        }
        List<HostTime> hosts = availability.hostsInService((LabId) null).stream()
                .map(time -> closed(time, search))
                .toList();
        var found = new ArrayList<OtherPlace>();
        sameTime(booking, hold, hosts, search, true).ifPresent(found::add);
        sameTime(booking, hold, hosts, search, false).ifPresent(found::add);
        later(booking, hold, hosts, search).ifPresent(found::add);
        return found;
    }

    private static HostTime closed(HostTime time, Search search) {
        return search.closed().contains(time.host().id())
                ? new HostTime(time.host(), time.schedule().closedAlso(search.closedDuring()))
                : time;
    }

    private Optional<OtherPlace> sameTime(
            BookingView booking, Hold hold, List<HostTime> hosts, Search search, boolean sameLab) {
        Instant now = clock.instant();
        if (!now.isBefore(booking.window().end())) {
            return Optional.empty();
        }
        Instant begin = booking.prepareFrom().isBefore(now) || search.begun() ? now : booking.prepareFrom();
        var held = new TimeWindow(begin, booking.window().end().plus(settings.tearDownMargin()));
        TimeWindow window =
                search.begun() ? new TimeWindow(now, booking.window().end()) : booking.window();
        Set<HostId> taken = ledger.hostsOf(booking.id());
        return hosts.stream()
                .filter(time -> time.host().lab().equals(booking.lab()) == sameLab)
                .filter(time -> !taken.contains(time.host().id()))
                .filter(time -> time.schedule().hasRoom(hold.resources(), held))
                .min(BookingDesk.fullestFirst(held))
                .map(time -> new OtherPlace(
                        sameLab ? OtherPlace.Kind.OTHER_HOST : OtherPlace.Kind.OTHER_LAB, time.host(), window, begin));
    }

    private Optional<OtherPlace> later(BookingView booking, Hold hold, List<HostTime> hosts, Search search) {
        Instant now = clock.instant();
        Instant stop = search.stop().isAfter(now) ? search.stop() : now;
        Duration length = search.begun()
                ? Duration.between(stop, booking.window().end())
                : booking.window().length();
        if (!length.isPositive()) {
            return Optional.empty();
        }
        Instant wanted = booking.window().start();
        Instant from = search.begun() ? stop.plus(settings.tearDownMargin()) : wanted.isAfter(now) ? wanted : now;
        Duration preparation = books.desk().preparation(booking.pod(), booking.config());
        Instant until = now.plus(settings.farthestAhead());
        return hosts.stream()
                .filter(time -> time.host().lab().equals(booking.lab()))
                .flatMap(time -> withoutIts(time, booking, hold)
                        .schedule()
                        .firstStart(hold.resources(), from, until, length, preparation, settings.tearDownMargin())
                        .stream()
                        .filter(start -> start.isAfter(wanted))
                        .map(start -> new OtherPlace(
                                OtherPlace.Kind.LATER,
                                time.host(),
                                TimeWindow.of(start, length),
                                start.minus(preparation).isBefore(from) ? from : start.minus(preparation))))
                .min(Comparator.comparing((OtherPlace place) -> place.window().start())
                        .thenComparing(place -> !place.host().id().equals(hold.host()))
                        .thenComparing(place -> place.host().name()));
    }

    /** What it holds itself is not in its way. */
    private static HostTime withoutIts(HostTime time, BookingView booking, Hold hold) {
        return time.host().id().equals(hold.host())
                ? new HostTime(time.host(), time.schedule().without(booking.id()))
                : time;
    }

    /** What a booking holds of a host. */
    @Transactional(readOnly = true)
    public Optional<Resources> held(BookingId id, HostId host) {
        return ledger.of(id, host).map(Hold::resources);
    }

    /**
     * Promises the place instead to a booking that has not begun. What it held must be given back before.
     *
     * @return the booking as it is now; empty when somebody was faster: the caller rolls back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<BookingView> take(BookingId id, OtherPlace place, Resources resources, String who, String why) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        BookingView before = booking.view();
        if (!ledger.tryHold(id, place.host().id(), resources, held(place))) {
            return Optional.empty();
        }
        boolean same = before.window().equals(place.window())
                && before.lab().equals(place.host().lab());
        if (!same || !before.prepareFrom().equals(place.prepareFrom())) {
            booking.moveTo(place.host().lab(), place.window(), place.prepareFrom());
            bookings.flush();
        }
        if (!same) {
            books.changes()
                    .add(
                            id,
                            new BookingChange(
                                    clock.instant(),
                                    who,
                                    BookingChange.Kind.TIME,
                                    null,
                                    before.window().start().toString(),
                                    place.window().start().toString(),
                                    why));
            books.events().publishEvent(new BookingMoved(before, booking.view()));
        }
        return Optional.of(booking.view());
    }

    /**
     * Books the place for the rest of a booking that has begun, for the same people, as a booking of its own.
     *
     * @param withDisks whether it begins with the disks of that one, which are kept when that one ends
     * @return the new booking; empty when somebody was faster, or it goes on somewhere already: the caller rolls back
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<BookingView> goOn(BookingId id, OtherPlace place, boolean withDisks, String who, String why) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        Resources resources = ledger.hostOf(id)
                .flatMap(host -> ledger.of(id, host))
                .map(Hold::resources)
                .orElse(null);
        if (resources == null || booking.view().state() != BookingState.CONFIRMED || goesOn(id)) {
            return Optional.empty();
        }
        var next = new BookingId(UUID.randomUUID());
        if (!ledger.tryHold(next, place.host().id(), resources, held(place))) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        var going = new Booking(next, booking, place, withDisks, who, why, now);
        if (withDisks) {
            booking.keepAtLeast(1); // of this one only: at the end of the other counts what was chosen
        }
        BookingView view = bookings.saveAndFlush(going).view();
        books.collaborators()
                .of(id)
                .forEach(one -> books.collaborators().put(next, one.person(), one.grade(), one.addedBy(), now));
        books.events().publishEvent(new BookingConfirmed(view, place.host().id()));
        return Optional.of(view);
    }

    private boolean goesOn(BookingId id) {
        return books.continuations()
                .next(id)
                .filter(next -> next.state() == BookingState.CONFIRMED)
                .isPresent();
    }

    private TimeWindow held(OtherPlace place) {
        return new TimeWindow(place.prepareFrom(), place.window().end().plus(settings.tearDownMargin()));
    }

    /** Lets a booking that has begun end earlier, as one who goes on elsewhere does. */
    @Transactional(propagation = Propagation.MANDATORY)
    public void stopAt(BookingId id, Instant end, Person by, String why) {
        Booking booking = bookings.findForChange(id.value()).orElseThrow(() -> new NoSuchBooking(id));
        BookingView before = booking.view();
        if (!end.isBefore(before.window().end())) {
            return;
        }
        ledger.moveEnd(id, ledger.hostOf(id).orElseThrow(), end.plus(settings.tearDownMargin()));
        booking.moveEnd(end);
        bookings.flush();
        books.changes()
                .add(
                        id,
                        new BookingChange(
                                clock.instant(),
                                by.userName(),
                                BookingChange.Kind.END,
                                null,
                                before.window().end().toString(),
                                end.toString(),
                                why));
        books.events().publishEvent(new BookingEndMoved(before, booking.view(), by, why));
    }

    /** Labs in which the person has bookings that are not over, by owner or as somebody who works on them. */
    @Transactional(readOnly = true)
    public Set<LabId> labsOf(PersonId person) {
        return books.desk().of(person).stream()
                .filter(booking -> booking.state() == BookingState.CONFIRMED)
                .map(BookingView::lab)
                .collect(Collectors.toSet());
    }
}

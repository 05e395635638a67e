package org.podkeeper.booking;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who make promises true: where bookings have their places, and that they may have another. */
@Service
public class Places {
    private final Bookings bookings;
    private final HoldLedger ledger;
    private final Availability availability;
    private final BookingSettings settings;
    private final ApplicationEventPublisher events;
    private final Clock clock;

    Places(
            Bookings bookings,
            HoldLedger ledger,
            Availability availability,
            BookingSettings settings,
            ApplicationEventPublisher events,
            Clock clock) {
        this.bookings = bookings;
        this.ledger = ledger;
        this.availability = availability;
        this.settings = settings;
        this.events = events;
        this.clock = clock;
    }

    /**
     * The booking as it is, and nobody changes it before the end of the caller's transaction. Whoever changes both a
     * booking and what was made for it asks this first.
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public BookingView inTurn(BookingId id) {
        return bookings.findForChange(id.value())
                .orElseThrow(() -> new NoSuchBooking(id))
                .view();
    }

    /**
     * Promises the rest of the booking's time on another host of its lab instead: the fullest that has room and that
     * nothing of the booking is left on.
     *
     * @param from the host that is given up; its part of it stays held until {@link #release}
     * @param except other hosts that are out of the question
     * @return the other host; empty, and nothing is changed, when none has room or the booking is over
     */
    @Transactional
    public Optional<HostId> moveTo(BookingId id, HostId from, Set<HostId> except) {
        BookingView booking = inTurn(id);
        Instant now = clock.instant();
        Hold hold = ledger.of(id, from).orElse(null);
        if (booking.state() != BookingState.CONFIRMED
                || hold == null
                || !now.isBefore(booking.window().end())) {
            return Optional.empty();
        }
        Instant begin = booking.prepareFrom().isBefore(now) ? now : booking.prepareFrom();
        var window = new TimeWindow(begin, booking.window().end().plus(settings.tearDownMargin()));
        Set<HostId> taken = ledger.hostsOf(id);
        ledger.giveUp(id, from, true);
        Optional<HostId> other = availability.hostsInService(booking.lab()).stream()
                .filter(time -> !except.contains(time.host().id())
                        && !taken.contains(time.host().id()))
                .filter(time -> time.schedule().hasRoom(hold.resources(), window))
                .sorted(BookingDesk.fullestFirst(window))
                .map(time -> time.host().id())
                .filter(host -> ledger.tryHold(id, host, hold.resources(), window))
                .findFirst();
        if (other.isEmpty()) {
            ledger.giveUp(id, from, false);
        }
        return other;
    }

    /** Gives back what the booking holds of a host: nothing of it is left there. */
    @Transactional
    public void release(BookingId id, HostId host) {
        ledger.release(id, host, clock.instant());
        events.publishEvent(new RoomFreed(host));
    }

    /** Bookings with the hosts that they hold: now, later, or still although their time is over. */
    @Transactional(readOnly = true)
    public List<Holder> holders() {
        return ledger.holders();
    }

    /** Keeps a host until then for a tear-down that takes longer than planned; says whether there was room to. */
    @Transactional
    public boolean prolong(BookingId id, HostId host, Instant until) {
        return ledger.prolong(id, host, until);
    }
}

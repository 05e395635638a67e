package org.podkeeper.booking;

import java.util.List;
import java.util.Optional;
import org.podkeeper.inventory.HostId;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Propagation;
import org.springframework.transaction.annotation.Transactional;

/** The front door of those who ask which booking goes on where another one stops, and with what. */
@Service
public class Continuations {
    private final Bookings bookings;
    private final HoldLedger ledger;

    Continuations(Bookings bookings, HoldLedger ledger) {
        this.bookings = bookings;
        this.ledger = ledger;
    }

    /** The booking that goes on where this one stops. */
    @Transactional(readOnly = true)
    public Optional<BookingView> next(BookingId id) {
        return bookings.findFirstByContinuesIdOrderByBookedAtDesc(id.value()).map(Booking::view);
    }

    /** The booking that this one goes on from. */
    @Transactional(readOnly = true)
    public Optional<BookingView> before(BookingId id) {
        return bookings.findById(id.value())
                .map(Booking::continues)
                .flatMap(before -> bookings.findById(before.value()))
                .map(Booking::view);
    }

    /**
     * What is kept of a booking is what the one that goes on from it begins with, where that was chosen.
     *
     * @return the host on which it goes on, or empty when none does
     */
    @Transactional(propagation = Propagation.MANDATORY)
    public Optional<HostId> keptFor(BookingId ended, KeptId kept) {
        return bookings.findFirstByContinuesIdOrderByBookedAtDesc(ended.value())
                .filter(next -> next.continuesDisks() && next.view().state() == BookingState.CONFIRMED)
                .flatMap(next -> {
                    next.beginWith(kept);
                    bookings.flush();
                    return ledger.hostOf(next.view().id());
                });
    }

    /** What was to be kept could not be: bookings that wait for it begin with their Configs' images. */
    @Transactional
    public List<BookingView> nothingKept(KeptId kept) {
        List<Booking> waiting = bookings.findByStartFromAndState(kept.value(), BookingState.CONFIRMED);
        waiting.forEach(booking -> booking.beginWith(null));
        bookings.flush();
        return waiting.stream().map(Booking::view).toList();
    }
}

package org.podkeeper.outage.web;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Continuations;
import org.podkeeper.outage.OutageDesk;
import org.podkeeper.provisioning.BookingPart;
import org.springframework.stereotype.Component;

/** What the page of a booking says about outages: that one hits it, what can be done, and where it goes on. */
@Component
class OutagePart implements BookingPart {
    private final OutageDesk desk;
    private final BookingDesk bookings;
    private final Continuations continuations;

    OutagePart(OutageDesk desk, BookingDesk bookings, Continuations continuations) {
        this.desk = desk;
        this.bookings = bookings;
        this.continuations = continuations;
    }

    /**
     * The card.
     *
     * @param hit the outage and what could be done, or null
     * @param mayMove whether the reader may accept a place
     * @param next the booking that goes on where this one stops, or null
     * @param before the booking that this one goes on from, or null
     */
    record Card(
            OutageDesk.@Nullable Hit hit,
            boolean mayMove,
            @Nullable BookingView next,
            @Nullable BookingView before) {}

    @Override
    public String name() {
        return "outageCard";
    }

    @Override
    public @Nullable Object of(BookingView booking, Person reader) {
        Optional<OutageDesk.Hit> hit = desk.hitting(booking);
        Optional<BookingView> next = seen(continuations.next(booking.id()), reader);
        Optional<BookingView> before = seen(continuations.before(booking.id()), reader);
        return hit.isEmpty() && next.isEmpty() && before.isEmpty()
                ? null
                : new Card(
                        hit.orElse(null),
                        bookings.rights(booking, reader).manage(),
                        next.orElse(null),
                        before.orElse(null));
    }

    private Optional<BookingView> seen(Optional<BookingView> booking, Person reader) {
        return booking.flatMap(one -> bookings.find(one.id(), reader));
    }
}

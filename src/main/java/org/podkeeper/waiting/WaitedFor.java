package org.podkeeper.waiting;

import static java.util.stream.Collectors.toSet;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.podkeeper.account.People;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.Hold;
import org.podkeeper.booking.HostSchedule;
import org.podkeeper.catalog.Catalog;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Which bookings others wait for: those without which somebody in the list would have room. */
@Service
class WaitedFor {
    private final WishRows rows;
    private final Turn turn;
    private final Availability availability;
    private final Catalog catalog;
    private final People people;
    private final Clock clock;

    WaitedFor(WishRows rows, Turn turn, Availability availability, Catalog catalog, People people, Clock clock) {
        this.rows = rows;
        this.turn = turn;
        this.availability = availability;
        this.catalog = catalog;
        this.people = people;
        this.clock = clock;
    }

    /** Of the bookings that hold a host at this moment. */
    @Transactional(readOnly = true)
    public Set<BookingId> now() {
        Instant now = clock.instant();
        List<Wish> waiting = rows.open().stream()
                .filter(wish -> wish.state() == WishState.WAITING)
                .toList();
        if (waiting.isEmpty()) {
            return Set.of();
        }
        return availability.hostsInService(null).stream()
                .flatMap(time -> time.schedule().holds().stream()
                        .filter(hold -> hold.window().contains(now))
                        .map(Hold::booking)
                        .flatMap(Stream::ofNullable)
                        .distinct()
                        .filter(booking -> waiting.stream().anyMatch(wish -> helps(wish, time, booking, now))))
                .collect(toSet());
    }

    private boolean helps(Wish wish, HostTime time, BookingId without, Instant now) {
        if (wish.lab() != null && !wish.lab().equals(time.host().lab())) {
            return false;
        }
        HostSchedule schedule = time.schedule();
        var rest = new HostSchedule(
                schedule.limit(),
                schedule.holds().stream()
                        .filter(hold -> !Objects.equals(hold.booking(), without))
                        .toList(),
                schedule.closed());
        return catalog.pod(wish.pod())
                .flatMap(pod -> people.find(wish.person()).map(person -> turn.wanted(wish, pod, person, now)))
                .filter(wanted -> !wanted.latest().isBefore(wanted.from()))
                .flatMap(wanted -> Fit.first(wanted, List.of(new HostTime(time.host(), rest))))
                .isPresent();
    }
}

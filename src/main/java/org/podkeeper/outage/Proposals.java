package org.podkeeper.outage;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.podkeeper.booking.BookingSettings;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.Relocation;
import org.springframework.stereotype.Component;

/** Works out what could become of bookings that are hit, as things are at the moment. */
@Component
class Proposals {
    private final OtherPlaces places;
    private final Relocation relocation;
    private final Inventory inventory;
    private final BookingSettings booking;
    private final OutageSettings settings;
    private final Clock clock;

    Proposals(
            OtherPlaces places,
            Relocation relocation,
            Inventory inventory,
            BookingSettings booking,
            OutageSettings settings,
            Clock clock) {
        this.places = places;
        this.relocation = relocation;
        this.inventory = inventory;
        this.booking = booking;
        this.settings = settings;
        this.clock = clock;
    }

    /** For one that is hit by an outage that was announced. */
    Proposal of(PlannedOutage outage, BookingView hit, HostId host) {
        return of(hit, host, outage.endsBookingsAt(), Set.of(), outage.window());
    }

    /**
     * For one that would be hit.
     *
     * @param endsBookings when the outage ends what has begun
     * @param closed the hosts that would be closed in that window
     */
    Proposal of(BookingView hit, HostId host, Instant endsBookings, Set<HostId> closed, TimeWindow window) {
        boolean begun = relocation.hasBegun(hit.id());
        Instant endsAt = deadline(hit, endsBookings);
        List<OtherPlace> found = places.find(hit, host, new OtherPlaces.Search(begun, closed, window, endsAt)).stream()
                .filter(place -> settings.otherLabs() || place.kind() != OtherPlace.Kind.OTHER_LAB)
                .toList();
        boolean disks = begun && booking.longestKeep() > 0 && relocation.hasDisks(hit.id());
        return new Proposal(hit, inventory.host(host).orElseThrow(), begun, disks, endsAt, found);
    }

    /** What has not begun may wait until it would. */
    Instant deadline(BookingView hit, Instant endsBookings) {
        Instant before = hit.prepareFrom().minus(settings.beforePreparation());
        Instant now = clock.instant();
        Instant deadline = before.isAfter(endsBookings) ? before : endsBookings;
        return deadline.isBefore(now) ? now : deadline;
    }

    /** Bookings whose preparation begins later than that are left alone for now. */
    Instant lastPreparation(Instant now) {
        return now.plus(settings.beforePreparation());
    }

    boolean isDue(BookingView hit, PlannedOutage outage) {
        Instant now = clock.instant();
        return !outage.endsBookingsAt().isAfter(now)
                && !hit.prepareFrom().minus(settings.beforePreparation()).isAfter(now);
    }
}

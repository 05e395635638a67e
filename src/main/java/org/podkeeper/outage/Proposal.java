package org.podkeeper.outage;

import java.time.Instant;
import java.util.List;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.inventory.KvmHost;

/**
 * What would become of a booking that an outage hits, and what could instead.
 *
 * @param host where it is
 * @param begun whether its machines are made already: it cannot be carried while it runs, and goes on as another booking
 * @param disks whether its disks can be kept, so that it goes on from them
 * @param endsAt when it ends if nothing is done
 * @param places other places as they are free now, the one that changes the least first; may be empty
 */
public record Proposal(
        BookingView booking, KvmHost host, boolean begun, boolean disks, Instant endsAt, List<OtherPlace> places) {
    public Proposal {
        places = List.copyOf(places);
    }
}

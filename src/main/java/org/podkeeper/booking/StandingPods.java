package org.podkeeper.booking;

import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.TimeWindow;

/** Pods that stand ready for whoever books next, told to the desk by whoever keeps them. */
public interface StandingPods {
    /**
     * Takes one for a booking that begins now, within the caller's transaction. The room that the lab holds for it makes
     * way for the booking's own hold of the host.
     *
     * @param lab where, or null for anywhere
     * @param held what the booking will hold of the host
     * @return the host; empty when none is ready, in service and without an outage in that time
     */
    Optional<KvmHost> take(BookingId booking, PodId pod, ConfigId config, @Nullable LabId lab, TimeWindow held);

    /** The booking does not take it after all. */
    void putBack(BookingId booking);

    /**
     * Hosts on which pods of this Config wait that hold no room: a booking that begins now and gets room there gets one of
     * them as well.
     */
    Set<HostId> readyInAdvance(PodId pod, ConfigId config);

    /** How many of this Pod are ready to be handed over now, whatever their Config. */
    int ready(PodId pod);
}

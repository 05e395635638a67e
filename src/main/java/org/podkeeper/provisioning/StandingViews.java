package org.podkeeper.provisioning;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.Lab;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Standing pods as lab admins see them. */
@Service
public class StandingViews {
    private final Steward steward;
    private final BookingDesk bookings;
    private final Catalog catalog;
    private final Inventory inventory;

    StandingViews(Steward steward, BookingDesk bookings, Catalog catalog, Inventory inventory) {
        this.steward = steward;
        this.bookings = bookings;
        this.catalog = catalog;
        this.inventory = inventory;
    }

    /** In the order in which they were asked for. */
    @Transactional(readOnly = true)
    public List<StandingView> all() {
        List<StandingPod> pods = steward.pods();
        return steward.sets().stream()
                .map(set -> new StandingView(
                        set,
                        inventory.lab(set.lab()).map(Lab::name).orElse(""),
                        catalog.newestPod(set.podKey()).map(Pod::name).orElse(set.podKey())
                                + " – "
                                + catalog.newestConfig(set.configKey())
                                        .map(Config::name)
                                        .orElse(set.configKey()),
                        pods.stream()
                                .filter(pod -> set.id().equals(pod.set()))
                                .map(this::one)
                                .toList()))
                .toList();
    }

    /** One set. */
    @Transactional(readOnly = true)
    public Optional<StandingView> find(StandingSetId id) {
        return all().stream().filter(view -> view.set().id().equals(id)).findFirst();
    }

    private StandingView.One one(StandingPod pod) {
        KvmHost host = pod.host() == null ? null : inventory.host(pod.host()).orElse(null);
        BookingView booking =
                pod.booking() == null ? null : bookings.find(pod.booking()).orElse(null);
        return new StandingView.One(pod, StandingLook.of(pod, isOffered(host), isBooked(booking)), host, booking);
    }

    private static boolean isOffered(@Nullable KvmHost host) {
        return host != null && host.state() == HostState.IN_SERVICE;
    }

    private static boolean isBooked(@Nullable BookingView booking) {
        return booking != null && booking.state() == BookingState.CONFIRMED;
    }
}

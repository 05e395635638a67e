package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.NoSuchBooking;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.MachineView.NetworkAddress;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of deployments: how far they are, what their machines are called, and another try. */
@Service
public class Provisioning {
    /** The share of a running step that may count as done, however long it has taken. */
    private static final double NEVER_QUITE = 0.95;

    /** Who waits for seconds hears at once, who waits for minutes a little later. */
    private static final Duration SHORTEST_PAUSE = Duration.ofMillis(50);

    private static final Duration LONGEST_PAUSE = Duration.ofMillis(250);

    private final Deployments deployments;
    private final Machines machines;
    private final Logbook logbook;
    private final UsualDurations usual;
    private final AnotherHost anotherHost;
    private final Desks desks;

    /** What else is asked. */
    @org.springframework.stereotype.Component("provisioningDesks")
    record Desks(BookingDesk bookings, Catalog catalog, GoldenPods golden, Clock clock) {}

    Provisioning(
            Deployments deployments,
            Machines machines,
            Logbook logbook,
            UsualDurations usual,
            AnotherHost anotherHost,
            Desks desks) {
        this.deployments = deployments;
        this.machines = machines;
        this.logbook = logbook;
        this.usual = usual;
        this.anotherHost = anotherHost;
        this.desks = desks;
    }

    /** The newest deployment of a booking; every booking has one from the moment it is confirmed. */
    @Transactional(readOnly = true)
    public Optional<DeploymentView> of(BookingId booking) {
        return Optional.ofNullable(of(List.of(booking)).get(booking));
    }

    @Transactional(readOnly = true)
    public Map<BookingId, DeploymentView> of(Collection<BookingId> bookings) {
        return deployments.findOf(bookings.stream().map(BookingId::value).toList()).stream()
                .map(Deployment::view)
                .collect(Collectors.toMap(DeploymentView::booking, Function.identity(), (older, newer) -> newer));
    }

    /** All deployments of a booking, in the order in which they were planned; the last one counts. */
    @Transactional(readOnly = true)
    public List<DeploymentView> allOf(BookingId booking) {
        return deployments.findByBookingIdOrderByOrdinal(booking.value()).stream()
                .map(Deployment::view)
                .toList();
    }

    /** Which hosts failed before this one, the first one first. */
    @Transactional(readOnly = true)
    public List<TriedHost> triedBefore(DeploymentView deployment) {
        return anotherHost.triedHosts(deployment);
    }

    /** On how many hosts in all a pod is tried. */
    public int hosts() {
        return anotherHost.hosts();
    }

    /**
     * Waits until nothing moves any more: ready, broken or gone. Looks into the database, because another portal may do
     * the work.
     *
     * @param limit longest time to wait; the state is then whatever it is
     */
    public void awaitRest(BookingId booking, Duration limit) {
        Instant end = desks.clock().instant().plus(limit);
        Duration pause = SHORTEST_PAUSE;
        while (!deployments.isAtRest(booking.value()) && desks.clock().instant().isBefore(end)) {
            LockSupport.parkNanos(pause.toNanos());
            pause = Collections.min(List.of(pause.multipliedBy(102).dividedBy(100), LONGEST_PAUSE));
        }
    }

    /** The steps of what is going on, or of what went on last. */
    @Transactional(readOnly = true)
    public Progress progress(DeploymentView deployment) {
        boolean leaving = deployment.state() == DeploymentState.TEARING_DOWN
                || deployment.state() == DeploymentState.GONE && deployment.workBeganAt() != null;
        Step.Phase phase = leaving ? Step.Phase.TEAR_DOWN : Step.Phase.DEPLOY;
        Way way = start(deployment).map(Start::way).orElse(Way.COLD);
        Map<Step, Duration> medians = usual.steps(deployment.pod(), deployment.config(), way);
        List<StepView> steps = logbook.steps(deployment.id(), phase, medians);
        Duration whole = leaving
                ? null
                : usual.total(deployment.pod(), deployment.config(), way, 0.5).orElse(null);
        Duration nineInTen = leaving
                ? null
                : usual.total(deployment.pod(), deployment.config(), way, 0.9).orElse(null);
        return new Progress(phase, percent(deployment, steps), elapsed(deployment, leaving), whole, nineInTen, steps);
    }

    /** How it was started, or is being started: empty before that is decided. */
    @Transactional(readOnly = true)
    public Optional<Start> start(DeploymentView deployment) {
        return desks.golden().startOf(deployment.id());
    }

    /** The machines, in the Pod's order; empty until work began. */
    @Transactional(readOnly = true)
    public List<MachineView> machines(DeploymentView deployment) {
        Pod pod = desks.catalog().pod(deployment.pod()).orElseThrow();
        var addresses = new AddressPlan(pod);
        Set<String> handedOver =
                deployment.state() == DeploymentState.PREPARING ? logbook.handedOver(deployment.id()) : Set.of();
        return machines.of(deployment.id()).values().stream()
                .map(row -> new MachineView(
                        row.node(),
                        row.hostName(),
                        row.node().equals(pod.jumpHost().name()),
                        row.login(),
                        row.accessAddress(),
                        handedOver.contains(row.node()) || isUsable(deployment, row),
                        row.power(),
                        row.seenAt(),
                        row.awaitsFirstStart(),
                        mediumName(row.medium()),
                        row.mediumSeen(),
                        row.hostKeyPublic(),
                        row.fingerprint(),
                        addresses.of(row.node()).stream()
                                .map(a -> new NetworkAddress(a.network(), a.nic(), a.vlan(), a.ip()))
                                .toList()))
                .toList();
    }

    private static boolean isUsable(DeploymentView deployment, Machines.Row row) {
        return deployment.state() == DeploymentState.READY
                && !row.awaitsFirstStart()
                && (row.power() == null || row.power() == MachineState.RUNNING);
    }

    private @Nullable String mediumName(@Nullable ImageId medium) {
        return medium == null
                ? null
                : desks.catalog().image(medium).map(Image::name).orElse("");
    }

    /**
     * Makes a broken pod again: where it is, keeping what stands already, or elsewhere while its host takes no bookings.
     *
     * @throws AccessDeniedException when the booking is another's and the person is no lab admin
     */
    @Transactional
    public void tryAgain(BookingId booking, Person by) {
        var view = desks.bookings().find(booking).orElseThrow(() -> new NoSuchBooking(booking));
        if (!desks.bookings().rights(view, by).use()) {
            throw new AccessDeniedException("Booking " + booking + " belongs to somebody else");
        }
        anotherHost.tryAgain(booking, by.userName());
    }

    private @Nullable Duration elapsed(DeploymentView deployment, boolean leaving) {
        Instant began = deployment.workBeganAt();
        if (began == null || leaving) {
            return null;
        }
        Instant until = deployment.readyAt();
        return Duration.between(began, until == null ? desks.clock().instant() : until);
    }

    private static int percent(DeploymentView deployment, List<StepView> steps) {
        if (deployment.state() == DeploymentState.READY || deployment.state() == DeploymentState.GONE) {
            return 100;
        }
        double whole = 0;
        double done = 0;
        for (StepView step : steps) {
            double weight = step.usually() == null ? step.step().weight() : Math.max(0.05, seconds(step.usually()));
            whole += weight;
            done += weight
                    * switch (step.state()) {
                        case DONE -> 1;
                        case WAITING, FAILED -> 0;
                        case RUNNING -> Math.min(NEVER_QUITE, seconds(step.duration()) / weight);
                    };
        }
        return whole == 0 ? 0 : (int) Math.floor(100 * done / whole);
    }

    private static double seconds(@Nullable Duration duration) {
        return duration == null ? 0 : duration.toMillis() / 1_000.0;
    }
}

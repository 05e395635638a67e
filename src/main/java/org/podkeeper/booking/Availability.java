package org.podkeeper.booking;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static java.util.stream.Collectors.toSet;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.Outage;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** What is free, where and when. Names nobody, so that strangers may ask. */
@Service
public class Availability {
    private final Inventory inventory;
    private final HoldLedger ledger;
    private final LabHolds labHolds;
    private final BookingSettings settings;
    private final Clock clock;

    Availability(Inventory inventory, HoldLedger ledger, LabHolds labHolds, BookingSettings settings, Clock clock) {
        this.inventory = inventory;
        this.ledger = ledger;
        this.labHolds = labHolds;
        this.settings = settings;
        this.clock = clock;
    }

    /** A host with what it has promised from now on. */
    public record HostTime(KvmHost host, HostSchedule schedule) {}

    /** Hosts that take bookings now, with their promises. */
    @Transactional(readOnly = true)
    public List<HostTime> hostsInService(@Nullable LabId lab) {
        Instant now = clock.instant();
        TimeWindow horizon = TimeWindow.of(
                now, settings.farthestAhead().plus(settings.longest()).plusDays(1));
        return times(
                hosts(lab).filter(host -> host.state() == HostState.IN_SERVICE).toList(), horizon);
    }

    /** The same for several labs. */
    List<HostTime> hostsInService(Set<LabId> labs) {
        return hostsInService((LabId) null).stream()
                .filter(time -> labs.contains(time.host().lab()))
                .toList();
    }

    /** Labs of hosts that take bookings now; the one that is asked for when one is. */
    Set<LabId> labsInService(@Nullable LabId lab) {
        return hosts(lab)
                .filter(host -> host.state() == HostState.IN_SERVICE)
                .map(KvmHost::lab)
                .collect(Collectors.toCollection(LinkedHashSet::new));
    }

    /** How many pods of this size could start now for this long. */
    public int freeNow(List<HostTime> hosts, Resources wanted, Duration length) {
        TimeWindow window = TimeWindow.of(clock.instant(), length.plus(settings.tearDownMargin()));
        return hosts.stream()
                .filter(time -> !time.schedule().isClosed(window))
                .mapToInt(time ->
                        time.host().limit().minus(time.schedule().peak(window)).times(wanted))
                .sum();
    }

    /** The longest time that a pod of this size could be had for if it started now; zero when none could. */
    public Duration longestNow(List<HostTime> hosts, Resources wanted) {
        Instant now = clock.instant();
        Instant until = now.plus(settings.longest()).plus(settings.tearDownMargin());
        return hosts.stream()
                .map(time -> time.schedule().roomUntil(wanted, now, until).orElse(now))
                .map(end -> Duration.between(now, end).minus(settings.tearDownMargin()))
                .filter(Duration::isPositive)
                .max(Duration::compareTo)
                .orElse(Duration.ZERO);
    }

    /** The first start from {@code from} on at which some host has room, within the time that can be booked ahead. */
    public Optional<Instant> firstStart(
            List<HostTime> hosts, Resources wanted, Instant from, Duration length, Duration preparation) {
        Instant until = clock.instant().plus(settings.farthestAhead());
        return hosts.stream()
                .map(time -> time.schedule()
                        .firstStart(wanted, from, until, length, preparation, settings.tearDownMargin())
                        .orElse(null))
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
    }

    /** All hosts, in service or not, with their promises in the window and what they are closed for, by name. */
    @Transactional(readOnly = true)
    public List<HostWeeks> weeks(@Nullable LabId lab, TimeWindow window) {
        // what is booked in the window may reach beyond it
        var horizon = new TimeWindow(window.start(), window.end().plus(settings.longest()));
        Map<HostId, List<Outage>> outages = inventory.outages(window).stream().collect(groupingBy(Outage::host));
        return times(hosts(lab).toList(), horizon).stream()
                .map(time -> new HostWeeks(
                        time.host(),
                        time.schedule(),
                        outages.getOrDefault(time.host().id(), List.of())))
                .toList();
    }

    /** A host with what it has promised in a window, and its outages there. */
    public record HostWeeks(KvmHost host, HostSchedule schedule, List<Outage> outages) {}

    /**
     * When a pod of this size could be had for at least this long, on which host and until when at the latest, which is
     * never more than the longest that can be booked. Earliest first; the longest one first of those that begin together.
     *
     * @param most how many answers are wanted, at most one per host and gap
     */
    public List<Opening> openings(
            List<HostTime> hosts, Resources wanted, Duration length, Duration preparation, int most) {
        Instant now = clock.instant();
        var ahead = TimeWindow.of(now, settings.farthestAhead().plus(settings.longest()));
        return hosts.stream()
                .flatMap(time -> time.schedule().room(wanted, ahead).stream()
                        .map(room -> Opening.within(room, now, preparation, settings.tearDownMargin(), time.host()))
                        .flatMap(Optional::stream)
                        .map(opening -> opening.atMost(settings.longest())))
                .filter(opening -> opening.length().compareTo(length) >= 0)
                .filter(opening -> !opening.start().isAfter(now.plus(settings.farthestAhead())))
                .sorted(Comparator.comparing(Opening::start)
                        .thenComparing(Opening::end, Comparator.reverseOrder())
                        .thenComparing(opening -> opening.host().name()))
                .limit(most)
                .toList();
    }

    private Stream<KvmHost> hosts(@Nullable LabId lab) {
        return (lab == null ? inventory.hosts() : inventory.hostsOf(lab)).stream();
    }

    /** What a host has promised to others than this booking. */
    HostSchedule scheduleWithout(BookingId booking, KvmHost host, TimeWindow horizon) {
        return times(List.of(host), horizon).getFirst().schedule().without(booking);
    }

    /** The hosts with what they promised, by three questions however many they are. */
    private List<HostTime> times(List<KvmHost> hosts, TimeWindow horizon) {
        Set<HostId> ids = hosts.stream().map(KvmHost::id).collect(toSet());
        Map<HostId, List<Hold>> holds = Stream.concat(
                        ledger.after(ids, horizon.start()).stream(), labHolds.after(ids, horizon.start()).stream())
                .collect(groupingBy(Hold::host));
        Map<HostId, List<TimeWindow>> closed = inventory.outages(horizon).stream()
                .collect(groupingBy(Outage::host, mapping(Outage::window, toList())));
        return hosts.stream()
                .map(host -> new HostTime(
                        host,
                        new HostSchedule(
                                host.limit(),
                                holds.getOrDefault(host.id(), List.of()),
                                closed.getOrDefault(host.id(), List.of()))))
                .toList();
    }
}

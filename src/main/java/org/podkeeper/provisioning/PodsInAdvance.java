package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.AdvisoryLock;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Pods that went on from a golden one before anybody booked them, so that whoever does gets it at once. They hold no room:
 * they take what is promised to nobody for now, and go as soon as it is.
 */
@Service
class PodsInAdvance {
    private static final Logger log = LoggerFactory.getLogger(PodsInAdvance.class);
    private static final Set<StandingState> ON_THE_HOST =
            Set.of(StandingState.MAKING, StandingState.READY, StandingState.RENEWING, StandingState.LEAVING);
    /** For a shorter time it is not worth its making. */
    private static final Duration WORTH_IT = Duration.ofMinutes(15);

    private static final Duration WHILE_WORK_BEGINS = Duration.ofMinutes(1);
    /** Longer, and the work that waits comes again later: others need its thread, not least who removes them. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);

    private final StandingRows rows;
    private final GoldenPods golden;
    private final WorkOrders orders;
    private final Catalog catalog;
    private final Inventory inventory;
    private final AccessAddresses addresses;
    private final Ledger ledger;

    /** What is promised of hosts, and when; with transactions of its own, also after one that is just over. */
    @org.springframework.stereotype.Component("podsInAdvanceLedger")
    record Ledger(JdbcClient jdbc, TransactionOperations transaction, Clock clock) {
        @Autowired
        Ledger(JdbcClient jdbc, PlatformTransactionManager manager, Clock clock) {
            this(jdbc, anew(manager), clock);
        }

        private static TransactionOperations anew(PlatformTransactionManager manager) {
            var template = new TransactionTemplate(manager);
            template.setPropagationBehavior(TransactionDefinition.PROPAGATION_REQUIRES_NEW);
            return template;
        }
    }

    PodsInAdvance(
            StandingRows rows,
            GoldenPods golden,
            WorkOrders orders,
            Catalog catalog,
            Inventory inventory,
            AccessAddresses addresses,
            Ledger ledger) {
        this.rows = rows;
        this.golden = golden;
        this.orders = orders;
        this.catalog = catalog;
        this.inventory = inventory;
        this.addresses = addresses;
        this.ledger = ledger;
    }

    /**
     * {@link #level()}, when the caller's transaction has been committed: it takes locks that others take before those which
     * the caller may have. What goes wrong is not the caller's, and the next regular one makes up for it.
     */
    void levelAfterCommit() {
        TransactionSynchronizationManager.registerSynchronization(new TransactionSynchronization() {
            @Override
            public void afterCommit() {
                try {
                    level();
                } catch (RuntimeException e) {
                    log.warn("Pods in advance could not be made as many as wanted; it is tried again soon", e);
                }
            }
        });
    }

    /** As many as each golden pod is to have, none where nothing may go on from it. Work that was lost is ordered again. */
    void level() {
        ledger.transaction().executeWithoutResult(status -> levelAll());
        rows.inAdvance().stream()
                .map(pod -> Objects.requireNonNull(pod.host()))
                .distinct()
                .forEach(host -> ledger.transaction().executeWithoutResult(status -> giveWay(host)));
    }

    /** Those that went on from a golden pod, or are to, and that no booking has. */
    List<StandingPod> of(GoldenId id) {
        return rows.inAdvanceOf(id);
    }

    private void levelAll() {
        // one at a time: two would both make up for what is missing
        AdvisoryLock.hold(ledger.jdbc(), "pods in advance");
        List<StandingPod> all = rows.inAdvance();
        Map<GoldenId, List<StandingPod>> byGolden = all.stream()
                .filter(pod -> !pod.leaving())
                .collect(Collectors.groupingBy(pod -> Objects.requireNonNull(pod.golden())));
        for (GoldenPod one : golden.all()) {
            if (one.state() == GoldenState.READY && stateOf(one.host()) != HostState.OUT_OF_SERVICE) {
                List<StandingPod> its = byGolden.remove(one.id());
                level(one, its == null ? List.of() : its);
            }
        }
        byGolden.values().stream()
                .flatMap(List::stream)
                .forEach(pod -> leave(pod, "Nothing may go on from its golden pod any more."));
        for (StandingPod pod : all) {
            switch (pod.state()) {
                case WAITING, MAKING -> orders.makeStanding(pod.life());
                case RENEWING, LEAVING -> orders.removeStanding(pod.life());
                case READY, IN_USE -> {}
            }
        }
    }

    private @Nullable HostState stateOf(HostId host) {
        return inventory.host(host).map(KvmHost::state).orElse(null);
    }

    private void level(GoldenPod one, List<StandingPod> its) {
        for (int i = its.size(); i < one.inAdvance(); i++) {
            orders.makeStanding(rows.addInAdvance(one));
        }
        its.stream()
                .sorted(Comparator.comparing(pod -> pod.state() == StandingState.READY))
                .limit(Math.max(0, its.size() - one.inAdvance()))
                .forEach(pod -> leave(pod, "Fewer are wanted."));
    }

    private void leave(StandingPod standing, String why) {
        StandingPod now = rows.findForChange(standing.life()).orElse(null);
        if (now == null) {
            return;
        }
        switch (now.state()) {
            case WAITING -> rows.forget(now.life());
            case MAKING, READY, RENEWING -> {
                rows.leaves(now.life());
                rows.move(now.life(), ON_THE_HOST, StandingState.LEAVING, why);
                orders.removeStanding(now.life());
            }
            case IN_USE, LEAVING -> {}
        }
    }

    /**
     * One for a booking that begins now and has the host's room: in the booking's transaction. It is the booking's from
     * then on, and nothing comes after it in its place.
     */
    Optional<StandingPod> take(BookingView booking, HostId host) {
        if (!booking.choices().asItStands()
                || booking.prepareFrom().isAfter(ledger.clock().instant())) {
            return Optional.empty();
        }
        return rows.findReadyInAdvance(host, booking.pod(), booking.config())
                .filter(pod -> pod.images().equals(imagesNow(booking)))
                .map(pod -> {
                    rows.leaves(pod.life());
                    rows.taken(pod.life(), booking.id());
                    return pod;
                });
    }

    private List<String> imagesNow(BookingView booking) {
        return Goldsmith.checksums(
                catalog,
                catalog.pod(booking.pod()).orElseThrow(),
                catalog.config(booking.config()).orElseThrow());
    }

    /**
     * Whether one more may be made now: nobody has been promised the room that it needs, and no pod is being made that it
     * would delay. In the transaction in which its making begins.
     */
    boolean hasRoom(StandingPod standing, Pod pod) {
        HostId host = Objects.requireNonNull(standing.host());
        KvmHost found = inventory.host(host).orElse(null);
        if (found == null || found.state() != HostState.IN_SERVICE) {
            rows.says(standing.life(), "Waits until its host is in service.");
            return false;
        }
        Instant now = ledger.clock().instant();
        if (!inventory.outages(host, TimeWindow.of(now, WORTH_IT)).isEmpty()) {
            rows.says(standing.life(), "Waits until the outage of its host is over.");
            return false;
        }
        if (!addresses.halfStayFree(found)) {
            rows.says(
                    standing.life(),
                    "Waits until half of the addresses of its host's access network are free: the others are for who books.");
            return false;
        }
        Resources free = free(host, WORTH_IT);
        Resources others = sum(onTheHost(host));
        if (!free.covers(others.plus(pod.resources()))) {
            rows.says(
                    standing.life(),
                    "Waits until the host has room that nobody has booked for the next %d minutes."
                            .formatted(WORTH_IT.toMinutes()));
            return false;
        }
        if (isAtWork(host)) {
            rows.says(standing.life(), "Waits until no booked pod is being made on the host.");
            return false;
        }
        return true;
    }

    /**
     * Before work begins that was promised room of the host: those that take it go, and it is waited for that.
     *
     * @param waits told once when it has to be waited
     * @param checkWanted throws when the work is not wanted any more
     * @return whether it had to be waited
     * @throws RoomTaken when they are not gone soon
     */
    boolean awaitRoom(HostId host, Runnable waits, Runnable checkWanted) {
        Instant giveUp = ledger.clock().instant().plus(PATIENCE);
        boolean told = false;
        while (!Boolean.TRUE.equals(ledger.transaction().execute(status -> giveWay(host)))) {
            if (!told) {
                waits.run();
                told = true;
            }
            checkWanted.run();
            if (ledger.clock().instant().isAfter(giveUp)) {
                throw new RoomTaken();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        return told;
    }

    /** @return whether what is promised now fits beside those that are on the host */
    private boolean giveWay(HostId host) {
        List<StandingPod> there = new ArrayList<>(onTheHost(host));
        if (there.isEmpty()) {
            return true;
        }
        Resources free = free(host, WHILE_WORK_BEGINS);
        boolean fits = free.covers(sum(there));
        there.removeIf(pod -> pod.leaving() || pod.state() == StandingState.RENEWING);
        there.sort(Comparator.comparing(pod -> pod.state() == StandingState.READY));
        while (!there.isEmpty() && !free.covers(sum(there))) {
            leave(there.removeFirst(), "Its room is needed.");
        }
        return fits;
    }

    private List<StandingPod> onTheHost(HostId host) {
        return rows.inAdvance().stream()
                .filter(pod -> host.equals(pod.host()) && ON_THE_HOST.contains(pod.state()))
                .toList();
    }

    private Resources sum(List<StandingPod> pods) {
        return pods.stream()
                .map(pod -> catalog.pod(Objects.requireNonNull(pod.pod()))
                        .orElseThrow()
                        .resources())
                .reduce(Resources.NONE, Resources::plus);
    }

    /** What nobody is promised from now on for so long. Until the end of the transaction nobody is promised more. */
    private Resources free(HostId host, Duration time) {
        ledger.jdbc()
                .sql("select id from kvm_host where id = :host for no key update")
                .param("host", host.value())
                .query()
                .listOfRows();
        Instant now = ledger.clock().instant();
        // what is promised, and what stands although its time is over
        Resources promised = ledger.jdbc()
                .sql("""
                        select peak.vcpus + late.vcpus as vcpus, peak.memory_mib + late.memory_mib as memory_mib,
                            peak.disk_gib + late.disk_gib as disk_gib
                        from capacity_peak(:host, tstzrange(:from, :to)) peak,
                            (select coalesce(sum(vcpus), 0) as vcpus, coalesce(sum(memory_mib), 0) as memory_mib,
                                coalesce(sum(disk_gib), 0) as disk_gib
                            from capacity_hold where host_id = :host and not released and upper(during) <= :from) late
                        """)
                .param("host", host.value())
                .param("from", now.atOffset(ZoneOffset.UTC))
                .param("to", now.plus(time).atOffset(ZoneOffset.UTC))
                .query((row, n) ->
                        new Resources(row.getInt("vcpus"), row.getLong("memory_mib"), row.getLong("disk_gib")))
                .single();
        return inventory
                .host(host)
                .map(KvmHost::limit)
                .orElse(Resources.NONE)
                .minus(promised)
                .orNothing();
    }

    private boolean isAtWork(HostId host) {
        return ledger.jdbc()
                .sql(
                        "select exists (select from deployment where host_id = :host and state = 'PREPARING' and way is distinct from 'STANDING')")
                .param("host", host.value())
                .query(Boolean.class)
                .single();
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.Availability.HostTime;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.NetworkSpec.Access.Seat;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the books of standing pods while they are made, looked at and removed, each entry one short transaction. */
@Service
class StandingBooks {
    private static final Set<StandingState> TO_BE_MADE = Set.of(StandingState.WAITING, StandingState.MAKING);
    private static final Set<StandingState> LEAVING = Set.of(StandingState.RENEWING, StandingState.LEAVING);
    /** After so many failures in a row it is tried on another host, if there is one. */
    private static final int FAILURES_ON_A_HOST = 2;

    private final StandingSets sets;
    private final StandingRows rows;
    private final StandingMachines machines;
    private final LabHolds holds;
    private final WorkOrders orders;
    private final Desk desk;

    /** What else they need. */
    @org.springframework.stereotype.Component("standingBooksDesk")
    record Desk(
            Availability availability,
            Catalog catalog,
            Inventory inventory,
            Goldsmith goldsmith,
            GoldenPods golden,
            PodsInAdvance inAdvance,
            AccessAddresses addresses,
            Installation installation,
            StandingSettings settings,
            Clock clock) {}

    StandingBooks(
            StandingSets sets,
            StandingRows rows,
            StandingMachines machines,
            LabHolds holds,
            WorkOrders orders,
            Desk desk) {
        this.sets = sets;
        this.rows = rows;
        this.machines = machines;
        this.holds = holds;
        this.orders = orders;
        this.desk = desk;
    }

    /** Work begins, or goes on: empty when it is not wanted any more, or while no host has room for it. */
    @Transactional
    public Optional<StandingPlan> begin(DeploymentId life) {
        StandingPod standing = rows.findForChange(life)
                .filter(found -> TO_BE_MADE.contains(found.state()))
                .orElse(null);
        if (standing == null) {
            return Optional.empty();
        }
        if (standing.state() == StandingState.MAKING) {
            return Optional.of(draw(standing));
        }
        StandingSetId of = standing.set();
        if (of == null) {
            return beginInAdvance(standing);
        }
        StandingSet set = sets.find(of).orElseThrow();
        Pod pod = desk.catalog().newestPod(set.podKey()).orElse(null);
        Config config = desk.catalog().newestConfig(set.configKey()).orElse(null);
        if (pod == null || config == null) {
            rows.says(life, "Its Pod or Config does not exist any more.");
            return Optional.empty();
        }
        HostId host = place(standing, set, pod);
        if (host == null) {
            return Optional.empty();
        }
        rows.at(life, host);
        List<String> images = desk.goldsmith().checksums(pod, config);
        settle(life, pod, config, images);
        desk.golden()
                .current(host, pod.id(), config.id())
                .filter(golden -> golden.state() == GoldenState.READY
                        && golden.images().equals(images)
                        && desk.golden().use(golden.id()))
                .ifPresent(golden -> {
                    rows.goesOnFrom(life, golden.id());
                    machines.bornFrom(life, golden.tag());
                });
        return Optional.of(draw(rows.find(life).orElseThrow()));
    }

    /** What comes of a golden pod alone: it goes with that, and waits for nobody's room. */
    private Optional<StandingPlan> beginInAdvance(StandingPod standing) {
        DeploymentId life = standing.life();
        GoldenPod golden = desk.golden()
                .find(Objects.requireNonNull(standing.golden()))
                .filter(found -> found.state() == GoldenState.READY)
                .orElse(null);
        if (golden == null) {
            rows.forget(life);
            return Optional.empty();
        }
        Pod pod = desk.catalog().pod(golden.pod()).orElseThrow();
        Config config = desk.catalog().config(golden.config()).orElseThrow();
        if (!desk.inAdvance().hasRoom(standing, pod)
                || !golden.images().equals(desk.goldsmith().checksums(pod, config))
                || !desk.golden().use(golden.id())) {
            return Optional.empty();
        }
        settle(life, pod, config, golden.images());
        machines.bornFrom(life, golden.tag());
        return Optional.of(draw(rows.find(life).orElseThrow()));
    }

    /** @param images checksums of those that its machines are made from */
    private void settle(DeploymentId life, Pod pod, Config config, List<String> images) {
        rows.begun(life, pod, config, images);
        machines.settle(rows.find(life).orElseThrow(), pod, config, logins(pod, config));
    }

    private Map<String, String> logins(Pod pod, Config config) {
        return pod.nodes().stream()
                .collect(Collectors.toMap(
                        Pod.Node::name,
                        node -> desk.catalog()
                                .image(config.softwareOf(node.name()).image())
                                .orElseThrow()
                                .login()));
    }

    /** A host that has room for it for good: the one where its place is, or the emptiest. */
    private @Nullable HostId place(StandingPod standing, StandingSet set, Pod pod) {
        Instant now = desk.clock().instant();
        Resources needs = pod.resources();
        String what = "standing pod of " + pod.name();
        HostId had = standing.host();
        boolean stays = had != null
                && desk.inventory()
                        .host(had)
                        .filter(host -> host.state() == HostState.IN_SERVICE
                                && host.lab().equals(set.lab()))
                        .isPresent();
        // what it holds may be less than it needs now
        holds.release(standing.id().value());
        if (stays
                && had != null
                && standing.failures() < FAILURES_ON_A_HOST
                && holds.holdForGood(standing.id().value(), had, needs, now, what)) {
            return had;
        }
        Optional<HostId> found = desk.availability().hostsInService(set.lab()).stream()
                .filter(time -> !time.schedule()
                        .isClosed(TimeWindow.of(now, desk.settings().retry())))
                .sorted(Comparator.comparing((HostTime time) -> time.host().id().equals(had))
                        .thenComparing(emptiestFirst(now)))
                .map(time -> time.host().id())
                .filter(host -> holds.holdForGood(standing.id().value(), host, needs, now, what))
                .findFirst();
        if (found.isEmpty()) {
            rows.at(standing.life(), null);
            rows.says(
                    standing.life(),
                    "Waits until a host of the lab in service has room for it for good: %d vCPUs, %d MiB of memory and %d GiB of disk beside all that is booked and held."
                            .formatted(needs.vcpus(), needs.memoryMib(), needs.diskGib()));
        }
        return found.orElse(null);
    }

    private static Comparator<HostTime> emptiestFirst(Instant now) {
        return Comparator.comparingLong(time ->
                time.schedule().at(now).memoryMib() - time.host().limit().memoryMib());
    }

    private StandingPlan draw(StandingPod standing) {
        Pod pod = desk.catalog().pod(Objects.requireNonNull(standing.pod())).orElseThrow();
        Config config =
                desk.catalog().config(Objects.requireNonNull(standing.config())).orElseThrow();
        KvmHost host =
                desk.inventory().host(Objects.requireNonNull(standing.host())).orElseThrow();
        Seat seat = desk.addresses().take(host, standing.tag());
        Map<String, StandingMachines.Row> settled = machines.of(standing.life());
        return new StandingPlan(
                desk.installation().id(),
                standing,
                host,
                pod,
                pod.nodes().stream()
                        .map(node -> machine(node, Objects.requireNonNull(settled.get(node.name())), seat, config))
                        .toList(),
                standing.golden() == null
                        ? null
                        : desk.golden().find(standing.golden()).orElse(null));
    }

    private Machine machine(Pod.Node node, StandingMachines.Row row, @Nullable Seat seat, Config config) {
        return new Machine(
                node,
                desk.catalog().image(config.softwareOf(node.name()).image()).orElseThrow(),
                List.of(),
                row.hostName(),
                row.domain(),
                row.hostKey(),
                seat == null || row.accessMac() == null ? row.accessMac() : seat.mac(),
                seat == null || row.accessMac() == null ? null : seat.address(),
                config.softwareOf(node.name()).cloudInit(),
                row.instance(),
                row.macBase());
    }

    /** It cannot go on from its golden pod, so it is booted. */
    @Transactional
    public StandingPlan boots(StandingPlan plan) {
        DeploymentId life = plan.standing().life();
        rows.goesOnFrom(life, null);
        machines.bornFrom(life, null);
        return draw(rows.find(life).orElseThrow());
    }

    @Transactional(readOnly = true)
    public boolean isWaiting(DeploymentId life) {
        return rows.find(life)
                .filter(standing -> standing.state() == StandingState.WAITING)
                .isPresent();
    }

    @Transactional(readOnly = true)
    public boolean isBeingMade(DeploymentId life) {
        return rows.find(life)
                .filter(standing -> standing.state() == StandingState.MAKING)
                .isPresent();
    }

    @Transactional
    public void says(DeploymentId life, String what) {
        rows.says(life, what);
    }

    @Transactional
    public void reachedAt(DeploymentId life, String node, String address) {
        machines.reachedAt(life, node, address);
    }

    /** All its machines run and take orders: whoever books next gets it. */
    @Transactional
    public void ready(DeploymentId life) {
        if (rows.move(life, Set.of(StandingState.MAKING), StandingState.READY, null)) {
            rows.verified(life);
            machines.forgetPrivateKeys(life);
        }
    }

    /** It could not be made, or is not as it should be: it is removed and made again. */
    @Transactional
    public void failed(DeploymentId life, String why) {
        if (rows.move(life, Set.of(StandingState.MAKING, StandingState.READY), StandingState.RENEWING, why)) {
            rows.failed(life);
            orders.removeStanding(life);
        }
    }

    /** Those that stand ready on hosts that can be asked. */
    @Transactional(readOnly = true)
    public List<StandingPod> toLookAt() {
        return rows.all().stream()
                .filter(standing -> standing.state() == StandingState.READY)
                .filter(standing -> standing.host() != null
                        && desk.inventory()
                                .host(standing.host())
                                .filter(host -> host.state() == HostState.IN_SERVICE)
                                .isPresent())
                .toList();
    }

    @Transactional(readOnly = true)
    public List<String> domains(DeploymentId life) {
        return machines.domains(life);
    }

    /**
     * It was looked at and is as it should be. Its making is a success only now: one that dies at once waits before it is
     * made anew.
     */
    @Transactional
    public void verified(DeploymentId life) {
        rows.verified(life);
        rows.succeeded(life);
    }

    /** What is to be removed: empty when there is nothing to remove. */
    @Transactional(readOnly = true)
    public Optional<StandingPod> leaving(DeploymentId life) {
        return rows.find(life).filter(standing -> LEAVING.contains(standing.state()));
    }

    /** Verified: nothing of it is on the host. Others take its place, after a pause when it had failed. */
    @Transactional
    public void removed(DeploymentId life) {
        StandingPod standing = rows.findForChange(life)
                .filter(found -> LEAVING.contains(found.state()))
                .orElse(null);
        if (standing == null) {
            return;
        }
        desk.addresses().release(standing.tag());
        if (standing.leaving()) {
            holds.release(standing.id().value());
            rows.forget(life);
            sets.forgetEmpty();
            return;
        }
        Instant now = desk.clock().instant();
        Instant due = standing.failures() > 1 ? now.plus(desk.settings().pauseAfter(standing.failures() - 1)) : now;
        orders.makeStanding(rows.renew(life, standing.cause()), due);
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.Image;
import org.podkeeper.catalog.Pod;
import org.podkeeper.catalog.PodId;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.NetworkSpec.Access.Seat;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/**
 * The front door of golden pods: has them made and removed, and keeps their books, each entry one short transaction. The
 * host's room that the making of one takes is held like a booking's, so it waits until there is some.
 */
@Service
public class Goldsmith {
    /** The most that may go on from one in advance. */
    public static final int MOST_IN_ADVANCE = 50;

    private static final String PORTAL = "the portal";
    private static final Set<GoldenState> TO_BE_MADE = Set.of(GoldenState.WAITING, GoldenState.MAKING);
    private static final Set<GoldenState> THERE =
            Set.of(GoldenState.WAITING, GoldenState.MAKING, GoldenState.READY, GoldenState.CANNOT);

    private final GoldenPods pods;
    private final LabHolds holds;
    private final Catalog catalog;
    private final Inventory inventory;
    private final WorkOrders orders;
    private final Desk desk;

    /** What else it needs. */
    @org.springframework.stereotype.Component("goldsmithDesk")
    record Desk(
            Installation installation,
            AccessAddresses addresses,
            PodsInAdvance inAdvance,
            GoldenSettings settings,
            Clock clock) {}

    Goldsmith(GoldenPods pods, LabHolds holds, Catalog catalog, Inventory inventory, WorkOrders orders, Desk desk) {
        this.pods = pods;
        this.holds = holds;
        this.catalog = catalog;
        this.inventory = inventory;
        this.orders = orders;
        this.desk = desk;
    }

    /** All of which something may be on a host, the newest first. */
    @Transactional(readOnly = true)
    public List<GoldenPod> all() {
        return pods.all();
    }

    @Transactional(readOnly = true)
    public Optional<GoldenPod> find(GoldenId id) {
        return pods.find(id);
    }

    /** Pods that went on from it before anybody booked them, and those that are to. */
    @Transactional(readOnly = true)
    public List<StandingPod> inAdvance(GoldenId id) {
        return desk.inAdvance().of(id);
    }

    /** Numbers of the bookings whose machines stand on its disks. */
    @Transactional(readOnly = true)
    public List<Long> usersOf(GoldenId id) {
        return pods.usersOf(id);
    }

    /** Whether machines stand on its disks that belong to nobody. */
    @Transactional(readOnly = true)
    public boolean hasStandingPods(GoldenId id) {
        return pods.hasStandingPods(id);
    }

    /**
     * Has one made. One that could not be made is tried again; one that is there already stays.
     *
     * @throws NotFound when there is no such host, Pod or Config, or the Config is for another Pod
     */
    @Transactional
    public GoldenPod ask(HostId host, PodId pod, ConfigId config, Person by) {
        GoldenPods.Wanted wanted = wanted(host, pod, config)
                .orElseThrow(() -> new NotFound("Golden pod of " + pod + " and " + config + " on " + host));
        pods.current(host, pod, config)
                .filter(there -> there.state() == GoldenState.CANNOT)
                .ifPresent(failed ->
                        pods.move(failed.id(), Set.of(GoldenState.CANNOT), GoldenState.REMOVED, "asked for again"));
        return order(wanted, by.userName());
    }

    /** A pod was booted on its host: the next one need not be. */
    @Transactional
    public void booted(DeploymentView deployment) {
        bootedOn(deployment.host(), deployment.pod(), deployment.config());
    }

    /** Machines of this Pod and Config were booted on a host: the next ones need not be. */
    @Transactional
    public void bootedOn(HostId host, PodId pod, ConfigId config) {
        if (desk.settings().automatic()) {
            wanted(host, pod, config).ifPresent(wanted -> order(wanted, PORTAL));
        }
    }

    private GoldenPod order(GoldenPods.Wanted wanted, String by) {
        pods.ask(wanted, desk.settings().inAdvance(), by).ifPresent(orders::makeGolden);
        return pods.current(wanted.host(), wanted.pod(), wanted.config()).orElseThrow();
    }

    private Optional<GoldenPods.Wanted> wanted(HostId host, PodId podId, ConfigId configId) {
        Pod pod = catalog.pod(podId).orElse(null);
        Config config = catalog.config(configId).orElse(null);
        if (inventory.host(host).isEmpty()
                || pod == null
                || config == null
                || !config.podKey().equals(pod.key())) {
            return Optional.empty();
        }
        return Optional.of(new GoldenPods.Wanted(host, podId, configId, checksums(pod, config)));
    }

    /** Of the images as they are now, in the Pod's order. */
    List<String> checksums(Pod pod, Config config) {
        return checksums(catalog, pod, config);
    }

    static List<String> checksums(Catalog catalog, Pod pod, Config config) {
        return pod.nodes().stream()
                .map(node ->
                        Objects.requireNonNullElse(image(catalog, config, node).sha256(), ""))
                .toList();
    }

    private static Image image(Catalog catalog, Config config, Pod.Node node) {
        return catalog.image(config.softwareOf(node.name()).image()).orElseThrow();
    }

    /**
     * Removes one for good; nothing goes on from it from now on. What stands on its disks stays until it is gone.
     *
     * @throws NotFound when there is none
     */
    @Transactional
    public void remove(GoldenId id, Person by) {
        if (pods.find(id).filter(golden -> golden.state().mayBeThere()).isEmpty()) {
            throw new NotFound("Golden pod " + id);
        }
        leave(id, "Removed by " + by.userName() + ".");
    }

    /**
     * Has so many pods go on from it before anybody books them, while the host has room that nobody else wants.
     *
     * @param count 0 to {@link #MOST_IN_ADVANCE}
     * @throws NotFound when there is none
     */
    @Transactional
    public void keepInAdvance(GoldenId id, int count) {
        if (!pods.keepsInAdvance(id, count)) {
            throw new NotFound("Golden pod " + id);
        }
        desk.inAdvance().levelAfterCommit();
    }

    /** Nothing may go on from it any more. */
    @Transactional
    public void leave(GoldenId id, String why) {
        if (pods.move(id, THERE, GoldenState.STALE, why)) {
            orders.removeGolden(id);
            desk.inAdvance().levelAfterCommit();
        }
    }

    /** What is to be made: empty when it is not wanted, or over. */
    @Transactional
    public Optional<GoldenPlan> plan(GoldenId id) {
        return pods.find(id)
                .filter(golden -> TO_BE_MADE.contains(golden.state()))
                .map(this::draw);
    }

    private GoldenPlan draw(GoldenPod golden) {
        KvmHost host = inventory.host(golden.host()).orElseThrow();
        Pod pod = catalog.pod(golden.pod()).orElseThrow();
        Config config = catalog.config(golden.config()).orElseThrow();
        Seat seat = desk.addresses().take(host, golden.tag());
        return new GoldenPlan(
                desk.installation().id(),
                golden,
                host,
                pod,
                pod.nodes().stream()
                        .map(node -> machine(golden, pod, node, config, seat))
                        .toList());
    }

    private Machine machine(GoldenPod golden, Pod pod, Pod.Node node, Config config, @Nullable Seat seat) {
        String domain = golden.names().domain(node.name());
        String mac = seat == null ? Mac.of(domain + "/" + CloudConfig.ACCESS_NIC) : seat.mac();
        if (node.jumpHost()) {
            pods.hadAccessMac(golden.id(), mac);
        }
        return new Machine(
                node,
                image(catalog, config, node),
                List.of(),
                config.softwareOf(node.name()).hostName(),
                domain,
                null,
                node.jumpHost() ? mac : null,
                node.jumpHost() && seat != null ? seat.address() : null,
                config.softwareOf(node.name()).cloudInit(),
                domain,
                Machines.macBase(pod, node));
    }

    /** What it took of the host for being made. */
    private void release(GoldenId id) {
        holds.release(id.value());
        pods.find(id).ifPresent(golden -> desk.addresses().release(golden.tag()));
    }

    /**
     * Takes the room that it needs.
     *
     * @return until when, or empty while the host has none
     */
    @Transactional
    public Optional<Instant> takeRoom(GoldenPlan plan) {
        GoldenId id = plan.golden().id();
        TimeWindow window =
                TimeWindow.of(desk.clock().instant(), desk.settings().longest());
        var needs = plan.pod().resources();
        boolean leavesRoom = plan.golden().state() == GoldenState.MAKING
                || !plan.golden().askedBy().equals(PORTAL)
                || hasRoomBesides(plan, window);
        String what = "golden pod of " + plan.pod().name();
        if (!leavesRoom || !holds.hold(id.value(), plan.host().id(), needs, window, what)) {
            String waits = leavesRoom
                    ? "Waits until the host has room for a while: %d vCPUs, %d MiB of memory and %d GiB of disk."
                    : "Waits until the host has room for it and for one more booking of this Pod. It needs %d vCPUs, %d MiB of memory and %d GiB of disk for a while.";
            pods.says(id, waits.formatted(needs.vcpus(), needs.memoryMib(), needs.diskGib()));
            return Optional.empty();
        }
        pods.move(id, TO_BE_MADE, GoldenState.MAKING, null);
        return Optional.of(window.end());
    }

    /** What nobody asked for must not keep anybody from booking: it leaves room for one more of its kind. */
    private boolean hasRoomBesides(GoldenPlan plan, TimeWindow window) {
        var needs = plan.pod().resources();
        UUID both = UUID.randomUUID();
        boolean has = holds.hold(both, plan.host().id(), needs.plus(needs), window, "a golden pod and a booking");
        holds.release(both);
        return has;
    }

    @Transactional
    public void says(GoldenId id, String what) {
        pods.says(id, what);
    }

    @Transactional(readOnly = true)
    public boolean isBeingMade(GoldenId id) {
        return pods.find(id)
                .filter(golden -> golden.state() == GoldenState.MAKING)
                .isPresent();
    }

    @Transactional
    public void ready(GoldenId id, long bytes, HostFacts facts) {
        pods.ready(id, bytes, facts);
        release(id);
        desk.inAdvance().levelAfterCommit();
    }

    /** It cannot be made, and nothing of it is on the host. */
    @Transactional
    public void cannot(GoldenId id, String why) {
        pods.move(id, TO_BE_MADE, GoldenState.CANNOT, why);
        release(id);
    }

    /** What is to be removed, when nothing stands on its disks any more: empty while something does, or when it is over. */
    @Transactional(readOnly = true)
    public Optional<GoldenPod> leaving(GoldenId id) {
        return pods.find(id).filter(golden -> golden.state() == GoldenState.STALE);
    }

    /**
     * What an accident or a change of the catalog calls for: work that was lost is ordered again, and nothing goes on
     * from machines of another design or image than is asked for now.
     */
    @Transactional
    public void tidy() {
        for (GoldenPod golden : pods.all()) {
            switch (golden.state()) {
                case WAITING, MAKING -> orders.makeGolden(golden.id());
                case STALE -> orders.removeGolden(golden.id());
                case READY, CANNOT -> {
                    String change = change(golden);
                    if (change != null) {
                        leave(golden.id(), change);
                    }
                }
                case REMOVED -> {}
            }
        }
    }

    private @Nullable String change(GoldenPod golden) {
        Pod pod = catalog.pod(golden.pod()).orElse(null);
        Config config = catalog.config(golden.config()).orElse(null);
        if (pod == null || config == null) {
            return "Its Pod or Config does not exist any more.";
        }
        boolean newest = catalog.newestPod(pod.key()).filter(pod::equals).isPresent()
                && catalog.newestConfig(config.key()).filter(config::equals).isPresent();
        if (!newest) {
            return "There is a newer version of its Pod or Config.";
        }
        return golden.images().equals(checksums(pod, config)) ? null : "An image that it was made from has changed.";
    }

    /** Verified: nothing of it is on the host. */
    @Transactional
    public void removed(GoldenId id) {
        pods.find(id)
                .ifPresent(golden -> pods.move(id, Set.of(GoldenState.STALE), GoldenState.REMOVED, golden.cause()));
        release(id);
    }
}

package org.podkeeper.provisioning;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.Person;
import org.podkeeper.booking.LabHolds;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.NotFound;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** The front door of standing pods: which a lab wants, how many, and what is done so that they are there. */
@Service
public class Steward {
    private static final Set<StandingState> WITH_MACHINES =
            Set.of(StandingState.MAKING, StandingState.READY, StandingState.RENEWING);
    /** What is missed least goes first. */
    private static final List<StandingState> SURPLUS = List.of(
            StandingState.WAITING,
            StandingState.RENEWING,
            StandingState.MAKING,
            StandingState.READY,
            StandingState.IN_USE);

    private final StandingSets sets;
    private final StandingRows rows;
    private final LabHolds holds;
    private final Catalog catalog;
    private final Inventory inventory;
    private final Desk desk;

    /** What else it needs. */
    @org.springframework.stereotype.Component("stewardDesk")
    record Desk(Goldsmith goldsmith, WorkOrders orders, StandingSettings settings) {}

    Steward(StandingSets sets, StandingRows rows, LabHolds holds, Catalog catalog, Inventory inventory, Desk desk) {
        this.sets = sets;
        this.rows = rows;
        this.holds = holds;
        this.catalog = catalog;
        this.inventory = inventory;
        this.desk = desk;
    }

    /** In the order in which they were asked for; those that go are among them until they are gone. */
    @Transactional(readOnly = true)
    public List<StandingSet> sets() {
        return sets.all();
    }

    /** The pods of all sets, and the places in which one is made or made anew. */
    @Transactional(readOnly = true)
    public List<StandingPod> pods() {
        return rows.all();
    }

    @Transactional(readOnly = true)
    public Optional<StandingSet> find(StandingSetId id) {
        return sets.find(id);
    }

    /** How many a set may want. */
    public int most() {
        return desk.settings().most();
    }

    /** What became of a wish. */
    public sealed interface Outcome {
        record Done(StandingSet set) implements Outcome {}

        /** The lab keeps such pods already: it is that set's number that can be changed. */
        record ThereAlready(StandingSet set) implements Outcome {}

        record WrongNumber(int most) implements Outcome {}
    }

    /**
     * Keeps so many of a Config's pods standing on the hosts of a lab.
     *
     * @param configKey of a Config, in whatever is its newest version
     * @throws NotFound when there is no such lab or Config
     */
    @Transactional
    public Outcome ask(LabId lab, String configKey, int wanted, Person by) {
        Config config = catalog.newestConfig(configKey).orElseThrow(() -> new NotFound("Config " + configKey));
        Pod pod = catalog.newestPod(config.podKey()).orElseThrow(() -> new NotFound("Pod " + config.podKey()));
        if (inventory.lab(lab).isEmpty()) {
            throw new NotFound("Lab " + lab);
        }
        if (!isGood(wanted)) {
            return new Outcome.WrongNumber(most());
        }
        Optional<StandingSetId> added = sets.add(lab, pod.key(), config.key(), wanted, by.userName());
        if (added.isEmpty()) {
            return new Outcome.ThereAlready(sets.all().stream()
                    .filter(set -> !set.leaving()
                            && set.lab().equals(lab)
                            && set.configKey().equals(config.key()))
                    .findFirst()
                    .orElseThrow());
        }
        return level(added.get());
    }

    private boolean isGood(int wanted) {
        return wanted >= 1 && wanted <= most();
    }

    /**
     * Another number of them. What is too many goes, those that stand idle first; one that is in use stays its booking's.
     *
     * @throws NotFound when there is no such set, or it is going
     */
    @Transactional
    public Outcome change(StandingSetId id, int wanted, Person by) {
        StandingSet set = there(id);
        if (!isGood(wanted)) {
            return new Outcome.WrongNumber(most());
        }
        sets.wants(set.id(), wanted, false);
        return level(id);
    }

    /**
     * Keeps none of them any more. Pods in use stay until their bookings end.
     *
     * @throws NotFound when there is no such set, or it is going already
     */
    @Transactional
    public void remove(StandingSetId id, Person by) {
        sets.wants(there(id).id(), 0, true);
        level(id);
        sets.forgetEmpty();
    }

    private StandingSet there(StandingSetId id) {
        return sets.findForChange(id)
                .filter(set -> !set.leaving())
                .orElseThrow(() -> new NotFound("Standing pods " + id));
    }

    private Outcome.Done level(StandingSetId id) {
        StandingSet set = sets.findForChange(id).orElseThrow();
        List<StandingPod> staying =
                rows.of(id).stream().filter(pod -> !pod.leaving()).toList();
        for (int i = staying.size(); i < set.wanted(); i++) {
            desk.orders().makeStanding(rows.add(id));
        }
        staying.stream()
                .sorted(Comparator.comparingInt(pod -> SURPLUS.indexOf(pod.state())))
                .limit(Math.max(0, staying.size() - set.wanted()))
                .forEach(pod -> leave(pod, set.leaving()));
        return new Outcome.Done(set);
    }

    private void leave(StandingPod pod, boolean withItsSet) {
        StandingPod now = rows.findForChange(pod.life()).orElse(null);
        if (now == null) {
            return;
        }
        switch (now.state()) {
            case WAITING -> {
                holds.release(now.id().value());
                rows.forget(now.life());
            }
            case IN_USE -> {
                // the booking's own hold stays; what comes after it is anybody's
                holds.release(now.id().value());
                rows.leaves(now.life());
            }
            case MAKING, READY, RENEWING -> {
                rows.leaves(now.life());
                rows.move(
                        now.life(),
                        WITH_MACHINES,
                        StandingState.LEAVING,
                        withItsSet ? "None is wanted any more." : "Fewer are wanted.");
                desk.orders().removeStanding(now.life());
            }
            case LEAVING -> {}
        }
    }

    /**
     * What an accident or a change elsewhere calls for: work that was lost is ordered again, the right number is there,
     * and nothing stands that is of another version than what is asked for now, or on a host that is being emptied.
     */
    @Transactional
    public void tidy() {
        for (StandingSet set : sets.all()) {
            level(set.id());
            for (StandingPod pod : rows.of(set.id())) {
                switch (pod.state()) {
                    case WAITING, MAKING -> desk.orders().makeStanding(pod.life());
                    case RENEWING, LEAVING -> desk.orders().removeStanding(pod.life());
                    case READY, IN_USE -> {}
                }
                String change = change(set, pod);
                if (change != null
                        && rows.move(
                                pod.life(),
                                Set.of(StandingState.MAKING, StandingState.READY),
                                StandingState.RENEWING,
                                change)) {
                    desk.orders().removeStanding(pod.life());
                }
            }
        }
        sets.forgetEmpty();
    }

    private @Nullable String change(StandingSet set, StandingPod standing) {
        if (standing.state() != StandingState.READY && standing.state() != StandingState.MAKING) {
            return null;
        }
        Pod pod = catalog.newestPod(set.podKey()).orElse(null);
        Config config = catalog.newestConfig(set.configKey()).orElse(null);
        boolean emptied = standing.host() != null
                && inventory
                        .host(standing.host())
                        .map(KvmHost::state)
                        .filter(HostState.OUT_OF_SERVICE::equals)
                        .isPresent();
        if (emptied) {
            return "Its host was taken out of service.";
        }
        if (pod == null || config == null) {
            return "Its Pod or Config does not exist any more.";
        }
        if (!pod.id().equals(standing.pod()) || !config.id().equals(standing.config())) {
            return "There is a newer version of its Pod or Config.";
        }
        return standing.images().equals(desk.goldsmith().checksums(pod, config))
                ? null
                : "An image that it was made from has changed.";
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.CannotClone;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.inventory.HostDetails;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Starts a pod from a golden one, or from what was kept of its owner's, where there is one that fits. */
@Component
class WarmStart {
    private static final Logger log = LoggerFactory.getLogger(WarmStart.class);

    /** For each CPU of a host: more machines that wake up together only delay each other. */
    private static final int SIDE_BY_SIDE = 3;

    private final WarmBooks books;
    private final Reception reception;
    private final Inventory inventory;
    private final Clock clock;
    /** Pods that start together on a host wake up one after the other: the first is ready no later for the second. */
    private final Map<HostId, Semaphore> turns = new ConcurrentHashMap<>();

    WarmStart(WarmBooks books, Reception reception, Inventory inventory, Clock clock) {
        this.books = books;
        this.reception = reception;
        this.inventory = inventory;
        this.clock = clock;
    }

    /**
     * Makes all machines from frozen ones, if it can.
     *
     * @return what is to be booted instead, or null when all machines stand
     */
    @Nullable
    DeploymentPlan orElse(DeploymentPlan drawn, Hypervisor host, Walk walk) {
        Origin origin = books.choose(drawn).orElse(null);
        if (origin == null) {
            return drawn;
        }
        DeploymentPlan plan = books.plan(drawn.deployment());
        try {
            walk.step(Step.NETWORKS, "", say -> DeployPod.networks(plan, host));
            Walk.sideBySide(plan.machines(), machine -> machine(plan, machine, origin, host, walk));
            return null;
        } catch (CannotClone | MachineSilent e) {
            log.warn("{} is of no use to {}", origin, plan.deployment().id(), e);
            clear(plan, host);
            return books.fallBack(plan, origin, String.valueOf(e.getMessage()), true);
        } catch (HostRefused e) {
            log.warn("Deployment {} cannot start from {}", plan.deployment().id(), origin, e);
            clear(plan, host);
            return books.fallBack(plan, origin, String.valueOf(e.getMessage()), false);
        }
    }

    private void machine(DeploymentPlan plan, Machine machine, Origin origin, Hypervisor host, Walk walk) {
        String node = machine.node().name();
        var blueprint = new Blueprint(plan, machine);
        walk.step(Step.SEED, node, say -> blueprint.ensureSeed(host));
        Semaphore turn = turns.computeIfAbsent(plan.host().id(), this::turnsOn);
        turn.acquireUninterruptibly();
        try {
            walk.step(Step.CLONE, node, say -> host.ensureClone(blueprint.machine(), origin.frozen(node)));
            walk.step(Step.OWN, node, say -> {
                String macWas = machine.accessMac() == null ? null : origin.accessMac();
                OwnIdentity.give(plan, machine, macWas, host, clock, walk::checkWanted);
                host.ensureLinked(machine.domain());
            });
        } finally {
            turn.release();
        }
        walk.step(Step.ANSWER, node, say -> reception.awaitOwnAnswer(plan, machine, host, walk::checkWanted));
        walk.step(Step.CLEAN_STATE, node, say -> {
            Reception.keepClean(machine, host);
            // it stood still meanwhile, and since its golden machine was stopped
            host.setClock(machine.domain(), clock.instant());
        });
    }

    private Semaphore turnsOn(HostId host) {
        int cpus = inventory
                .details(host)
                .map(HostDetails::facts)
                .map(HostFacts::cpus)
                .orElse(1);
        return new Semaphore(SIDE_BY_SIDE * Math.max(2, cpus), true);
    }

    /** What was begun from the golden pod is of no use to machines that boot. */
    static void clear(PodPlan plan, Hypervisor host) {
        Walk.sideBySide(plan.machines(), machine -> {
            host.ensureMachineAbsent(machine.domain());
            String node = machine.node().name();
            List<String> files = IntStream.range(0, machine.node().disksGib().size())
                    .mapToObj(i -> plan.names().disk(node, i))
                    .toList();
            files.forEach(host::ensureDiskAbsent);
        });
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.Snapshot;
import org.podkeeper.hypervisor.StateLost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/** Takes, restores and deletes snapshots of whole pods: all machines stand still at the same time. */
@Component
class SnapshotKeeper {
    private static final Duration AGENT = Duration.ofSeconds(20);

    private final PodSnapshots snapshots;
    private final Caretaker caretaker;
    private final KeyDelivery keys;
    private final Clock clock;

    SnapshotKeeper(PodSnapshots snapshots, Caretaker caretaker, KeyDelivery keys, Clock clock) {
        this.caretaker = caretaker;
        this.keys = keys;
        this.snapshots = snapshots;
        this.clock = clock;
    }

    /** One that cannot be taken whole is not kept at all. */
    void take(OneOperation operation) {
        SnapshotId snapshot = snapshotOf(operation);
        Hypervisor host = operation.host();
        Map<String, Boolean> ran = new ConcurrentHashMap<>();
        if (!snapshots.exists(snapshot)) {
            throw new HostRefused("It could not be taken, and nothing of it is kept.");
        }
        try {
            operation.together(machine -> {
                operation.say(machine, StepState.RUNNING, null);
                MachineState state = host.stateOf(machine.domain());
                if (state == MachineState.ABSENT) {
                    throw new HostRefused(machine.hostName() + " is missing on its host. \"Reset\" makes it again.");
                }
                ran.put(
                        machine.domain(),
                        operation
                                .log()
                                .ran(operation.view().id(), machine.node().name(), isOn(state)));
            });
            operation.together(machine -> pause(host, machine, ran));
            operation.together(machine -> host.ensureSnapshot(machine.domain(), snapshot.onHost()));
        } catch (HostRefused e) {
            operation.together(machine -> {
                host.ensureSnapshotAbsent(machine.domain(), snapshot.onHost());
                resume(host, machine, ran);
            });
            snapshots.remove(snapshot);
            throw e;
        }
        operation.together(machine -> resume(host, machine, ran));
        snapshots.whole(
                snapshot,
                operation.machines().stream()
                        .flatMap(machine -> host.snapshots(machine.domain()).stream())
                        .filter(kept -> kept.name().equals(snapshot.onHost()))
                        .mapToLong(Snapshot::bytes)
                        .sum());
        done(operation);
    }

    /** One that stands still is one that an earlier attempt did not let go on: systems in it cannot stop it so. */
    private static boolean isOn(MachineState state) {
        return state == MachineState.RUNNING || state == MachineState.PAUSED;
    }

    private static void pause(Hypervisor host, Machine machine, Map<String, Boolean> ran) {
        if (ran.getOrDefault(machine.domain(), false)) {
            host.ensurePaused(machine.domain());
        }
    }

    private static void resume(Hypervisor host, Machine machine, Map<String, Boolean> ran) {
        if (ran.getOrDefault(machine.domain(), false)) {
            host.ensureRunning(machine.domain());
        }
    }

    void restore(OneOperation operation) {
        SnapshotId snapshot = snapshotOf(operation);
        Hypervisor host = operation.host();
        caretaker.forgetsKeys(operation.plan().deployment().id(), operation.machines());
        if (!haveGoneBack(operation)) {
            operation.together(machine -> mustHave(operation, machine, snapshot));
            operation.together(machine -> host.restore(machine.domain(), snapshot.onHost(), false));
            operation.goneBack(operation.machines());
        }
        // only now, so that no machine goes on while another is still from another time
        operation.together(machine -> {
            // one that runs already is one that an earlier attempt let go on, and perhaps did not get further with
            if (isOn(host.stateOf(machine.domain()))) {
                host.ensureRunning(machine.domain());
                // the snapshot may open for people who may not get in any more
                keys.tell(operation.plan(), machine, host, AGENT);
                host.setClock(machine.domain(), clock.instant());
            }
        });
        done(operation);
    }

    /** Where one was off then, or is now, nobody can tell, and all go back again. */
    private static boolean haveGoneBack(OneOperation operation) {
        return operation.machines().stream()
                .allMatch(machine ->
                        operation.wentBack(machine) && isOn(operation.host().stateOf(machine.domain())));
    }

    /** Before any machine loses its present for a moment that another cannot go back to. */
    private static void mustHave(OneOperation operation, Machine machine, SnapshotId snapshot) {
        Hypervisor host = operation.host();
        operation.say(machine, StepState.RUNNING, null);
        if (host.stateOf(machine.domain()) == MachineState.ABSENT) {
            host.ensureMachine(new Blueprint(operation.plan(), machine).machine());
        }
        if (host.snapshots(machine.domain()).stream()
                .noneMatch(kept -> kept.name().equals(snapshot.onHost()))) {
            throw new StateLost(
                    "%s has lost its part of this snapshot. No machine went back.".formatted(machine.hostName()));
        }
    }

    void delete(OneOperation operation) {
        SnapshotId snapshot = snapshotOf(operation);
        snapshots.leaving(snapshot);
        operation.together(machine -> {
            operation.say(machine, StepState.RUNNING, null);
            operation.host().ensureSnapshotAbsent(machine.domain(), snapshot.onHost());
        });
        snapshots.remove(snapshot);
        done(operation);
    }

    private static SnapshotId snapshotOf(OneOperation operation) {
        return Objects.requireNonNull(operation.view().snapshot());
    }

    private static void done(OneOperation operation) {
        operation.machines().forEach(machine -> operation.say(machine, StepState.DONE, null));
    }
}

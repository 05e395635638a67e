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
                                .ran(operation.view().id(), machine.node().name(), state == MachineState.RUNNING));
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
        operation.together(machine -> {
            operation.say(machine, StepState.RUNNING, null);
            if (host.stateOf(machine.domain()) == MachineState.ABSENT) {
                host.ensureMachine(new Blueprint(operation.plan(), machine).machine());
            }
            host.restore(machine.domain(), snapshot.onHost(), false);
        });
        // only now, so that no machine goes on while another is still from another time
        operation.together(machine -> {
            if (host.stateOf(machine.domain()) == MachineState.PAUSED) {
                host.ensureRunning(machine.domain());
                // the snapshot may open for people who may not get in any more
                keys.tell(operation.plan(), machine, host, AGENT);
                host.setClock(machine.domain(), clock.instant());
            }
        });
        done(operation);
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

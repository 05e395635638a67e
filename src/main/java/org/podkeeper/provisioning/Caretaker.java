package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.catalog.ImageId;
import org.podkeeper.catalog.SavedImages;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.stereotype.Service;
import org.springframework.transaction.annotation.Transactional;

/** Keeps the books of pods that stand, each entry one short transaction. */
@Service
class Caretaker {
    private final Deployments deployments;
    private final Plans plans;
    private final Machines machines;
    private final Operations operations;
    private final PodSnapshots snapshots;
    private final SavedImages images;
    private final WorkOrders orders;
    private final PodKeys keys;
    private final ApplicationEventPublisher events;

    Caretaker(
            Deployments deployments,
            Plans plans,
            Machines machines,
            Operations operations,
            PodSnapshots snapshots,
            SavedImages images,
            WorkOrders orders,
            PodKeys keys,
            ApplicationEventPublisher events) {
        this.deployments = deployments;
        this.plans = plans;
        this.machines = machines;
        this.operations = operations;
        this.snapshots = snapshots;
        this.images = images;
        this.orders = orders;
        this.keys = keys;
        this.events = events;
    }

    /** What was made and is in use: empty when it is not ready, or not any more. */
    @Transactional
    public Optional<DeploymentPlan> inUse(DeploymentId id) {
        return deployments
                .findById(id.value())
                .map(Deployment::view)
                .filter(view -> view.state() == DeploymentState.READY)
                .map(plans::of);
    }

    /** Whether it stands and is in use: asked between the acts of an operation. */
    @Transactional(readOnly = true)
    public boolean isInUse(DeploymentId id) {
        return deployments
                .findById(id.value())
                .filter(deployment -> deployment.view().state() == DeploymentState.READY)
                .isPresent();
    }

    /** Whether some portal is still about to stop an operation on it; one that only waits is called off. */
    @Transactional
    public boolean isBeingOperated(DeploymentId id) {
        return operations
                .underWay(id)
                .filter(operation -> {
                    boolean busy = orders.isBeingDone(operation.id());
                    if (!busy) {
                        failed(operation, "The booking ended first.", null);
                    }
                    return busy;
                })
                .isPresent();
    }

    /** Machines that were off may run now: what they should take they are told. */
    @Transactional
    public void bringKeys(DeploymentId id) {
        if (keys.isDue(id)) {
            orders.keys(id);
        }
    }

    /** Machines go back to an earlier time. */
    @Transactional
    public void forgetsKeys(DeploymentId id, List<Machine> going) {
        keys.forget(id, going.stream().map(machine -> machine.node().name()).toList());
    }

    /** The plan with the keys that should open its machines now, for one that is made anew. */
    @Transactional
    public DeploymentPlan withKeysOfNow(DeploymentPlan plan) {
        return plan.with(keys.ofNow(plan.deployment().id(), plan.booking().id()));
    }

    /** How a machine was found after something was done with it. */
    @Transactional
    public void seen(Machine machine, MachineState state, Instant now) {
        machines.seen(List.of(machine.domain()), state, now);
    }

    /** Whether the machine was made and not started yet. */
    @Transactional(readOnly = true)
    public boolean awaitsFirstStart(DeploymentId id, String node) {
        Machines.Row row = machines.of(id).get(node);
        return row != null && row.awaitsFirstStart();
    }

    /** Which CD a machine has now, and whether its system was seen to notice it. */
    @Transactional
    public void hasMedium(DeploymentId id, String node, @Nullable ImageId medium, @Nullable Boolean noticed) {
        machines.medium(id, node, medium, noticed);
    }

    @Transactional(readOnly = true)
    public @Nullable ImageId mediumOf(DeploymentId id, String node) {
        Machines.Row row = machines.of(id).get(node);
        return row == null ? null : row.medium();
    }

    /** Systems that start notice what is in their drives. */
    @Transactional
    public void noticeTheirMedia(List<Machine> started, DeploymentId id) {
        for (Machine machine : started) {
            ImageId medium = mediumOf(id, machine.node().name());
            if (medium != null) {
                machines.medium(id, machine.node().name(), medium, true);
            }
        }
    }

    /** The machine was started, answered and has its clean state. */
    @Transactional
    public void startedFirst(DeploymentId id, String node) {
        machines.startedFirst(id, node);
    }

    /** An operation did not succeed; a snapshot that it was to take stays on the list as not complete. */
    @Transactional
    public void failed(OperationView operation, String cause, @Nullable String nextAction) {
        operations.says(operation.id(), cause, nextAction);
        operations.finished(operation.id(), StepState.FAILED);
        if (operation.kind() == OperationKind.SAVE_IMAGE) {
            images.forget(ImageSaver.imageOf(operation.id()));
        }
        deployments
                .findById(operation.deployment().value())
                .map(Deployment::view)
                .filter(view -> view.state() == DeploymentState.READY)
                .ifPresent(view -> events.publishEvent(new OperationFailed(view.booking(), operation, cause)));
    }

    /** A machine was made anew: its part of every snapshot is gone. */
    @Transactional
    public void snapshotsAreIncomplete(DeploymentId id) {
        snapshots.of(id).forEach(snapshot -> snapshots.leaving(snapshot.id()));
    }

    /** The machine with a new host key, which its owner sees on the booking's page. */
    @Transactional
    public Machine withNewHostKey(DeploymentId id, Machine machine) {
        HostKey key = HostKey.make();
        machines.rekey(id, machine.node().name(), key);
        return machine.with(key);
    }

    /** Whether the seed that a machine read last would set it up with these keys. */
    @Transactional(readOnly = true)
    public boolean isSeededWith(DeploymentPlan drawn, Machine machine, List<SshKey> wanted) {
        return machines.isSeededWith(
                drawn.deployment().id(),
                machine.node().name(),
                PodKeys.fingerprints(wanted),
                PodKeys.fingerprints(drawn.keys()));
    }

    /** A machine's seed was written anew. */
    @Transactional
    public void seeded(DeploymentPlan plan, Machine machine) {
        machines.seeded(plan.deployment().id(), machine.node().name(), PodKeys.fingerprints(plan.keys()));
    }

    /** The machine has its host key: the portal forgets the private half. */
    @Transactional
    public void hasItsHostKey(DeploymentId id) {
        machines.forgetPrivateKeys(id.value());
    }
}

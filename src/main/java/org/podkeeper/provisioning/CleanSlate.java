package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.StateLost;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings machines back to how they were handed over, from whatever became of them: by the snapshot that was taken then,
 * or, where that is lost, from the golden image.
 */
@Component
class CleanSlate {
    private static final Logger log = LoggerFactory.getLogger(CleanSlate.class);

    private static final Duration AGENT = Duration.ofMinutes(1);

    private final Reception reception;
    private final Caretaker caretaker;
    private final StandingDesk standing;
    private final KeyDelivery keys;
    private final Clock clock;

    CleanSlate(Reception reception, Caretaker caretaker, StandingDesk standing, KeyDelivery keys, Clock clock) {
        this.keys = keys;
        this.reception = reception;
        this.caretaker = caretaker;
        this.standing = standing;
        this.clock = clock;
    }

    void reset(OneOperation operation) {
        DeployPod.networks(operation.plan(), operation.host());
        operation.eachOnce((machine, say) -> {
            caretaker.forgetsKeys(operation.plan().deployment().id(), List.of(machine));
            if (restored(operation, machine)) {
                caretaker.startedFirst(
                        operation.plan().deployment().id(), machine.node().name());
                isBack(operation, machine);
            } else {
                say.accept(
                        caretaker.awaitsFirstStart(
                                        operation.plan().deployment().id(),
                                        machine.node().name())
                                ? "It was never started: this is its first start."
                                : "Its clean state is lost: it is installed anew, which takes as long as the first time.");
                makeAnew(operation, machine, say);
            }
        });
    }

    /**
     * Until it answers and has its keys: its clean state may open for people who may not get in any more, or be from before
     * it was anybody's. That it takes them says that it is up; the jump host says besides where it is reached, and one
     * without a guest agent has nothing but its report.
     */
    private void isBack(OneOperation operation, Machine machine) {
        Hypervisor host = operation.host();
        Runnable check = () -> {
            operation.checkWanted();
            Reception.mustRun(machine, host);
        };
        boolean agent = OwnIdentity.agentAnswers(machine, host, AGENT, clock, check);
        boolean hasKeys = keys.tell(operation.plan(), machine, host, agent ? AGENT : Duration.ZERO);
        if (standing.isHandedOver(operation.plan().deployment().id())) {
            // nothing in it says by itself that it is up
            if (!hasKeys) {
                throw new MachineSilent(machine.hostName() + " has not taken your SSH keys after it went back.");
            }
        } else if (!hasKeys || machine.accessMac() != null) {
            reception.awaitAnswer(operation.plan(), machine, host, operation::checkWanted);
        }
    }

    private boolean restored(OneOperation operation, Machine machine) {
        Hypervisor host = operation.host();
        String domain = machine.domain();
        try {
            MachineState state = host.stateOf(domain);
            if (state == MachineState.RUNNING && operation.wentBack(machine)) {
                host.setClock(domain, clock.instant());
                return true;
            }
            if (state == MachineState.ABSENT) {
                host.ensureMachine(new Blueprint(operation.plan(), machine).machine());
            }
            if (host.snapshots(domain).stream().noneMatch(kept -> kept.name().equals(PodNames.CLEAN))) {
                return false;
            }
            host.restore(domain, PodNames.CLEAN, true);
            operation.goneBack(List.of(machine));
            // without an agent the guest's own time service has to find out
            host.setClock(domain, clock.instant());
            return true;
        } catch (StateLost e) {
            // any other refusal has another cause, and no disk is thrown away for it
            log.warn("{} cannot go back to its clean state", domain, e);
            return false;
        }
    }

    private static boolean hasSeed(Hypervisor host, Machine machine, Blueprint blueprint) {
        return host.belongings(machine.domain()).stream()
                .anyMatch(file ->
                        file.kind() == Belonging.Kind.FILE && file.name().equals(blueprint.seed()));
    }

    private void makeAnew(OneOperation operation, Machine machine, Consumer<String> say) {
        Hypervisor host = operation.host();
        DeploymentPlan drawn = operation.plan();
        boolean firstStart = caretaker.awaitsFirstStart(
                drawn.deployment().id(), machine.node().name());
        // who reads the seed of the first time has the keys of that time
        DeploymentPlan plan = firstStart ? drawn : caretaker.withKeysOfNow(drawn);
        var blueprint = new Blueprint(plan, machine);
        DeployPod.images(plan, host, say);
        host.ensureMachineAbsent(machine.domain());
        caretaker.snapshotsAreIncomplete(plan.deployment().id());
        blueprint.disks().forEach(disk -> {
            host.ensureDiskAbsent(disk.name());
            host.ensureDisk(disk);
        });
        // the seed of a pod that stood has nobody's keys
        if (standing.isHandedOver(plan.deployment().id())
                || !caretaker.isSeededWith(drawn, machine, plan.keys())
                || !hasSeed(host, machine, blueprint)) {
            Machine rekeyed = caretaker.withNewHostKey(plan.deployment().id(), machine);
            new Blueprint(plan, rekeyed).ensureSeed(host);
            caretaker.seeded(plan, machine);
        }
        host.ensureMachine(blueprint.machine());
        host.ensureRunning(machine.domain());
        var answer = reception.awaitAnswer(plan, machine, host, operation::checkWanted);
        reception.awaitKeys(plan, machine, host, operation::checkWanted, answer);
        caretaker.hasItsHostKey(plan.deployment().id());
        Reception.keepClean(machine, host);
        caretaker.startedFirst(plan.deployment().id(), machine.node().name());
        keys.tell(plan, machine, host, AGENT);
    }
}

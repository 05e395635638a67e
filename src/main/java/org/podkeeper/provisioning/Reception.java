package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/** Waits for machines to say what they should, and believes only what is well-formed. */
@Component
class Reception {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    private static final String IPV4 = "(\\d{1,3}\\.){3}\\d{1,3}";

    private final Machines machines;
    private final ProvisioningSettings settings;
    private final Clock clock;

    Reception(Machines machines, ProvisioningSettings settings, Clock clock) {
        this.machines = machines;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * Until its SSH server listens and, of the jump host, its address on the access network is known.
     *
     * @return what it said then; it may say more than was waited for
     */
    GuestReport awaitAnswer(DeploymentPlan plan, Machine machine, Hypervisor host, Runnable checkWanted) {
        return written(plan, machine, awaitUp(machine, host, checkWanted));
    }

    /**
     * The same of a machine that was made its owner's own, whose memory may still hold what the one that it went on from
     * wanted to say. That SSH listens it has said by then, see {@link OwnIdentity}; the jump host's address is new.
     */
    void awaitOwnAnswer(DeploymentPlan plan, Machine machine, Hypervisor host, Runnable checkWanted) {
        if (machine.accessMac() == null) {
            return;
        }
        written(plan, machine, awaitOwn(plan, machine, host, checkWanted));
    }

    /** Likewise, of a machine that need not be anybody's. */
    GuestReport awaitOwn(PodPlan plan, Machine machine, Hypervisor host, Runnable checkWanted) {
        String keys = String.valueOf(plan.keys().size());
        return await(
                machine,
                host,
                checkWanted,
                said -> isUp(machine, said)
                        && machine.domain().equals(said.values().get("of"))
                        && keys.equals(said.values().get("keys")),
                "has not said that it is its owner's own");
    }

    /** Until its SSH server listens and, of the jump host, it has an address on the access network. */
    GuestReport awaitUp(Machine machine, Hypervisor host, Runnable checkWanted) {
        return await(
                machine,
                host,
                checkWanted,
                said -> isUp(machine, said),
                machine.accessMac() != null
                        ? "has not said that its SSH server and its access network are up"
                        : "has not said that its SSH server is up");
    }

    private static boolean isUp(Machine machine, GuestReport said) {
        return "up".equals(said.values().get("ssh"))
                && (machine.accessMac() == null || isGood(machine, said.values().getOrDefault("access", "")));
    }

    private GuestReport written(DeploymentPlan plan, Machine machine, GuestReport report) {
        if (machine.accessMac() != null) {
            machines.reachedAt(
                    plan.deployment().id(),
                    machine.node().name(),
                    report.values().getOrDefault("access", ""));
        }
        return report;
    }

    /** The machine does not say where people are sent when the portal knows it better. */
    private static boolean isGood(Machine machine, String address) {
        return machine.accessAddress() == null ? address.matches(IPV4) : address.equals(machine.accessAddress());
    }

    /** Until it says that all of the owner's keys are where its SSH server looks, if it did not say so already. */
    void awaitKeys(DeploymentPlan plan, Machine machine, Hypervisor host, Runnable checkWanted, GuestReport said) {
        String wanted = String.valueOf(plan.keys().size());
        if (wanted.equals(said.values().get("keys"))) {
            return;
        }
        await(
                machine,
                host,
                checkWanted,
                report -> wanted.equals(report.values().get("keys")),
                "has not said that all " + wanted + " of your SSH keys are in place");
    }

    private GuestReport await(
            Machine machine, Hypervisor host, Runnable checkWanted, Predicate<GuestReport> enough, String otherwise) {
        Instant deadline = clock.instant().plus(settings.answerTimeout());
        while (true) {
            Optional<GuestReport> report = host.report(machine.domain()).filter(enough);
            if (report.isPresent()) {
                return report.get();
            }
            checkWanted.run();
            mustRun(machine, host);
            if (clock.instant().isAfter(deadline)) {
                throw new MachineSilent(machine.hostName() + " was started but " + otherwise + " within "
                        + settings.answerTimeout().toMinutes() + " min.");
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    /**
     * Keeps its state as the clean one. Of a machine that does not run there would be no memory to go back to.
     *
     * @throws MachineSilent when it does not run any more
     */
    static void keepClean(Machine machine, Hypervisor host) {
        mustRun(machine, host);
        host.ensureSnapshot(machine.domain(), PodNames.CLEAN);
    }

    /**
     * Goes back to its clean state if it is off. It was offered by then: whoever may log in may switch it off as well, which
     * is no fault of the host, and what they put on it is lost either way, here or with a pod that is made elsewhere.
     */
    void ensureStillRuns(Machine machine, Hypervisor host) {
        if (host.stateOf(machine.domain()) == MachineState.OFF) {
            host.restore(machine.domain(), PodNames.CLEAN, true);
            host.setClock(machine.domain(), clock.instant());
        }
    }

    /** @throws MachineSilent when it stopped, or was stopped by the host */
    static void mustRun(Machine machine, Hypervisor host) {
        MachineState state = host.stateOf(machine.domain());
        if (state != MachineState.RUNNING) {
            throw new MachineSilent(machine.hostName() + " stopped while it was starting (it is " + state + ").");
        }
    }
}

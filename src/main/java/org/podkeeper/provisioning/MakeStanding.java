package org.podkeeper.provisioning;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.CannotClone;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes a standing pod: machines with identities of their own and nobody's keys, from a golden pod where there is one, that
 * were seen to take orders. Every act looks first, so that it may be begun again at any point, by any portal.
 */
@Component
class MakeStanding {
    private static final Logger log = LoggerFactory.getLogger(MakeStanding.class);
    private static final Duration AGENT = Duration.ofMinutes(2);
    private static final Duration FIRST_BOOT = Duration.ofMinutes(10);
    private static final byte[] AWAIT_FIRST_BOOT =
            "until [ -e /var/lib/cloud/instance/boot-finished ]; do sleep 1; done".getBytes(StandardCharsets.US_ASCII);

    private final StandingBooks books;
    private final PodsInAdvance inAdvance;
    private final Goldsmith goldsmith;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final Reception reception;
    private final ProvisioningSettings settings;
    private final Clock clock;

    MakeStanding(
            StandingBooks books,
            PodsInAdvance inAdvance,
            Goldsmith goldsmith,
            Hypervisors hypervisors,
            Inventory inventory,
            Reception reception,
            ProvisioningSettings settings,
            Clock clock) {
        this.books = books;
        this.inAdvance = inAdvance;
        this.goldsmith = goldsmith;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.reception = reception;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param attempt number of this attempt in a row, from 1
     * @return whether it is over; it is not while no host has room
     * @throws HostUnreachable when it is worth trying again later
     */
    boolean make(DeploymentId life, int attempt) {
        StandingPlan plan = books.begin(life).orElse(null);
        if (plan == null) {
            return !books.isWaiting(life);
        }
        try {
            make(plan, hypervisors.on(plan.host().address()));
        } catch (RoomTaken e) {
            books.says(life, RoomTaken.WHY);
            return false;
        } catch (NoLongerWanted e) {
            log.info("Standing pod {} is not wanted any more", life);
        } catch (HostUnreachable e) {
            inventory.suspect(plan.host().id(), String.valueOf(e.getMessage()));
            if (attempt < settings.attempts()) {
                books.says(life, String.valueOf(e.getMessage()));
                throw e;
            }
            failed(life, e.getMessage() + " Tried " + attempt + " times.", e);
        } catch (HostRefused | MachineSilent | ImageMissing e) {
            failed(life, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            failed(life, "Something went wrong inside the portal (incident " + UUID.randomUUID() + ").", e);
        }
        return true;
    }

    private void failed(DeploymentId life, String why, RuntimeException e) {
        log.warn("Standing pod {} cannot be made: {}", life, why, e);
        books.failed(life, why);
    }

    private void make(StandingPlan drawn, Hypervisor host) {
        DeploymentId life = drawn.standing().life();
        Runnable checkWanted = () -> {
            if (!books.isBeingMade(life)) {
                throw new NoLongerWanted();
            }
        };
        if (!drawn.standing().isInAdvance()) {
            inAdvance.awaitRoom(drawn.host().id(), () -> {}, checkWanted);
        }
        StandingPlan plan = drawn;
        GoldenPod golden = plan.golden();
        if (golden == null || !wentOn(plan, golden, host, checkWanted)) {
            if (plan.standing().isInAdvance()) {
                throw new MachineSilent("Its machines could not go on from the golden pod.");
            }
            plan = golden == null ? plan : books.boots(plan);
            boot(plan, host, checkWanted);
        }
        for (Machine machine : plan.machines()) {
            if (host.stateOf(machine.domain()) != MachineState.RUNNING) {
                throw new MachineSilent(machine.hostName() + " stopped again after it was made.");
            }
        }
        books.ready(life);
    }

    private void boot(StandingPlan plan, Hypervisor host, Runnable checkWanted) {
        DeploymentId life = plan.standing().life();
        DeployPod.images(plan, host, what -> books.says(life, what));
        DeployPod.networks(plan, host);
        Walk.sideBySide(plan.machines(), machine -> {
            checkWanted.run();
            var blueprint = new Blueprint(plan, machine);
            blueprint.disks().forEach(host::ensureDisk);
            blueprint.ensureSeed(host);
            host.ensureMachine(blueprint.machine());
            host.ensureRunning(machine.domain());
            reached(life, machine, reception.awaitUp(machine, host, checkWanted));
            OwnIdentity.awaitAgent(machine, host, AGENT, clock, checkWanted);
            awaitFirstBoot(machine, host);
            takesOrders(machine, host);
            Reception.keepClean(machine, host);
        });
        goldsmith.bootedOn(
                plan.host().id(),
                java.util.Objects.requireNonNull(plan.standing().pod()),
                java.util.Objects.requireNonNull(plan.standing().config()));
    }

    /** What the Config's author asked for at its first boot is done. */
    private static void awaitFirstBoot(Machine machine, Hypervisor host) {
        AgentAnswer answer = host.agentRun(machine.domain(), List.of("/bin/sh"), AWAIT_FIRST_BOOT, FIRST_BOOT);
        if (!(answer instanceof AgentAnswer.Ended ended) || !ended.succeeded()) {
            throw new MachineSilent(machine.hostName() + " has not come to the end of its first boot.");
        }
    }

    /** Whether all machines went on from the golden pod; if not, nothing of them is left. */
    private boolean wentOn(StandingPlan plan, GoldenPod golden, Hypervisor host, Runnable checkWanted) {
        DeploymentId life = plan.standing().life();
        try {
            DeployPod.networks(plan, host);
            Walk.sideBySide(plan.machines(), machine -> {
                checkWanted.run();
                var blueprint = new Blueprint(plan, machine);
                blueprint.ensureSeed(host);
                host.ensureClone(
                        blueprint.machine(),
                        golden.names().frozen(machine.node().name()));
                String macWas = machine.accessMac() == null ? null : golden.accessMac();
                OwnIdentity.give(plan, machine, macWas, host, clock, checkWanted);
                host.ensureLinked(machine.domain());
                if (machine.accessMac() != null) {
                    reached(life, machine, reception.awaitOwn(plan, machine, host, checkWanted));
                }
                takesOrders(machine, host);
                Reception.keepClean(machine, host);
                // it stood still meanwhile, and since its golden machine was stopped
                host.setClock(machine.domain(), clock.instant());
            });
            return true;
        } catch (CannotClone | MachineSilent e) {
            log.warn("Golden pod {} is of no use to standing pod {}", golden.id(), life, e);
            WarmStart.clear(plan, host);
            goldsmith.leave(golden.id(), String.valueOf(e.getMessage()));
        } catch (HostRefused e) {
            log.warn("Standing pod {} cannot go on from {}", life, golden.id(), e);
            WarmStart.clear(plan, host);
        }
        return false;
    }

    private void reached(DeploymentId life, Machine machine, GuestReport report) {
        if (machine.accessMac() != null) {
            books.reachedAt(life, machine.node().name(), report.values().getOrDefault("access", ""));
        }
    }

    /** What handing over will take is done once with no key at all. */
    private static void takesOrders(Machine machine, Hypervisor host) {
        HandOver.giveKeys(machine, List.of(), host);
    }
}

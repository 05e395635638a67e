package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Makes a golden pod: boots its machines with nobody's keys, looks whether they could be made somebody's own, and stops
 * them with their memory. Every act looks first, so that it may be begun again at any point, by any portal.
 */
@Component
class MakeGolden {
    private static final Logger log = LoggerFactory.getLogger(MakeGolden.class);
    private static final Duration AGENT = Duration.ofMinutes(2);
    /** What a system writes until it is up, on each machine. */
    private static final int GIB_OF_A_FIRST_BOOT = 1;

    private static final Duration FIRST_BOOT = Duration.ofMinutes(10);

    private final Goldsmith goldsmith;
    private final PodsInAdvance inAdvance;
    private final RemoveGolden remove;
    private final Hypervisors hypervisors;
    private final Reception reception;
    private final ProvisioningSettings settings;
    private final Clock clock;

    MakeGolden(
            Goldsmith goldsmith,
            PodsInAdvance inAdvance,
            RemoveGolden remove,
            Hypervisors hypervisors,
            Reception reception,
            ProvisioningSettings settings,
            Clock clock) {
        this.goldsmith = goldsmith;
        this.inAdvance = inAdvance;
        this.remove = remove;
        this.hypervisors = hypervisors;
        this.reception = reception;
        this.settings = settings;
        this.clock = clock;
    }

    /**
     * @param attempt number of this attempt in a row, from 1
     * @return whether it is over; it is not while the host has no room
     * @throws HostUnreachable when it is worth trying again later
     */
    boolean make(GoldenId id, int attempt) {
        GoldenPlan plan = goldsmith.plan(id).orElse(null);
        if (plan == null) {
            return true;
        }
        Hypervisor host = hypervisors.on(plan.host().address());
        try {
            if (!hasFreeDisk(plan, host)) {
                return false;
            }
            DeployPod.images(plan, host, what -> goldsmith.says(id, what));
            Instant until = goldsmith.takeRoom(plan).orElse(null);
            if (until == null) {
                return false;
            }
            make(plan, host, until);
        } catch (RoomTaken e) {
            goldsmith.says(id, RoomTaken.WHY);
            return false;
        } catch (NoLongerWanted e) {
            log.info("Golden pod {} is not wanted any more", id);
        } catch (HostUnreachable e) {
            if (attempt < settings.attempts()) {
                goldsmith.says(id, String.valueOf(e.getMessage()));
                throw e;
            }
            goldsmith.leave(id, e.getMessage() + " Tried " + attempt + " times.");
        } catch (HostRefused | MachineSilent | ImageMissing e) {
            cannot(plan, host, String.valueOf(e.getMessage()), e);
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            UUID incident = UUID.randomUUID();
            cannot(plan, host, "Something went wrong inside the portal (incident " + incident + ").", e);
        }
        return true;
    }

    /** What a host has promised is one thing; whether its disk has the room is another. */
    private boolean hasFreeDisk(GoldenPlan plan, Hypervisor host) {
        if (plan.machines().stream().anyMatch(machine -> host.isFrozen(plan.frozen(machine)))) {
            return true;
        }
        long needs = (plan.pod().resources().memoryMib() + 1023) / 1024
                + (long) GIB_OF_A_FIRST_BOOT * plan.machines().size();
        long free = host.probe().diskFreeGib();
        if (free < needs) {
            goldsmith.says(
                    plan.golden().id(),
                    "Waits until the host has more free disk: memory and disks of such a pod may take %d GiB of it, and %d GiB are free."
                            .formatted(needs, free));
        }
        return free >= needs;
    }

    private void cannot(GoldenPlan plan, Hypervisor host, String why, RuntimeException e) {
        GoldenId id = plan.golden().id();
        log.warn("Golden pod {} cannot be made: {}", id, why, e);
        try {
            remove.everything(plan.names(), host);
            goldsmith.cannot(id, why);
        } catch (HostUnreachable | HostRefused left) {
            log.warn("Golden pod {} is still on its host", id, left);
            goldsmith.leave(id, why);
        }
    }

    private void make(GoldenPlan plan, Hypervisor host, Instant until) {
        GoldenId id = plan.golden().id();
        Runnable checkWanted = () -> {
            if (!goldsmith.isBeingMade(id)) {
                throw new NoLongerWanted();
            }
            if (!clock.instant().isBefore(until)) {
                throw new MachineSilent("It takes longer than the host's room could be held for it.");
            }
        };
        inAdvance.awaitRoom(plan.host().id(), () -> {}, checkWanted);
        DeployPod.networks(plan, host);
        Walk.sideBySide(plan.machines(), machine -> boot(plan, machine, host, checkWanted));
        checkWanted.run();
        Walk.sideBySide(plan.machines(), machine -> host.ensureFrozen(machine.domain(), plan.frozen(machine)));
        for (int i = 0; i < plan.segments().count(); i++) {
            host.ensureNetworkAbsent(plan.names().network(i));
        }
        long bytes = plan.machines().stream()
                .mapToLong(machine -> host.frozenBytes(plan.frozen(machine)))
                .sum();
        goldsmith.ready(id, bytes, host.probe());
    }

    private void boot(GoldenPlan plan, Machine machine, Hypervisor host, Runnable checkWanted) {
        if (host.isFrozen(plan.frozen(machine))) {
            return;
        }
        checkWanted.run();
        var blueprint = new Blueprint(plan, machine);
        blueprint.disks().forEach(host::ensureDisk);
        blueprint.ensureSeed(host);
        host.ensureMachine(blueprint.machine());
        host.ensureRunning(machine.domain());
        reception.awaitUp(machine, host, checkWanted);
        OwnIdentity.awaitAgent(machine, host, AGENT, clock, checkWanted);
        OwnIdentity.check(machine, host, FIRST_BOOT);
    }
}

package org.podkeeper.provisioning;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.SshKey;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Gives the machines of a standing pod their owner's keys, which is all that they lack. */
@Component
class HandOver {
    private static final Logger log = LoggerFactory.getLogger(HandOver.class);

    private final StandingDesk desk;
    private final WarmBooks books;

    HandOver(StandingDesk desk, WarmBooks books) {
        this.desk = desk;
        this.books = books;
    }

    /**
     * Hands it over, if it stood already when it was booked.
     *
     * @return what is to be made instead, or null when it is its owner's
     */
    @Nullable
    DeploymentPlan orElse(DeploymentPlan drawn, Hypervisor host, Walk walk) {
        if (!desk.isHandedOver(drawn.deployment().id())) {
            return drawn;
        }
        try {
            Walk.sideBySide(
                    drawn.machines(),
                    machine ->
                            walk.step(Step.KEYS, machine.node().name(), say -> giveKeys(machine, drawn.keys(), host)));
            return null;
        } catch (MachineSilent | HostRefused e) {
            log.warn("Deployment {} cannot be handed over", drawn.deployment().id(), e);
            WarmStart.clear(drawn, host);
            desk.fallBack(drawn, String.valueOf(e.getMessage()));
            return books.plan(drawn.deployment());
        }
    }

    /** @throws MachineSilent when it did not take them */
    static void giveKeys(Machine machine, List<SshKey> keys, Hypervisor host) {
        String why = KeysInMachine.complaint(
                KeysInMachine.put(host, machine.domain(), machine.image().login(), keys, List.of()));
        if (why != null) {
            throw new MachineSilent(machine.hostName() + " " + why + ".");
        }
    }
}

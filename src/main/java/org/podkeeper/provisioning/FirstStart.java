package org.podkeeper.provisioning;

import java.util.function.Consumer;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/**
 * What the first start of a machine brings that was made and not started: it answers, its owner's keys are in place, and
 * its clean state is kept.
 */
@Component
class FirstStart {
    private final Reception reception;
    private final Caretaker caretaker;

    FirstStart(Reception reception, Caretaker caretaker) {
        this.reception = reception;
        this.caretaker = caretaker;
    }

    /**
     * Does what is still to be done for a machine that was started just now.
     *
     * @return whether there was anything: then it answers
     */
    boolean completed(OneOperation operation, Machine machine, Consumer<String> say) {
        DeploymentPlan plan = operation.plan();
        DeploymentId id = plan.deployment().id();
        String node = machine.node().name();
        if (!caretaker.awaitsFirstStart(id, node)) {
            return false;
        }
        say.accept("Its first start: it sets itself up, then its clean state is kept.");
        Hypervisor host = operation.host();
        var answer = reception.awaitAnswer(plan, machine, host, operation::checkWanted);
        reception.awaitKeys(plan, machine, host, operation::checkWanted, answer);
        Reception.keepClean(machine, host);
        caretaker.startedFirst(id, node);
        return true;
    }
}

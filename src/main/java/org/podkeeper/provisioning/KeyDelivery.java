package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Brings machines that run the keys that should open them, and takes out all others that the portal gave them. What a
 * machine could not take it is told again, until it did or the pod is gone.
 */
@Component
class KeyDelivery {
    private static final Logger log = LoggerFactory.getLogger(KeyDelivery.class);
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);

    private final PodKeys books;
    private final Caretaker caretaker;
    private final Hypervisors hypervisors;
    private final Clock clock;

    KeyDelivery(PodKeys books, Caretaker caretaker, Hypervisors hypervisors, Clock clock) {
        this.books = books;
        this.caretaker = caretaker;
        this.hypervisors = hypervisors;
        this.clock = clock;
    }

    /**
     * Tells one machine, which runs.
     *
     * @param patience how long its guest agent may take to answer
     * @return whether it has them; if not it is told again later
     */
    boolean tell(DeploymentPlan plan, Machine machine, Hypervisor host, Duration patience) {
        DeploymentId id = plan.deployment().id();
        String node = machine.node().name();
        Instant giveUp = clock.instant().plus(patience);
        while (true) {
            PodKeys.Order order = books.order(id, plan.booking().id());
            AgentAnswer answer =
                    KeysInMachine.put(host, machine.domain(), machine.image().login(), order.keys(), order.given());
            String complaint = KeysInMachine.complaint(answer);
            if (complaint == null) {
                if (books.took(id, plan.booking().id(), node, order.keys())) {
                    return true;
                }
            } else if (answer instanceof AgentAnswer.NoAgent && clock.instant().isBefore(giveUp)) {
                LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
            } else {
                books.waits(id, node, machine.hostName() + " " + complaint + ".");
                return false;
            }
        }
    }

    /** Tells all machines of a pod in use that should take other keys than they have. */
    void deliver(DeploymentId id, Duration patience) {
        Set<String> due = books.dueNodes(id);
        DeploymentPlan plan = due.isEmpty() ? null : caretaker.inUse(id).orElse(null);
        if (plan == null) {
            return;
        }
        Hypervisor host = hypervisors.on(plan.host().address());
        Walk.sideBySide(
                plan.machines().stream()
                        .filter(machine -> due.contains(machine.node().name()))
                        .toList(),
                machine -> {
                    String node = machine.node().name();
                    try {
                        if (host.stateOf(machine.domain()) == MachineState.RUNNING) {
                            tell(plan, machine, host, patience);
                        } else {
                            books.waits(id, node, machine.hostName() + " is off: it takes them when it is started.");
                        }
                    } catch (HostUnreachable | HostRefused e) {
                        log.debug("{} did not take its keys", machine.domain(), e);
                        books.waits(id, node, String.valueOf(e.getMessage()));
                    }
                });
    }

    /** All pods in use at once, each a short look. */
    void deliverAll() {
        Walk.sideBySide(books.waiting(), id -> {
            try {
                deliver(id, Duration.ZERO);
            } catch (RuntimeException e) {
                log.warn("The keys of {} were not brought", id, e);
            }
        });
    }
}

package org.podkeeper.provisioning;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.springframework.stereotype.Component;

/** Switches machines on and off. */
@Component
class PowerSwitch {
    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(200);
    /** A system that is still starting does not hear the button. */
    static final Duration PRESS_AGAIN = Duration.ofSeconds(10);

    /** How long the start of the next machine waits for the one before it to answer. */
    private static final Duration FOR_THE_FORMER = Duration.ofSeconds(30);

    private final FirstStart firstStart;
    private final ProvisioningSettings settings;
    private final Clock clock;

    PowerSwitch(FirstStart firstStart, ProvisioningSettings settings, Clock clock) {
        this.firstStart = firstStart;
        this.settings = settings;
        this.clock = clock;
    }

    /** In order: the next one is started when the one before it answers, as far as that can be known. */
    void start(OneOperation operation) {
        Machine last = operation.machines().getLast();
        var silent = new AtomicBoolean();
        operation.eachOnce((machine, say) -> {
            mustExist(operation, machine);
            boolean ran = operation.host().stateOf(machine.domain()) == MachineState.RUNNING;
            boolean answers = start(operation, machine, say);
            if (!ran && !answers && !machine.equals(last) && !silent.get()) {
                // where the first has no agent the others have none either
                silent.set(!awaitAgent(operation, machine, say));
            }
        });
    }

    private boolean awaitAgent(OneOperation operation, Machine machine, Consumer<String> say) {
        say.accept("The next one is started when this one answers.");
        return OwnIdentity.agentAnswers(machine, operation.host(), FOR_THE_FORMER, clock, operation::checkWanted);
    }

    void shutDown(OneOperation operation) {
        operation.eachOnce((machine, say) -> shutDown(operation, machine, say));
    }

    void switchOff(OneOperation operation) {
        operation.eachOnce((machine, say) -> {
            mustExist(operation, machine);
            operation.host().ensureOff(machine.domain());
        });
    }

    void restart(OneOperation operation) {
        operation.eachOnce((machine, say) -> {
            shutDown(operation, machine, say);
            start(operation, machine, say);
        });
    }

    void powerCycle(OneOperation operation) {
        operation.eachOnce((machine, say) -> {
            mustExist(operation, machine);
            operation.host().powerCycle(machine.domain());
            firstStart.completed(operation, machine, say);
        });
    }

    /** Says whether it is known to answer. */
    private boolean start(OneOperation operation, Machine machine, Consumer<String> say) {
        mustExist(operation, machine);
        operation.host().ensureRunning(machine.domain());
        return firstStart.completed(operation, machine, say);
    }

    /** Presses its power button until it is off. */
    void shutDown(OneOperation operation, Machine machine, Consumer<String> say) {
        mustExist(operation, machine);
        Instant begun = clock.instant();
        Instant deadline = begun.plus(settings.shutDownTimeout());
        Instant press = begun;
        while (operation.host().stateOf(machine.domain()) != MachineState.OFF) {
            Instant now = clock.instant();
            if (now.isAfter(deadline)) {
                throw new MachineSilent(machine.hostName() + " did not go off within "
                        + settings.shutDownTimeout().toSeconds()
                        + " s after its power button was pressed. \"Switch off\" pulls the plug.");
            }
            if (!now.isBefore(press)) {
                operation.host().requestShutDown(machine.domain());
                say.accept("Its power button was pressed; its system is stopping.");
                press = now.plus(PRESS_AGAIN);
            }
            operation.checkWanted();
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
    }

    private static void mustExist(OneOperation operation, Machine machine) {
        if (operation.host().stateOf(machine.domain()) == MachineState.ABSENT) {
            throw new MachineSilent(machine.hostName() + " is missing on its host. \"Reset\" makes it again.");
        }
    }
}

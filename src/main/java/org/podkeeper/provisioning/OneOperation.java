package org.podkeeper.provisioning;

import java.util.List;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.provisioning.DeploymentPlan.Machine;

/** An operation at work: on which machines, on which host, and where it says how far it is. */
record OneOperation(OperationView view, DeploymentPlan plan, Hypervisor host, Operations log, BooleanSupplier wanted) {

    /** What is done with one machine; it may say in words how far it is. */
    @FunctionalInterface
    interface Act {
        void on(Machine machine, Consumer<String> say);
    }

    List<Machine> machines() {
        return plan.machines().stream()
                .filter(machine -> view.node() == null || machine.node().name().equals(view.node()))
                .toList();
    }

    /** Deals with every machine that an earlier attempt has not finished, in the order of the kind. */
    void eachOnce(Act act) {
        List<Machine> left =
                machines().stream().filter(machine -> !isDone(machine)).toList();
        switch (view.kind().order()) {
            case FIRST_TO_LAST -> left.forEach(machine -> part(machine, act));
            case LAST_TO_FIRST -> left.reversed().forEach(machine -> part(machine, act));
            case AT_ONCE -> Walk.sideBySide(left, machine -> part(machine, act));
        }
    }

    /** Deals with all machines side by side and comes back when all are so far. */
    void together(Consumer<Machine> act) {
        checkWanted();
        Walk.sideBySide(machines(), machine -> {
            try {
                act.accept(machine);
            } catch (RuntimeException e) {
                say(machine, StepState.FAILED, Walk.inWords(e));
                throw e;
            }
        });
    }

    private void part(Machine machine, Act act) {
        checkWanted();
        say(machine, StepState.RUNNING, null);
        try {
            act.on(machine, message -> say(machine, StepState.RUNNING, message));
        } catch (RuntimeException e) {
            say(machine, StepState.FAILED, Walk.inWords(e));
            throw e;
        }
        say(machine, StepState.DONE, null);
    }

    void say(Machine machine, StepState state, @org.jspecify.annotations.Nullable String message) {
        log.part(view.id(), machine.node().name(), state, message);
    }

    void checkWanted() {
        if (!wanted.getAsBoolean()) {
            throw new NoLongerWanted();
        }
    }

    /** Whether no earlier attempt came to the machine. */
    boolean isNewTo(Machine machine) {
        return view.parts().stream()
                .anyMatch(part -> part.node().equals(machine.node().name()) && part.state() == StepState.WAITING);
    }

    /** They went back: what is done with them from now on stays, however often work begins again. */
    void goneBack(List<Machine> machines) {
        machines.forEach(machine -> log.goneBack(view.id(), machine.node().name()));
    }

    /** Whether an earlier attempt brought it back. */
    boolean wentBack(Machine machine) {
        return log.wentBack(view.id(), machine.node().name());
    }

    private boolean isDone(Machine machine) {
        return view.parts().stream()
                .anyMatch(part -> part.node().equals(machine.node().name()) && part.state() == StepState.DONE);
    }
}

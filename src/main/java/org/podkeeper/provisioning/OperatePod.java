package org.podkeeper.provisioning;

import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentPlan.Machine;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/**
 * Does what somebody asked for with a pod that stands. Every act looks first, so that it may be begun again at any
 * point, by any portal. No transaction is open while the host works.
 */
@Component
class OperatePod {
    private static final Logger log = LoggerFactory.getLogger(OperatePod.class);
    private static final String STILL_PAUSED =
            "Machines may stand still where they were paused for it: the portal lets them go on when the host answers again. ";
    private static final String STOPPED =
            "Machines may stand still or be off where they were stopped for it: \"Start\" lets them go on. ";
    private static final String AGAIN = "Ask for it again. If that does not help, tell a lab admin.";

    private final Operations operations;
    private final Caretaker caretaker;
    private final Hypervisors hypervisors;
    private final Inventory inventory;
    private final ProvisioningSettings settings;
    private final Tools tools;

    /** What it works with. */
    @Component
    record Tools(
            PowerSwitch power,
            CleanSlate clean,
            SnapshotKeeper snapshots,
            ImageSaver images,
            MediumChanger media,
            Clock clock) {}

    OperatePod(
            Operations operations,
            Caretaker caretaker,
            Hypervisors hypervisors,
            Inventory inventory,
            ProvisioningSettings settings,
            Tools tools) {
        this.operations = operations;
        this.caretaker = caretaker;
        this.hypervisors = hypervisors;
        this.inventory = inventory;
        this.settings = settings;
        this.tools = tools;
    }

    /**
     * Does it, unless it is over.
     *
     * @param attempt number of this attempt in a row, from 1
     * @throws HostUnreachable when it is worth trying again later
     */
    void operate(OperationId id, int attempt) {
        OperationView operation = operations.find(id).orElse(null);
        if (operation == null || !operation.isUnderWay()) {
            return;
        }
        DeploymentPlan plan = caretaker.inUse(operation.deployment()).orElse(null);
        if (plan == null) {
            fail(operation, "The booking ended first.", null);
            return;
        }
        operations.started(id);
        var work = new OneOperation(
                operation,
                plan,
                hypervisors.on(plan.host().address()),
                operations,
                () -> caretaker.isInUse(operation.deployment()));
        try {
            act(work);
            look(work);
            if (operation.kind().startsSystems()) {
                caretaker.noticeTheirMedia(work.machines(), operation.deployment());
            }
            caretaker.bringKeys(operation.deployment());
            operations.says(id, null, null);
            operations.finished(id, StepState.DONE);
        } catch (NoLongerWanted e) {
            fail(operation, "The booking ended first.", null);
        } catch (HostUnreachable e) {
            unreachable(operation, plan, attempt, e);
        } catch (HostRefused | MachineSilent e) {
            log.warn("Operation {} failed", id, e);
            lookAround(work);
            fail(operation, String.valueOf(e.getMessage()), AGAIN);
        } catch (RuntimeException e) {
            DatabaseAway.passOn(e);
            UUID incident = UUID.randomUUID();
            log.error("Operation {} failed, incident {}", id, incident, e);
            lookAround(work);
            fail(operation, "Something went wrong inside the portal (incident " + incident + ").", AGAIN);
        }
    }

    /** Whoever pressed a button wants to see what came of it. */
    private void look(OneOperation operation) {
        for (Machine machine : operation.machines()) {
            caretaker.seen(
                    machine,
                    operation.host().stateOf(machine.domain()),
                    tools.clock().instant());
        }
    }

    private void act(OneOperation operation) {
        switch (operation.view().kind()) {
            case START -> tools.power().start(operation);
            case SHUT_DOWN -> tools.power().shutDown(operation);
            case SWITCH_OFF -> tools.power().switchOff(operation);
            case RESTART -> tools.power().restart(operation);
            case POWER_CYCLE -> tools.power().powerCycle(operation);
            case RESET -> {
                tools.clean().reset(operation);
                tools.media().none(operation);
            }
            case TAKE_SNAPSHOT -> tools.snapshots().take(operation);
            case RESTORE_SNAPSHOT -> {
                tools.snapshots().restore(operation);
                tools.media().asItWas(operation);
            }
            case DELETE_SNAPSHOT -> tools.snapshots().delete(operation);
            case SAVE_IMAGE -> tools.images().save(operation);
            case INSERT_MEDIUM -> tools.media().insert(operation);
            case EJECT_MEDIUM -> tools.media().eject(operation);
        }
    }

    private void unreachable(OperationView operation, DeploymentPlan plan, int attempt, HostUnreachable e) {
        inventory.suspect(plan.host().id(), String.valueOf(e.getMessage()));
        if (attempt >= settings.attempts()) {
            fail(
                    operation,
                    e.getMessage() + " Tried " + attempt + " times.",
                    switch (operation.kind()) {
                        case TAKE_SNAPSHOT -> STILL_PAUSED + AGAIN;
                        case RESTORE_SNAPSHOT, SAVE_IMAGE -> STOPPED + AGAIN;
                        default -> AGAIN;
                    });
            return;
        }
        operations.says(
                operation.id(),
                e.getMessage(),
                "The portal tries again in " + settings.pauseAfter(attempt).toSeconds()
                        + " s. There is nothing you need to do.");
        throw e;
    }

    private void fail(OperationView operation, String cause, @Nullable String nextAction) {
        caretaker.failed(operation, cause, nextAction);
    }

    private void lookAround(OneOperation operation) {
        try {
            look(operation);
        } catch (HostUnreachable | HostRefused e) {
            log.debug(
                    "Nobody knows how the machines of {} are", operation.view().deployment(), e);
        }
    }
}

package org.podkeeper.provisioning;

/** What can be done with machines that stand. */
public enum OperationKind {
    START(Order.FIRST_TO_LAST),
    /** Presses the power button and waits for the system to stop. */
    SHUT_DOWN(Order.LAST_TO_FIRST),
    /** Pulls the plug. */
    SWITCH_OFF(Order.AT_ONCE),
    /** Shuts down as {@link #SHUT_DOWN}, then starts. */
    RESTART(Order.AT_ONCE),
    /** Presses the reset button. */
    POWER_CYCLE(Order.AT_ONCE),
    /** Back to how the machine was handed over, from whatever it is now. */
    RESET(Order.AT_ONCE),
    TAKE_SNAPSHOT(Order.AT_ONCE),
    RESTORE_SNAPSHOT(Order.AT_ONCE),
    DELETE_SNAPSHOT(Order.AT_ONCE),
    /** Makes an image of a machine's first disk, cleaned of what makes it this machine. */
    SAVE_IMAGE(Order.AT_ONCE),
    /** Puts a CD into a machine's drive, in the place of the one that is there. */
    INSERT_MEDIUM(Order.AT_ONCE),
    EJECT_MEDIUM(Order.AT_ONCE);

    /** In which order the machines of a pod are dealt with; the jump host is first in every Pod. */
    enum Order {
        FIRST_TO_LAST,
        LAST_TO_FIRST,
        AT_ONCE
    }

    private final Order order;

    OperationKind(Order order) {
        this.order = order;
    }

    Order order() {
        return order;
    }

    /** Whether it is about a snapshot that exists. */
    boolean needsSnapshot() {
        return this == RESTORE_SNAPSHOT || this == DELETE_SNAPSHOT;
    }

    /** Whether systems start by it, so that they notice every drive that they have. */
    boolean startsSystems() {
        return this == START || this == RESTART || this == POWER_CYCLE;
    }

    /** Whether it is about exactly one machine. */
    boolean isForOneMachine() {
        return this == SAVE_IMAGE || this == INSERT_MEDIUM || this == EJECT_MEDIUM;
    }

    /** Whether it makes sense for the pod as a whole only. */
    boolean isForTheWholePod() {
        return this == TAKE_SNAPSHOT || this == DELETE_SNAPSHOT;
    }
}

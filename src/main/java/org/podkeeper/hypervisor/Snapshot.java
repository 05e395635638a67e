package org.podkeeper.hypervisor;

import java.time.Instant;

/**
 * A kept state of one machine: of all its disks, and of its memory when it was on.
 *
 * @param name unique within its machine
 * @param takenAt by the host's clock
 * @param state what the machine was at that moment: {@link MachineState#RUNNING}, {@link MachineState#PAUSED} or {@link
 *     MachineState#OFF}
 * @param bytes what it takes on the host at least: the memory that was saved. What the disks keep for it grows with
 *     everything that is written after it and is part of the disks' size.
 */
public record Snapshot(String name, Instant takenAt, MachineState state, long bytes) {
    /** Whether the machine can go on from it without booting. */
    public boolean withMemory() {
        return state != MachineState.OFF;
    }
}

package org.podkeeper.hypervisor;

public enum MachineState {
    ABSENT,
    OFF,
    RUNNING,
    PAUSED,
    CRASHED
}

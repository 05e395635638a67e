package org.podkeeper.provisioning;

public enum StepState {
    WAITING,
    RUNNING,
    DONE,
    FAILED
}

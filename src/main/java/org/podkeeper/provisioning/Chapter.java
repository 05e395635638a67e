package org.podkeeper.provisioning;

import java.util.List;

/**
 * One deployment of a booking from beginning to end: who, when, where, what, and how long each step took.
 *
 * @param host the host's name
 * @param changes the oldest first
 * @param made steps of making it, in reading order
 * @param removed steps of removing it, in reading order; empty while it was never removed
 */
public record Chapter(
        DeploymentView deployment,
        String host,
        List<DeploymentChange> changes,
        List<StepView> made,
        List<StepView> removed) {

    public Chapter {
        changes = List.copyOf(changes);
        made = List.copyOf(made);
        removed = List.copyOf(removed);
    }
}

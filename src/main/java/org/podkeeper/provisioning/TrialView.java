package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;

/**
 * A small machine that is started on a host to see whether the host is well.
 *
 * @param tag ten characters that its name on the host carries
 * @param who who asked for it: a user name, or {@code the portal}
 * @param step what is done at the moment, or was done last; null before it began
 * @param message how far that is or why it failed, in words
 * @param dueAt when it begins, or began
 */
public record TrialView(
        UUID id,
        HostId host,
        String tag,
        String who,
        StepState state,
        @Nullable Phase step,
        @Nullable String message,
        Instant dueAt,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** What is done in a trial, in this order. */
    public enum Phase {
        LOOK,
        IMAGE,
        NETWORK,
        MACHINE,
        START,
        ANSWER,
        REMOVE
    }

    public boolean isUnderWay() {
        return state == StepState.WAITING || state == StepState.RUNNING;
    }
}

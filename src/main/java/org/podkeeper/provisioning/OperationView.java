package org.podkeeper.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ImageId;

/**
 * An operation on a pod as others see it.
 *
 * @param node the machine, or null for all
 * @param snapshotName name of the snapshot, the image or the CD that it is about, if any
 * @param cause why it failed, or what is in its way at the moment
 * @param nextAction what happens next or what the owner can do
 * @param duration so far, or in all; null before it began
 * @param usually median of the same kind on pods of this Pod, null without history
 * @param medium the CD that is put into the drive
 * @param parts one per machine, in the Pod's order
 */
public record OperationView(
        OperationId id,
        DeploymentId deployment,
        OperationKind kind,
        @Nullable String node,
        @Nullable SnapshotId snapshot,
        @Nullable String snapshotName,
        String who,
        Instant askedAt,
        StepState state,
        @Nullable String cause,
        @Nullable String nextAction,
        @Nullable Duration duration,
        @Nullable Duration usually,
        List<Part> parts,
        @Nullable ImageId medium) {

    public OperationView {
        parts = List.copyOf(parts);
    }

    /** One machine's share. */
    public record Part(
            String node,
            StepState state,
            @Nullable String message,
            @Nullable Duration duration) {}

    public boolean isUnderWay() {
        return state == StepState.WAITING || state == StepState.RUNNING;
    }
}

package org.podkeeper.provisioning;

import org.jspecify.annotations.Nullable;
import org.podkeeper.catalog.ImageId;

/**
 * What somebody asks to be done with a pod.
 *
 * @param kind null when it was not said, which is refused
 * @param node one machine, or null for all
 * @param snapshot the snapshot to restore or delete
 * @param medium the CD to put into the drive
 * @param name name of a snapshot to take, or of the image to be
 */
public record NewOperation(
        @Nullable OperationKind kind,
        @Nullable String node,
        @Nullable SnapshotId snapshot,
        @Nullable String name,
        @Nullable ImageId medium) {

    /** Of what needs no medium. */
    public NewOperation(
            @Nullable OperationKind kind, @Nullable String node, @Nullable SnapshotId snapshot, @Nullable String name) {
        this(kind, node, snapshot, name, null);
    }
}

package org.podkeeper.provisioning;

import java.time.Instant;

/**
 * A kept state of a whole pod, consistent across its machines.
 *
 * @param whole false while it is being taken or deleted
 * @param bytes memory that was saved, of all machines; what the disks keep for it is part of their size
 */
public record PodSnapshot(SnapshotId id, String name, boolean whole, Instant takenAt, String takenBy, long bytes) {}

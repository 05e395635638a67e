package org.podkeeper.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;

/**
 * What was kept of a pod, or is being kept, when its booking ended: all disks on the portal, and where that could be, the
 * memory of all its machines on the host where they ran.
 *
 * @param number the booking's, for people
 * @param cause why they could not be kept, or null
 * @param takenAt when the booking ended
 * @param expiresAt when they go by themselves; null until they are whole
 * @param bytes what its disks take on the portal
 * @param inUse whether machines of a booking that is not over were made from it: it stays until that is
 * @param memoryOn the host whose machines can go on from its memory, or null when there is none
 * @param hostBytes what memory and disks take on that host
 * @param withoutMemory why there is no memory, or null
 */
public record KeptPod(
        KeptId id,
        long number,
        BookingId booking,
        PersonId owner,
        PodId pod,
        ConfigId config,
        State state,
        @Nullable String cause,
        Instant takenAt,
        @Nullable Instant expiresAt,
        long bytes,
        boolean inUse,
        @Nullable HostId memoryOn,
        long hostBytes,
        @Nullable String withoutMemory) {

    /** How far it is. */
    public enum State {
        /** Being copied while the pod is torn down. */
        KEEPING,
        /** A booking can begin with it. */
        WHOLE,
        /** Could not be kept. */
        FAILED,
        /** Nobody begins with it any more; it goes as soon as its host answers. */
        LEAVING
    }

    /** Whether a booking can begin with it. */
    public boolean isWhole() {
        return state == State.WHOLE;
    }
}

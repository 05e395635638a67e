package org.podkeeper.booking;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.account.PersonId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;

/**
 * Disks that were kept, or are being kept, when a booking ended.
 *
 * @param number the booking's, for people
 * @param cause why they could not be kept, or null
 * @param takenAt when its machines had stopped
 * @param expiresAt when they go by themselves; null until they are whole
 * @param bytes what they take on the portal
 * @param inUse whether machines of a booking that is not over were made from them: they stay until it is
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
        boolean inUse) {

    /** How far it is. */
    public enum State {
        /** Being copied while the pod is torn down. */
        KEEPING,
        /** A booking can begin with it. */
        WHOLE,
        /** Could not be kept. */
        FAILED
    }

    /** Whether a booking can begin with it. */
    public boolean isWhole() {
        return state == State.WHOLE;
    }
}

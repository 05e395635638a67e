package org.podkeeper.provisioning;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;

/**
 * A pod that stands ready and belongs to nobody, or the place of one.
 *
 * @param host null before there is one with room
 * @param set which wants it; null when it went on from a golden pod in advance, takes room that nobody else wants and gives
 *     way, see {@link PodsInAdvance}
 * @param life of the machines that stand there now or are made; the deployment that they become has the same id
 * @param tag ten characters that every name on the host carries
 * @param pod the version that it is of, null before it is made
 * @param images checksums of the images of its machines, in the Pod's order
 * @param leaving whether nothing comes after it
 * @param cause what it waits for, or why it is made anew
 * @param since when it got into its state
 * @param verifiedAt when all its machines were seen to run and to take orders, null before
 * @param golden what its machines went on from, null when they were booted
 * @param failures how often in a row it could not be made or kept
 * @param handedOver how many bookings had a pod in this place
 */
public record StandingPod(
        StandingId id,
        @Nullable StandingSetId set,
        @Nullable HostId host,
        DeploymentId life,
        String tag,
        @Nullable PodId pod,
        @Nullable ConfigId config,
        List<String> images,
        StandingState state,
        boolean leaving,
        @Nullable String cause,
        Instant since,
        @Nullable Instant verifiedAt,
        @Nullable BookingId booking,
        @Nullable GoldenId golden,
        int failures,
        int handedOver) {

    public StandingPod {
        images = List.copyOf(images);
    }

    boolean isInAdvance() {
        return set == null;
    }

    PodNames names() {
        return new PodNames(tag);
    }
}

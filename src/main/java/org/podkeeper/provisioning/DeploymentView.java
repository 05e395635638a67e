package org.podkeeper.provisioning;

import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.inventory.HostId;

/**
 * A deployment as others see it.
 *
 * @param tag ten characters that every name on the host carries
 * @param attempt number of the attempt to make it, from 1
 * @param ordinal which deployment of its booking this is, from 1; the last one counts
 * @param hostTry which host in a row of failures this is, from 1
 * @param givenUp whether another deployment took its place; this one is only removed
 * @param failure what kind of failure it was that it could not be made here, or null
 * @param incident under which the portal's log has the rest of the failure, or null
 * @param cause why it is broken or delayed, in words
 * @param nextAction what happens next or what the owner can do about it
 */
public record DeploymentView(
        DeploymentId id,
        BookingId booking,
        HostId host,
        String tag,
        PodId pod,
        ConfigId config,
        DeploymentState state,
        int attempt,
        int ordinal,
        int hostTry,
        boolean givenUp,
        Failure.@Nullable Kind failure,
        @Nullable String incident,
        @Nullable String cause,
        @Nullable String nextAction,
        Instant prepareFrom,
        @Nullable Instant workBeganAt,
        @Nullable Instant readyAt,
        @Nullable Instant goneAt) {}

package org.podkeeper.provisioning;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.podkeeper.inventory.HostId;

/**
 * One comparison of all hosts with the database.
 *
 * @param portal name of the portal that did it
 * @param finishedAt null while it is under way, and for ever when that portal died
 */
public record ReconcileRun(
        long id, String portal, Instant startedAt, @Nullable Instant finishedAt, List<Host> hosts) {
    /**
     * What came of one host.
     *
     * @param machines how many machines of ours it has, or null when it was not compared
     * @param failure why it was not compared, or null
     */
    public record Host(
            HostId host,
            Instant finishedAt,
            @Nullable Integer machines,
            @Nullable String failure) {}

    public ReconcileRun {
        hosts = List.copyOf(hosts);
    }

    /** How long it took, or null while it is not finished. */
    public @Nullable Duration took() {
        return finishedAt == null ? null : Duration.between(startedAt, finishedAt);
    }
}

package org.podkeeper.inventory;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A line of a host's history.
 *
 * @param from null when it was added then
 * @param who user name, or {@code the portal}
 */
public record HostChange(@Nullable HostState from, HostState to, Instant at, String who, String why) {}

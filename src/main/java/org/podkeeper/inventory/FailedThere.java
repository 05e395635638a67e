package org.podkeeper.inventory;

import java.time.Instant;
import java.util.UUID;

/**
 * A deployment that failed on a host since one succeeded there.
 *
 * @param pod key of its Pod
 * @param cause a sentence for people
 */
public record FailedThere(HostId host, UUID deployment, String pod, String cause, Instant at) {}

package org.podkeeper.provisioning;

import java.time.Instant;

/**
 * A line of a deployment's history.
 *
 * @param who user name, or {@code the portal}
 */
public record DeploymentChange(DeploymentState to, Instant at, String who, String why) {}

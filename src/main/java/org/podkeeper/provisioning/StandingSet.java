package org.podkeeper.provisioning;

import java.time.Instant;
import org.podkeeper.inventory.LabId;

/**
 * So many pods of one Config that a lab keeps standing on its hosts, in the newest version of Pod and Config.
 *
 * @param wanted how many, those that are in use counted
 * @param leaving whether it goes when the last of its pods is gone
 */
public record StandingSet(
        StandingSetId id,
        LabId lab,
        String podKey,
        String configKey,
        int wanted,
        boolean leaving,
        String askedBy,
        Instant askedAt) {}

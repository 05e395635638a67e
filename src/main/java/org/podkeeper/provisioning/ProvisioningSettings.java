package org.podkeeper.provisioning;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How patient provisioning is.
 *
 * @param answerTimeout how long a started machine may take until it answers
 * @param attempts how often preparation is tried while the host does not answer, before the pod counts as broken
 * @param firstRetry pause before the second attempt; it doubles with each
 * @param longestRetry longest pause between two attempts
 * @param shutDownTimeout how long a system may take to stop after its power button was pressed
 * @param hosts on how many hosts in all a pod is tried before it counts as broken
 * @param snapshotsPerPod how many named snapshots a pod may have at a time
 */
@Validated
@ConfigurationProperties("podkeeper.provisioning")
public record ProvisioningSettings(
        @DefaultValue("15m") @NotNull Duration answerTimeout,
        @DefaultValue("8") @Min(1) int attempts,
        @DefaultValue("2s") @NotNull Duration firstRetry,
        @DefaultValue("1m") @NotNull Duration longestRetry,
        @DefaultValue("2m") @NotNull Duration shutDownTimeout,
        @DefaultValue("3") @Min(1) int hosts,
        @DefaultValue("5") @Min(0) int snapshotsPerPod) {

    /** The pause after so many failures in a row. */
    Duration pauseAfter(int failures) {
        Duration pause = firstRetry;
        for (int i = 1; i < failures && pause.compareTo(longestRetry) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longestRetry) < 0 ? pause : longestRetry;
    }
}

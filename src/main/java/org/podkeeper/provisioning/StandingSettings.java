package org.podkeeper.provisioning;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Pods that stand ready for whoever books next.
 *
 * @param look how often each is looked at: whether its machines run and take orders
 * @param retry pause before it is looked again whether a host has room, and before a first other try of one that failed;
 *     doubled each time, up to an hour
 * @param most how many a set may want; the database allows 50
 */
@Validated
@ConfigurationProperties("podkeeper.standing")
public record StandingSettings(
        @DefaultValue("1m") @NotNull Duration look,
        @DefaultValue("1m") @NotNull Duration retry,
        @DefaultValue("20") @Min(1) @Max(50) int most) {
    private static final Duration LONGEST = Duration.ofHours(1);

    Duration pauseAfter(int failures) {
        Duration pause = retry.multipliedBy(1L << Math.min(Math.max(failures - 1, 0), 10));
        return pause.compareTo(LONGEST) < 0 ? pause : LONGEST;
    }
}

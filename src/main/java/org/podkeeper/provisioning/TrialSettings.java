package org.podkeeper.provisioning;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * When a host that left the pool by itself is tried.
 *
 * @param first how long after it left the first trial begins; the pause doubles with every trial that fails
 * @param longest longest pause between two trials
 * @param answer how long the trial machine may take until it answers
 */
@Validated
@ConfigurationProperties("podkeeper.trial")
public record TrialSettings(
        @DefaultValue("1m") @NotNull Duration first,
        @DefaultValue("1h") @NotNull Duration longest,
        @DefaultValue("15m") @NotNull Duration answer) {

    /** The pause after so many trials in a row that failed. */
    Duration pauseAfter(int failures) {
        Duration pause = first;
        for (int i = 0; i < failures && pause.compareTo(longest) < 0; i++) {
            pause = pause.multipliedBy(2);
        }
        return pause.compareTo(longest) < 0 ? pause : longest;
    }
}

package org.podkeeper.waiting;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Bookings that nobody seems to use while others wait for their room. {@code idleAfter} and {@code returnAfter} count in
 * labs that say nothing else, see {@link UseRules}.
 *
 * @param look how often it is looked which these are
 * @param idleAfter for how long nobody must have used a pod before its owner is asked
 * @param silence for how long an owner who needs it is not asked again
 * @param returnAfter how long after the question a booking ends without an answer; zero for never
 */
@Validated
@ConfigurationProperties("podkeeper.still-using")
public record UseSettings(
        @DefaultValue("5m") @NotNull Duration look,
        @DefaultValue("24h") @NotNull Duration idleAfter,
        @DefaultValue("48h") @NotNull Duration silence,
        @DefaultValue("0h") @NotNull Duration returnAfter) {
    /** What counts where a lab says nothing. */
    UseRule rule() {
        return new UseRule(idleAfter, returnAfter.isZero() ? null : returnAfter);
    }
}

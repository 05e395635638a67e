package org.podkeeper.outage;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policy of outages.
 *
 * @param otherLabs whether bookings may be moved to other labs
 * @param lookEvery how often the portal looks what has to be done for those who are hit
 * @param beforePreparation how long before its preparation a booking ends that was not moved out of an outage
 * @param bannerAhead how long before it begins an outage is announced to people with bookings in its lab
 */
@Validated
@ConfigurationProperties("podkeeper.outage")
public record OutageSettings(
        @DefaultValue("true") boolean otherLabs,
        @DefaultValue("10s") @NotNull Duration lookEvery,
        @DefaultValue("1m") @NotNull Duration beforePreparation,
        @DefaultValue("24h") @NotNull Duration bannerAhead) {}

package org.podkeeper.provisioning;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Golden pods, which others go on from instead of booting.
 *
 * @param automatic whether one is made when a Pod and Config were booted on a host; else only when an admin asks
 * @param longest how long its making may hold the host's room, and so take
 * @param inAdvance how many pods go on from each before anybody books them, unless an admin says otherwise
 * @param retry pause before it is looked again whether a host has room
 */
@Validated
@ConfigurationProperties("podkeeper.golden")
public record GoldenSettings(
        @DefaultValue("true") boolean automatic,
        @DefaultValue("30m") @NotNull Duration longest,

        @DefaultValue("1") @Min(0) @Max(Goldsmith.MOST_IN_ADVANCE)
        int inAdvance,

        @DefaultValue("1m") @NotNull Duration retry) {}

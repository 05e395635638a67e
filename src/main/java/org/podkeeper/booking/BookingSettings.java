package org.podkeeper.booking;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * Policy of bookings.
 *
 * @param defaultLength what the form offers
 * @param shortest least that can be booked
 * @param longest most that can be booked
 * @param longestByInstructors most that instructors extend a booking to, with a reason
 * @param longestByAdmins most that lab admins extend a booking to, with a reason
 * @param farthestAhead how far in the future a booking may start
 * @param tearDownMargin how long after its end a booking still holds its host, for a verified tear-down
 * @param longestKeep most days that a pod's disks and memory are kept after its booking ended; 0 when none are
 * @param firstPreparation how early a booking for later is prepared while there is no history to tell
 */
@Validated
@ConfigurationProperties("podkeeper.booking")
public record BookingSettings(
        @DefaultValue("7d") @NotNull Duration defaultLength,
        @DefaultValue("10m") @NotNull Duration shortest,
        @DefaultValue("21d") @NotNull Duration longest,
        @DefaultValue("42d") @NotNull Duration longestByInstructors,
        @DefaultValue("180d") @NotNull Duration longestByAdmins,
        @DefaultValue("90d") @NotNull Duration farthestAhead,
        @DefaultValue("10m") @NotNull Duration tearDownMargin,
        @DefaultValue("5m") @NotNull Duration firstPreparation,
        @DefaultValue("14") @Min(0) int longestKeep) {}

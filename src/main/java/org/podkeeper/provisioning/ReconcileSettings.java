package org.podkeeper.provisioning;

import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How hosts are compared with the database.
 *
 * @param every how long after one comparison the next one begins
 * @param grace how long something of ours without a reason stays on a host after it was first seen
 * @param uploadPatience how long the upload of a golden image may be unfinished before it is reported
 * @param keepHistory how long finished comparisons are remembered; what was removed is remembered for ever
 */
@Validated
@ConfigurationProperties("podkeeper.reconcile")
public record ReconcileSettings(
        @DefaultValue("2m") @NotNull @DurationMin(seconds = 1)
        Duration every,

        @DefaultValue("30m") @NotNull @DurationMin(seconds = 1)
        Duration grace,

        @DefaultValue("1d") @NotNull @DurationMin(seconds = 1)
        Duration uploadPatience,

        @DefaultValue("7d") @NotNull @DurationMin(seconds = 1)
        Duration keepHistory) {}

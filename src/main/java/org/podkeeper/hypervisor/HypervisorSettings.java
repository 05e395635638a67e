package org.podkeeper.hypervisor;

import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import java.time.Duration;
import org.hibernate.validator.constraints.time.DurationMin;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.validation.annotation.Validated;

/**
 * How KVM hosts are talked to. Every number is per host, so that a sick host costs the others nothing.
 *
 * @param workersPerHost calls that one host works on at the same time
 * @param queuePerHost calls that may wait for a worker; one more is refused at once as "busy"
 * @param transfersPerHost image uploads at the same time
 * @param callTimeout longest time that a caller waits for an answer, waiting for a worker included
 * @param stateTimeout longest time for writing or reading a machine's whole memory or disk on the host: a snapshot, a
 *     copy
 * @param connectTimeout longest time for making a connection
 * @param uploadTimeout longest time for the upload of one image
 * @param reportWait how long a machine's report channel is listened to
 * @param keepAlive a host that is silent for three times this long counts as gone
 * @param abandonedSessions connections given up as hanging that may exist at one time; while there are as many, calls
 *     are refused at once, so that a host that hangs for hours cannot eat the portal's threads
 */
@Validated
@ConfigurationProperties("podkeeper.hypervisor")
public record HypervisorSettings(
        @DefaultValue("8") @Min(1) int workersPerHost,
        @DefaultValue("256") @Min(1) int queuePerHost,
        @DefaultValue("2") @Min(1) int transfersPerHost,

        @DefaultValue("30s") @NotNull @DurationMin(millis = 100)
        Duration callTimeout,

        @DefaultValue("10m") @NotNull @DurationMin(millis = 100)
        Duration stateTimeout,

        @DefaultValue("10s") @NotNull @DurationMin(millis = 100)
        Duration connectTimeout,

        @DefaultValue("15m") @NotNull @DurationMin(seconds = 1)
        Duration uploadTimeout,

        @DefaultValue("2s") @NotNull @DurationMin(millis = 100)
        Duration reportWait,

        @DefaultValue("5s") @NotNull @DurationMin(seconds = 1)
        Duration keepAlive,

        @DefaultValue("8") @Min(1) int abandonedSessions) {

    public static HypervisorSettings defaults() {
        return new HypervisorSettings(
                8,
                256,
                2,
                Duration.ofSeconds(30),
                Duration.ofMinutes(10),
                Duration.ofSeconds(10),
                Duration.ofMinutes(15),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                8);
    }

    /** The same with other limits of time: shorter ones for tests and impatient callers. */
    public HypervisorSettings withTimeouts(Duration call, Duration connect) {
        return new HypervisorSettings(
                workersPerHost,
                queuePerHost,
                transfersPerHost,
                call,
                stateTimeout,
                connect,
                uploadTimeout,
                reportWait,
                keepAlive,
                abandonedSessions);
    }
}

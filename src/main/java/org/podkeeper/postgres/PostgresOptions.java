package org.podkeeper.postgres;

import java.nio.file.Path;

/**
 * How an embedded server is run.
 *
 * @param directory everything of this server: its data, its log, its passwords
 * @param binaries where the programs are unpacked to; several servers may share it
 * @param durable whether a commit survives a power failure; {@code false} is for tests, which gain speed
 * @param timeZone the server's own time zone, an IANA name
 * @param maxConnections how many connections the server accepts
 */
public record PostgresOptions(Path directory, Path binaries, boolean durable, String timeZone, int maxConnections) {
    /** As the portal runs it: durable, in UTC, everything below one directory. */
    public static PostgresOptions in(Path directory) {
        return new PostgresOptions(directory, directory.resolve("programs"), true, "UTC", 120);
    }
}

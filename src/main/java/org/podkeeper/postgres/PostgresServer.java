package org.podkeeper.postgres;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A real PostgreSQL server as a supervised child process: its own random passwords, reachable on the loopback address
 * alone, started again if it dies, and never outliving this process.
 */
public final class PostgresServer implements AutoCloseable {
    /** The portal's role, which owns its databases and is no superuser. */
    public static final String USER = "podkeeper";

    private static final Logger log = LoggerFactory.getLogger(PostgresServer.class);
    private static final int PORTS_TO_TRY = 5;
    private static final long START_SECONDS = 60;
    private static final long LOG_LIMIT = 10L << 20;

    private final DirectoryLock lock;
    private final Cluster cluster;
    private final Supervisor supervisor;
    private final int port;

    private PostgresServer(DirectoryLock lock, Cluster cluster, Supervisor supervisor, int port) {
        this.lock = lock;
        this.cluster = cluster;
        this.supervisor = supervisor;
        this.port = port;
    }

    /**
     * Starts the server and waits until it answers; makes its data directory, role and database {@value #USER} at the
     * first start.
     *
     * @throws PostgresUnavailable when the directory is in use, of another version, or not usable
     */
    public static PostgresServer start(PostgresOptions options) {
        try {
            Path directory = Files.createDirectories(options.directory()).toRealPath();
            DirectoryLock lock = DirectoryLock.of(directory);
            try {
                return start(options, directory, lock);
            } catch (IOException | InterruptedException | SQLException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException | SQLException e) {
            throw new PostgresUnavailable(
                    "The embedded PostgreSQL in " + options.directory() + " does not start: " + e.getMessage(),
                    "Look at server.log in that directory, or set spring.datasource.url to another server.",
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("Interrupted while PostgreSQL was starting", e);
        }
    }

    private static PostgresServer start(PostgresOptions options, Path directory, DirectoryLock lock)
            throws IOException, InterruptedException, SQLException {
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        ServerPrograms programs = ServerPrograms.in(options.binaries().toAbsolutePath());
        ServerUser user = ServerUser.current();
        var cluster = new Cluster(directory, programs, user);
        cluster.prepare(options.durable());
        File output = log(directory);
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            List<String> command = user.command(directory, command(options, programs, cluster, port));
            var server = new PostgresServer(lock, cluster, Supervisor.start(command, output), port);
            if (server.answers()) {
                server.ensureDatabase();
                return server;
            }
            server.supervisor.stop();
            if (attempt == PORTS_TO_TRY) {
                throw new IOException("no answer on port " + port);
            }
        }
    }

    static List<String> command(PostgresOptions options, ServerPrograms programs, Cluster cluster, int port) {
        var command = new ArrayList<>(List.of(
                programs.program("postgres").toString(), "-D", cluster.data().toString()));
        var settings = new ArrayList<>(List.of(
                "port=" + port,
                "listen_addresses=127.0.0.1",
                "unix_socket_directories=",
                "timezone=" + options.timeZone(),
                "log_timezone=UTC",
                "max_connections=" + options.maxConnections()));
        if (!options.durable()) {
            settings.addAll(List.of("fsync=off", "synchronous_commit=off", "full_page_writes=off"));
        }
        settings.forEach(setting -> command.addAll(List.of("-c", setting)));
        return command;
    }

    private static File log(Path directory) throws IOException {
        Path log = directory.resolve("server.log");
        if (Files.exists(log) && Files.size(log) > LOG_LIMIT) {
            Files.move(log, directory.resolve("server.log.1"), StandardCopyOption.REPLACE_EXISTING);
        }
        return log.toFile();
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** False when the server ended at once, which it does when someone else took the port in between. */
    private boolean answers() throws IOException, InterruptedException, SQLException {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(START_SECONDS);
        while (true) {
            try (Connection ignored = superuser()) {
                return true;
            } catch (SQLException e) {
                if (!supervisor.isAlive()) {
                    return false;
                }
                if (System.nanoTime() > end) {
                    throw e;
                }
            }
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }

    private void ensureDatabase() throws IOException, SQLException {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "pg_roles where rolname = '" + USER + "'")) {
                statement.execute("create role " + USER + " login password '" + password() + "'");
            }
            if (!exists(statement, "pg_database where datname = '" + USER + "'")) {
                statement.execute("create database " + USER + " owner " + USER);
                log.info("Made the database of this installation in {}", cluster.data());
            }
        }
    }

    private static boolean exists(Statement statement, String what) throws SQLException {
        try (var rows = statement.executeQuery("select 1 from " + what)) {
            return rows.next();
        }
    }

    /** A new, empty database of that name, owned by {@link #USER}. */
    public void createDatabase(String name) {
        try (Connection connection = superuser();
                Statement statement = connection.createStatement()) {
            statement.execute("create database " + statement.enquoteIdentifier(name, true) + " owner " + USER);
        } catch (SQLException e) {
            throw new IllegalStateException("Could not create database " + name, e);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Connection superuser() throws SQLException, IOException {
        return DriverManager.getConnection(jdbcUrl("postgres"), "postgres", cluster.password("superuser"));
    }

    public String jdbcUrl(String database) {
        return "jdbc:postgresql://127.0.0.1:" + port + "/" + database;
    }

    /** The password of {@link #USER}. */
    public String password() {
        try {
            return cluster.password(USER);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The server's process, for those who watch it. */
    public long pid() {
        return supervisor.pid();
    }

    /** Stops the server; everything committed is on disk. */
    @Override
    public void close() {
        try {
            supervisor.stop();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            lock.close();
        }
    }
}

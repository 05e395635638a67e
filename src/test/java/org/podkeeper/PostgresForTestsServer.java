package org.podkeeper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.podkeeper.postgres.PostgresOptions;
import org.podkeeper.postgres.PostgresServer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;
import org.testcontainers.postgresql.PostgreSQLContainer;

/** The one server of this test JVM: a container where an engine can give us one, else the embedded programs. */
interface PostgresForTestsServer {
    /** Far from UTC and not a whole number of hours, so that a forgotten time zone shows. */
    String TIME_ZONE = "Asia/Kathmandu";

    int MAX_CONNECTIONS = 400;

    String jdbcUrl(String database);

    String user();

    String password();

    void createDatabase(String name);

    /**
     * Kills the process of a session, upon which the server ends all others too and recovers. It stays at its address.
     *
     * @param session its process id, as PostgreSQL says it
     */
    void crash(int session);

    static PostgresForTestsServer shared() {
        return Shared.get();
    }

    /** Holds the server; a synchronized method and not a class initializer, in which helper threads would dead-lock. */
    final class Shared {
        private static final Logger log = LoggerFactory.getLogger(PostgresForTestsServer.class);
        private static @Nullable PostgresForTestsServer server;

        private Shared() {}

        private static synchronized PostgresForTestsServer get() {
            if (server == null) {
                server = DockerProbe.canRun(Container.IMAGE) ? new Container() : new Embedded();
                log.info("Tests use PostgreSQL at {}", server.jdbcUrl(""));
            }
            return server;
        }
    }

    /** The programs inside our own jar, in a temporary directory. */
    final class Embedded implements PostgresForTestsServer {
        private final PostgresServer server;

        Embedded() {
            Path directory = temporaryDirectory();
            server = PostgresServer.start(new PostgresOptions(
                    directory, Path.of("target", "postgres-programs"), false, TIME_ZONE, MAX_CONNECTIONS));
            Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> {
                server.close();
                FileSystemUtils.deleteRecursively(directory.toFile());
            }));
        }

        private static Path temporaryDirectory() {
            try {
                return Files.createTempDirectory("podkeeper-test-postgres-");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public String jdbcUrl(String database) {
            return server.jdbcUrl(database);
        }

        @Override
        public String user() {
            return PostgresServer.USER;
        }

        @Override
        public String password() {
            return server.password();
        }

        @Override
        public void createDatabase(String name) {
            server.createDatabase(name);
        }

        @Override
        public void crash(int session) {
            ProcessHandle.of(session).orElseThrow().destroyForcibly();
        }
    }

    /** A container, removed by Testcontainers when this JVM ends. */
    final class Container implements PostgresForTestsServer {
        static final String IMAGE = "postgres:18-alpine";

        private final PostgreSQLContainer container;

        @SuppressWarnings("resource") // lives as long as the JVM
        Container() {
            container = new PostgreSQLContainer(IMAGE)
                    .withEnv("TZ", TIME_ZONE)
                    .withEnv(
                            "POSTGRES_INITDB_ARGS",
                            "--encoding=UTF8 --locale=C --locale-provider=builtin --builtin-locale=C.UTF-8")
                    .withCommand(
                            "postgres",
                            "-c",
                            "fsync=off",
                            "-c",
                            "synchronous_commit=off",
                            "-c",
                            "full_page_writes=off",
                            "-c",
                            "timezone=" + TIME_ZONE,
                            "-c",
                            "max_connections=" + MAX_CONNECTIONS);
            container.start();
            execute("create role " + PostgresServer.USER + " login password '" + container.getPassword() + "'");
        }

        @Override
        public String jdbcUrl(String database) {
            return "jdbc:postgresql://" + container.getHost() + ":" + container.getMappedPort(5432) + "/" + database;
        }

        @Override
        public String user() {
            return PostgresServer.USER;
        }

        @Override
        public String password() {
            return container.getPassword();
        }

        @Override
        public void createDatabase(String name) {
            execute("create database " + name + " owner " + PostgresServer.USER);
        }

        @Override
        public void crash(int session) {
            try {
                container.execInContainer("kill", "-9", String.valueOf(session));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }

        private void execute(String sql) {
            try (Connection connection = DriverManager.getConnection(
                            container.getJdbcUrl(), container.getUsername(), container.getPassword());
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException e) {
                throw new IllegalStateException(sql, e);
            }
        }
    }
}

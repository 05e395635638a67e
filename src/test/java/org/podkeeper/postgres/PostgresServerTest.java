package org.podkeeper.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The server as the portal runs it. JUnit's temporary directories are closed to others, as /root is. */
class PostgresServerTest {
    @TempDir
    Path directory;

    @Test
    void startsDurableWithChecksumsForLocalClientsOnly() throws SQLException {
        try (PostgresServer server = PostgresServer.start(options(true))) {
            assertThat(setting(server, "fsync")).isEqualTo("on");
            assertThat(setting(server, "synchronous_commit")).isEqualTo("on");
            assertThat(setting(server, "data_checksums")).isEqualTo("on");
            assertThat(setting(server, "listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(setting(server, "server_encoding")).isEqualTo("UTF8");
        }
    }

    @Test
    void refusesAWrongPassword() {
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThatExceptionOfType(SQLException.class)
                    .isThrownBy(() -> DriverManager.getConnection(
                            server.jdbcUrl(PostgresServer.USER), PostgresServer.USER, "wrong"))
                    .withMessageContaining("password authentication failed");
        }
    }

    @Test
    void passwordsAreReadableByTheirOwnerAlone() throws IOException {
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThat(server.password()).hasSizeGreaterThan(20);
            for (String name : new String[] {"podkeeper-password", "superuser-password"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(directory.resolve(name))))
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void aSecondStartFindsAllData() throws SQLException {
        try (PostgresServer server = PostgresServer.start(options())) {
            execute(server, "create table kept (word text)", "insert into kept values ('pod')");
        }
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThat(query(server, "select word from kept")).isEqualTo("pod");
        }
    }

    @Test
    void nothingRunsAfterItWasClosed() {
        PostgresServer server = PostgresServer.start(options());
        long pid = server.pid();
        server.close();
        assertThat(ProcessHandle.of(pid)).isEmpty();
        assertThat(directory.resolve("data/postmaster.pid")).doesNotExist();
    }

    @Test
    void aServerThatDiesIsStartedAgain() throws Exception {
        try (PostgresServer server = PostgresServer.start(options(true))) {
            execute(server, "create table kept (word text)", "insert into kept values ('pod')");
            long first = server.pid();
            ProcessHandle.of(first).orElseThrow().destroyForcibly();
            until(() -> server.pid() != first && connects(server));
            assertThat(query(server, "select word from kept")).isEqualTo("pod");
        }
    }

    @Test
    void aKilledPortalTakesItsServerWithItAndTheNextOneFindsAllData() throws Exception {
        long orphan;
        try (PortalProcess portal = PortalProcess.start(directory)) {
            orphan = Long.parseLong(portal.answer().substring("ready ".length()));
            portal.kill();
        }
        try (PostgresServer server = PostgresServer.start(PostgresOptions.in(directory))) {
            assertThat(connects(server)).isTrue();
            // it ended before the new server began; its new parent, init, may still have to collect it
            until(() -> ProcessHandle.of(orphan).isEmpty());
        }
    }

    @Test
    void aServerThatOutlivedItsPortalIsStoppedBeforeTheNextStart() throws Exception {
        PostgresOptions options = options();
        PostgresServer.start(options).close();
        var cluster = new Cluster(directory.toRealPath(), ServerPrograms.in(options.binaries()), ServerUser.current());
        Process orphan = new ProcessBuilder(ServerUser.current()
                        .command(
                                directory,
                                PostgresServer.command(options, programs(options), cluster, PostgresServer.freePort())))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start();
        until(() -> Files.exists(directory.resolve("data/postmaster.pid")));
        try (PostgresServer server = PostgresServer.start(options)) {
            assertThat(orphan.isAlive()).isFalse();
            assertThat(connects(server)).isTrue();
        }
    }

    @Test
    void aStalePidFileThatNamesAnUnrelatedProcessDoesNotHurtIt() throws Exception {
        PostgresServer.start(options()).close();
        Files.writeString(
                directory.resolve("data/postmaster.pid"),
                ProcessHandle.current().pid() + "\n" + directory.resolve("data") + "\n0\n1\n\n127.0.0.1\n");
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThat(connects(server)).isTrue();
        }
    }

    @Test
    void refusesASecondPortalOnTheSameDirectoryAndNamesTheFirst() throws Exception {
        try (PostgresServer first = PostgresServer.start(options())) {
            assertThat(connects(first)).isTrue();
            assertThatExceptionOfType(PostgresUnavailable.class)
                    .isThrownBy(() -> PostgresServer.start(options()))
                    .withMessageContaining(
                            "Another portal (process " + ProcessHandle.current().pid() + ")")
                    .withMessageContaining(directory.toString())
                    .satisfies(e -> assertThat(e.action()).contains("podkeeper.data-directory"));
            try (PortalProcess second = PortalProcess.start(directory)) {
                assertThat(second.answer())
                        .startsWith("refused Another portal (process "
                                + ProcessHandle.current().pid() + ")");
            }
            assertThat(connects(first)).isTrue();
        }
    }

    @Test
    void refusesDataOfAnotherMajorVersionAndLeavesItAlone() throws Exception {
        PostgresServer.start(options()).close();
        Path version = directory.resolve("data/PG_VERSION");
        String ours = Files.readString(version).strip();
        Files.writeString(version, "17\n");
        assertThatExceptionOfType(PostgresUnavailable.class)
                .isThrownBy(() -> PostgresServer.start(options()))
                .withMessageContaining("PostgreSQL 17")
                .withMessageContaining("PostgreSQL " + ours)
                .satisfies(e -> assertThat(e.action()).contains("pg_dump"));
        Files.writeString(version, ours + "\n");
        PostgresServer.start(options()).close();
    }

    @Test
    void aHalfMadeDataDirectoryIsMadeAnew() throws Exception {
        Files.createDirectories(directory.resolve("data.new/base"));
        Files.writeString(directory.resolve("data.new/PG_VERSION"), "18\n");
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThat(connects(server)).isTrue();
        }
    }

    @Test
    void unpacksItsProgramsAgainWhenAFileIsMissing() throws Exception {
        PostgresOptions options = PostgresOptions.in(directory);
        PostgresServer.start(options).close();
        Files.delete(programs(options).program("initdb"));
        PostgresServer.start(options).close();
        assertThat(programs(options).program("initdb")).exists();
    }

    @Test
    void severalMayUnpackTheProgramsAtOnce() throws Exception {
        Callable<Path> unpacks = () -> ServerPrograms.in(directory).program("initdb");
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (Future<Path> program : threads.invokeAll(List.of(unpacks, unpacks, unpacks))) {
                assertThat(program.get()).exists();
            }
        }
    }

    @Test
    void theServerIsNeverRoot() throws Exception {
        try (PostgresServer server = PostgresServer.start(options())) {
            assertThat(Files.getAttribute(Path.of("/proc/" + server.pid()), "unix:uid"))
                    .isNotEqualTo(0);
        }
    }

    @Test
    void anOrdinaryUserCanRunItToo() throws Exception {
        if (!ServerUser.current().isOther()) {
            return; // this JVM is the ordinary user, and every test here shows it
        }
        Path own = Files.createDirectory(directory.resolve("own"));
        ServerUser.current().own(own);
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        String uid = Files.getAttribute(own, "unix:uid").toString();
        try (PortalProcess portal = PortalProcess.start(
                own,
                "setpriv",
                "--reuid",
                uid,
                "--regid",
                uid,
                "--clear-groups",
                // what stands on the class path may lie below a closed directory
                "--inh-caps",
                "+dac_read_search",
                "--ambient-caps",
                "+dac_read_search",
                "--")) {
            assertThat(portal.answer()).startsWith("ready ");
        }
    }

    /** Tests that are not about durability gain speed without it. */
    private PostgresOptions options() {
        return options(false);
    }

    private PostgresOptions options(boolean durable) {
        Path programs = Path.of("target", "postgres-programs").toAbsolutePath();
        return new PostgresOptions(directory, programs, durable, "UTC", 20);
    }

    private static ServerPrograms programs(PostgresOptions options) throws IOException {
        return ServerPrograms.in(options.binaries());
    }

    private static String setting(PostgresServer server, String name) throws SQLException {
        return query(server, "select current_setting('" + name + "')");
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(PostgresServer.USER), PostgresServer.USER, server.password());
    }

    private static boolean connects(PostgresServer server) {
        try (Connection connection = connect(server)) {
            return connection.isValid(5);
        } catch (SQLException e) {
            return false;
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                var statement = connection.createStatement();
                var rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    private static void execute(PostgresServer server, String... statements) throws SQLException {
        try (Connection connection = connect(server);
                var statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    private static void until(Callable<Boolean> condition) throws Exception {
        long end = System.nanoTime() + Duration.ofSeconds(30).toNanos();
        while (!condition.call()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(end);
            TimeUnit.MILLISECONDS.sleep(20);
        }
    }
}

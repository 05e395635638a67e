package org.podkeeper;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A portal in a process of its own, as a server would run it: without the tests' classes, on a database that it may share
 * with others. A test kills it, or several side by side, whenever it likes; it never outlives the tests.
 */
final class PortalProcess implements AutoCloseable {
    private static final Pattern PORT = Pattern.compile("Tomcat started on port (\\d+)");
    private static final Pattern STARTED = Pattern.compile("Started Podkeeper");

    private final String name;
    private final Path log;
    private final Process process;

    private PortalProcess(String name, Path log, Process process) {
        this.name = name;
        this.log = log;
        this.process = process;
    }

    /**
     * Starts one and does not wait for it.
     *
     * @param name tells several apart: it is the name under which the portal takes work
     * @param directory for logs, and for what portals of one installation share
     * @param properties what else it is configured with
     */
    static PortalProcess start(
            String name, JdbcConnectionDetails database, Path directory, Map<String, String> properties)
            throws IOException {
        Path log = directory.resolve("portal-" + name + ".log");
        var command = new ArrayList<String>();
        // the signal follows the thread that starts the process: tests run on one that stays
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "--enable-native-access=ALL-UNNAMED",
                "-XX:TieredStopAtLevel=1",
                "-cp",
                classPath(),
                Podkeeper.class.getName(),
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword(),
                "--spring.datasource.hikari.maximum-pool-size=8",
                "--db-scheduler.scheduler-name=" + name,
                "--podkeeper.data-directory=" + directory.resolve("data"),
                "--podkeeper.first-admin-password-file=" + directory.resolve("first-admin-password"),
                "--podkeeper.tiny-image=" + System.getProperty("podkeeper.test.tiny-image")));
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new PortalProcess(
                name,
                log,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
    }

    /** What the application has on a server; the tests' own beans are not to be found by it. */
    private static String classPath() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .filter(entry -> !entry.endsWith("test-classes"))
                .collect(Collectors.joining(File.pathSeparator));
    }

    String name() {
        return name;
    }

    /** Waits until it takes requests. */
    PortalProcess ready() {
        OnRealHosts.await("portal " + name + " is started", () -> {
            String said = log();
            if (!process.isAlive()) {
                throw new AssertionError("Portal " + name + " ended: " + said);
            }
            return STARTED.matcher(said).find() && answersThatItIsReady() ? said : null;
        });
        return this;
    }

    /** As a load balancer would ask. */
    private boolean answersThatItIsReady() {
        try {
            return new ApiForTests(port(), "none")
                            .request("GET", "/actuator/health/readiness", "")
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        Matcher matcher = PORT.matcher(log());
        if (!matcher.find()) {
            throw new AssertionError("Portal " + name + " is not ready: " + log());
        }
        return Integer.parseInt(matcher.group(1));
    }

    /** Everything that it said so far. */
    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** As a power cut would: SIGKILL, and it is gone when this returns. */
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** As an operator would: SIGTERM, and it is gone when this returns. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(1, TimeUnit.MINUTES)) {
            kill();
            throw new AssertionError("Portal " + name + " did not stop: " + log());
        }
    }

    @Override
    public void close() throws InterruptedException {
        kill();
    }
}

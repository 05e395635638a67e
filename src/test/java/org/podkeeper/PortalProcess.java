package org.podkeeper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;

/**
 * A portal in a process of its own, as a server would run it: without the tests' classes, on a database that it may share
 * with others. A test kills it, or several side by side, whenever it likes; it never outlives the tests.
 */
final class PortalProcess implements AutoCloseable {
    /** One that is trained writes its cache when it stops. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

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
            throws IOException, InterruptedException {
        return launch(TrainedPortal.command(), name, database, directory, properties);
    }

    /** @param java what its arguments follow */
    static PortalProcess launch(
            List<String> java,
            String name,
            JdbcConnectionDetails database,
            Path directory,
            Map<String, String> properties)
            throws IOException {
        Path log = directory.resolve("portal-" + name + ".log");
        var command = new ArrayList<String>();
        // the signal follows the thread that starts the process: tests run on one that stays
        command.addAll(List.of("setpriv", "--pdeathsig", "KILL", "--"));
        command.addAll(java);
        command.addAll(List.of(
                "--server.address=127.0.0.1",
                "--server.port=0",
                "--spring.datasource.url=" + database.getJdbcUrl(),
                "--spring.datasource.username=" + database.getUsername(),
                "--spring.datasource.password=" + database.getPassword(),
                "--spring.datasource.hikari.maximum-pool-size=8",
                "--db-scheduler.scheduler-name=" + name,
                "--podkeeper.data-directory=" + directory.resolve("data"),
                "--podkeeper.first-admin-password-file=" + directory.resolve("first-admin-password")));
        String image = System.getProperty("podkeeper.test.tiny-image");
        if (image != null) {
            command.add("--podkeeper.tiny-image=" + image);
        }
        properties.forEach((key, value) -> command.add("--" + key + "=" + value));
        return new PortalProcess(
                name,
                log,
                new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(log.toFile())
                        .start());
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

    boolean isAlive() {
        return process.isAlive();
    }

    /** As a power cut would: SIGKILL, and it is gone when this returns. */
    void kill() {
        process.destroyForcibly().onExit().join();
    }

    /** As an operator would: SIGTERM, and it is gone when this returns. */
    void stop() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new AssertionError("Portal " + name + " did not stop: " + log());
        }
    }

    @Override
    public void close() {
        kill();
    }
}

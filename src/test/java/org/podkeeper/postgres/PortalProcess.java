package org.podkeeper.postgres;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** A second Java process with an embedded server in it, to be killed by tests. */
final class PortalProcess implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Process process;
    private final BufferedReader output;

    private PortalProcess(Process process) {
        this.process = process;
        this.output = process.inputReader();
    }

    /** The process itself: starts a server in the directory, prints the server's process id, waits for its end. */
    public static void main(String[] arguments) throws IOException {
        try (PostgresServer server = PostgresServer.start(PostgresOptions.in(Path.of(arguments[0])))) {
            System.out.println("ready " + server.pid());
            while (System.in.read() >= 0) {
                // until the other end is closed
            }
        } catch (PostgresUnavailable e) {
            System.out.println("refused " + e.getMessage());
        }
    }

    /** @param wrapper a command that the process is run under, such as setpriv */
    static PortalProcess start(Path directory, String... wrapper) throws IOException {
        var command = new ArrayList<>(List.of(wrapper));
        command.addAll(List.of(
                ProcessHandle.current().info().command().orElseThrow(),
                "-cp",
                System.getProperty("java.class.path"),
                PortalProcess.class.getName(),
                directory.toString()));
        return new PortalProcess(new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start());
    }

    /** The first line that is the process's own, not the log's. */
    String answer() throws IOException {
        String line;
        while ((line = output.readLine()) != null) {
            if (line.startsWith("ready ") || line.startsWith("refused ")) {
                return line;
            }
        }
        throw new IOException("The process ended without an answer");
    }

    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /** Asks it to end and waits until it has, its server too: it still writes into its directory until then. */
    @Override
    public void close() throws IOException, InterruptedException {
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
            kill();
            throw new IllegalStateException("The process did not end within " + PATIENCE);
        }
    }
}

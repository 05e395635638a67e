package org.podkeeper.hypervisor;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A real KVM host for tests: one libvirtd with its guests in network and mount namespaces of its own, made by {@code
 * bin/kvm-host}. Needs root. It ends with this JVM, however that ends, and what a killed JVM left behind is removed by
 * the next start.
 *
 * <p>Behind the host's uplink is a second namespace that plays the Internet, with the address {@value #OUTSIDE}.
 */
public final class KvmHostForTests implements AutoCloseable {
    /** The one address beyond the host that its guests may reach. */
    public static final String OUTSIDE = "198.51.100.2";
    /** The host's own address on its uplink. */
    public static final String UPLINK = "198.51.100.1";

    private static final Path ALL = Path.of(System.getProperty("java.io.tmpdir"), "podkeeper-kvm");
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String namespace;
    private final Path all;
    private final Path directory;
    private @Nullable Process script;

    private final List<String> options;

    private KvmHostForTests(String namespace, Path all, List<String> options) {
        this.namespace = namespace;
        this.all = all;
        this.options = options;
        this.directory = all.resolve(namespace);
    }

    /** @param name short, unique in this JVM: small letters, digits, dashes */
    public static KvmHostForTests start(String name) {
        return start(name, List.of());
    }

    /**
     * One that also takes connections with TLS, inside its network.
     *
     * @param certificates a directory with {@code cacert.pem}, {@code servercert.pem} and {@code serverkey.pem}
     */
    public static KvmHostForTests startWithTls(String name, Path certificates) {
        return start(name, List.of("--tls", certificates.toString()));
    }

    private static KvmHostForTests start(String name, List<String> options) {
        removeLeftovers();
        String namespace = "pk%d-%s".formatted(ProcessHandle.current().pid(), name);
        KvmHostForTests host = new KvmHostForTests(namespace, mine(), options);
        host.startLibvirtd();
        return host;
    }

    /** Starts libvirtd again after it was killed; guests that lived on are found again. */
    public void startLibvirtd() {
        try {
            Files.createDirectories(all);
            List<String> command = new ArrayList<>(List.of(program().toString(), "--until-eof"));
            command.addAll(options);
            command.addAll(List.of(all.toString(), namespace));
            script = new ProcessBuilder(command)
                    .redirectError(all.resolve(namespace + ".log").toFile())
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        await("libvirtd of " + namespace + " answers", () -> {
            if (!running()) {
                throw new IllegalStateException("The host did not start: " + log());
            }
            return Files.exists(directory.resolve("sock/libvirt-sock"))
                    && run(List.of("virsh", "-q", "-c", uri(), "version")).code() == 0;
        });
    }

    private boolean running() {
        return script != null && script.isAlive();
    }

    private String log() {
        try {
            return Files.readString(all.resolve(namespace + ".log"));
        } catch (IOException e) {
            return e.toString();
        }
    }

    /** To connect with from outside. */
    public String uri() {
        return "qemu+unix:///system?socket=" + directory.resolve("sock/libvirt-sock");
    }

    /** The host with directories of its own. */
    public HostAddress address() {
        return new HostAddress(
                uri(),
                directory.resolve("images").toString(),
                directory.resolve("disks").toString());
    }

    /** What the host keeps: {@code images}, {@code disks}, {@code log}, … */
    public Path directory() {
        return directory;
    }

    /** Name of the network namespace, for processes that a test starts in it. */
    public String namespace() {
        return namespace;
    }

    /** Name of the network namespace that plays the Internet. */
    public String outsideNamespace() {
        return namespace + "-out";
    }

    /** Runs a command inside the host's network and waits for its end. */
    public Result exec(String... command) {
        return in(namespace, command);
    }

    /** A shell command where the host has its own files and mounts; that it fails is an error. */
    public void inside(String command) {
        Result result =
                exec("nsenter", "--target", String.valueOf(libvirtdPid()), "--mount", "--", "sh", "-c", command);
        if (result.code() != 0) {
            throw new IllegalStateException(command + ": " + result.output());
        }
    }

    /** Runs a command beyond the host's uplink and waits for its end. */
    public Result execOutside(String... command) {
        return in(outsideNamespace(), command);
    }

    /** Makes one more network namespace, to stand for a guest; it ends with the host. Gives its name. */
    public String addGuestNamespace(String guest) {
        String name = namespace + "-guest-" + guest;
        Result result = run(List.of("ip", "netns", "add", name));
        if (result.code() != 0) {
            throw new IllegalStateException(result.output());
        }
        return name;
    }

    /** Runs a command inside a network namespace and waits for its end. */
    public static Result in(String namespace, String... command) {
        List<String> inside = new ArrayList<>(List.of("ip", "netns", "exec", namespace));
        inside.addAll(List.of(command));
        return run(inside);
    }

    public long libvirtdPid() {
        try {
            return Long.parseLong(
                    Files.readString(directory.resolve("libvirtd.pid")).strip());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Sends a signal to this host's libvirtd only: STOP, CONT, KILL, … */
    public void signalLibvirtd(String signal) {
        Result result = run(List.of("kill", "-s", signal, String.valueOf(libvirtdPid())));
        if (result.code() != 0) {
            throw new IllegalStateException(result.output());
        }
    }

    /** Kills libvirtd as a crash would; guests live on. */
    public void killLibvirtd() {
        Process running = script;
        signalLibvirtd("KILL");
        if (running != null) {
            await("the host's script notices", () -> !running.isAlive());
        }
    }

    /** Ends guests, libvirtd and both namespaces. */
    public void stop() {
        try {
            Process running = script;
            if (running != null && running.isAlive()) {
                // SIGCONT for a libvirtd that a test has stopped: it could not even end
                if (Files.exists(directory.resolve("libvirtd.pid"))) {
                    run(List.of("kill", "-s", "CONT", String.valueOf(libvirtdPid())));
                }
                try (OutputStream input = running.getOutputStream()) {
                    input.flush();
                }
                await("the host stops", () -> !running.isAlive());
            }
            run(List.of(program().toString(), "--clean", all.toString(), namespace));
            deleteTree(directory);
            Files.deleteIfExists(all.resolve(namespace + ".log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /**
     * How a command ended.
     *
     * @param code its exit code
     * @param output what it printed, errors included
     */
    public record Result(int code, String output) {}

    private static Result run(List<String> command) {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectInput(
                            ProcessBuilder.Redirect.from(Path.of("/dev/null").toFile()))
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                process.destroyForcibly();
                throw new IllegalStateException("No end of " + command + ": " + output);
            }
            return new Result(process.exitValue(), output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Waits for something outside this JVM that can only be asked for. */
    private static void await(String what, BooleanSupplier condition) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start > PATIENCE.toNanos()) {
                throw new IllegalStateException("Not within " + PATIENCE.toSeconds() + " s: " + what);
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(20).toNanos());
        }
    }

    private static Path program() {
        return Path.of("bin", "kvm-host").toAbsolutePath();
    }

    /** One directory per JVM, named so that a later process with the same id is not taken for it. */
    private static Path mine() {
        ProcessHandle self = ProcessHandle.current();
        return ALL.resolve("%d-%d".formatted(self.pid(), startOf(self)));
    }

    private static long startOf(ProcessHandle process) {
        return process.info()
                .startInstant()
                .map(java.time.Instant::toEpochMilli)
                .orElse(0L);
    }

    private static synchronized void removeLeftovers() {
        if (!Files.isDirectory(ALL)) {
            return;
        }
        try (Stream<Path> jvms = Files.list(ALL)) {
            for (Path jvm : jvms.filter(KvmHostForTests::isOver).toList()) {
                try (Stream<Path> hosts = Files.list(jvm)) {
                    for (Path host : hosts.filter(Files::isDirectory).toList()) {
                        run(List.of(
                                program().toString(),
                                "--clean",
                                jvm.toString(),
                                host.getFileName().toString()));
                    }
                }
                deleteTree(jvm);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isOver(Path jvm) {
        String[] parts = jvm.getFileName().toString().split("-", 2);
        return parts.length == 2
                && parts[0].matches("\\d+")
                && ProcessHandle.of(Long.parseLong(parts[0]))
                        .map(process -> !String.valueOf(startOf(process)).equals(parts[1]))
                        .orElse(true);
    }

    private static void deleteTree(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        try (Stream<Path> all = Files.walk(directory)) {
            for (Path path : all.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}

package org.podkeeper.postgres;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.springframework.util.FileSystemUtils;

/** The data directory of the server: made once, checked on every start. */
final class Cluster {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path directory;
    private final ServerPrograms programs;
    private final ServerUser user;

    Cluster(Path directory, ServerPrograms programs, ServerUser user) {
        this.directory = directory;
        this.programs = programs;
        this.user = user;
    }

    Path data() {
        return directory.resolve("data");
    }

    /** Made if absent, of the right version, and without a server of an earlier portal still on it. */
    void prepare(boolean durable) throws IOException, InterruptedException {
        if (Files.exists(data().resolve("PG_VERSION"))) {
            checkVersion();
            stopOrphan();
        } else {
            create(durable);
        }
    }

    private void create(boolean durable) throws IOException, InterruptedException {
        Path draft = directory.resolve("data.new");
        FileSystemUtils.deleteRecursively(draft);
        Files.createDirectories(draft);
        user.own(draft);
        Path password = Files.createTempFile(directory, "initdb-", "");
        try {
            Files.writeString(password, password("superuser"));
            user.own(password);
            run(List.of(
                    programs.program("initdb").toString(),
                    "--pgdata=" + draft,
                    "--username=postgres",
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    // sorts the same on every machine and after every upgrade of its C library
                    "--locale=C",
                    "--locale-provider=builtin",
                    "--builtin-locale=C.UTF-8",
                    "--data-checksums",
                    durable ? "--sync-method=fsync" : "--no-sync",
                    "--no-instructions"));
        } finally {
            Files.delete(password);
        }
        Files.move(draft, data(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** The password of that name, kept in a file that only the portal's user can read. */
    String password(String name) throws IOException {
        Path file = directory.resolve(name + "-password");
        if (!Files.exists(file)) {
            byte[] random = new byte[24];
            new SecureRandom().nextBytes(random);
            Path draft = Files.createTempFile(
                    directory,
                    "password-",
                    "",
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
            Files.writeString(draft, Base64.getUrlEncoder().withoutPadding().encodeToString(random));
            Files.move(draft, file, StandardCopyOption.ATOMIC_MOVE);
        }
        return Files.readString(file).strip();
    }

    private void checkVersion() throws IOException, InterruptedException {
        String made = Files.readString(data().resolve("PG_VERSION")).strip();
        String ours = run(List.of(programs.program("postgres").toString(), "--version"))
                .replaceFirst("(?s).*\\) (\\d+).*", "$1");
        if (!made.equals(ours)) {
            throw new PostgresUnavailable(
                    "The data in " + data() + " was written by PostgreSQL " + made + "; this release brings PostgreSQL "
                            + ours + ".",
                    "Nothing was changed. Start the release that wrote it, save the database with pg_dump, move "
                            + directory + " aside, start this release once and load the dump"
                            + " (docs/development.md, \"A new major version of PostgreSQL\").");
        }
    }

    /** A portal that was killed may leave its server for a moment. We hold the lock, so nobody else can be using it. */
    private void stopOrphan() throws IOException, InterruptedException {
        Optional<ProcessHandle> orphan = runningServer();
        if (orphan.isEmpty()) {
            return;
        }
        for (String signal : List.of("INT", "QUIT", "KILL")) {
            Signal.send(signal, orphan.get());
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (orphan.get().isAlive() && System.nanoTime() < end) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            if (!orphan.get().isAlive()) {
                return;
            }
        }
        throw new PostgresUnavailable(
                "A PostgreSQL server of an earlier portal (process "
                        + orphan.get().pid() + ") does not stop.",
                "End that process, then start again.");
    }

    private Optional<ProcessHandle> runningServer() throws IOException {
        Path pidFile = data().resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return Optional.empty();
        }
        List<String> lines = Files.readAllLines(pidFile);
        if (lines.isEmpty() || !lines.getFirst().strip().matches("\\d+")) {
            return Optional.empty();
        }
        long pid = Long.parseLong(lines.getFirst().strip());
        Path commandLine = Path.of("/proc/" + pid + "/cmdline");
        // the number may belong to an unrelated process by now
        boolean ours = Files.isReadable(commandLine)
                && Files.readString(commandLine, StandardCharsets.UTF_8).contains(data().toString());
        return ours ? ProcessHandle.of(pid) : Optional.empty();
    }

    private String run(List<String> command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(user.command(programs.home(), command))
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new PostgresUnavailable(
                    Path.of(command.getFirst()).getFileName() + " failed: " + output.strip(),
                    "See the message of PostgreSQL above; often the disk is full or not writable.");
        }
        return output;
    }
}

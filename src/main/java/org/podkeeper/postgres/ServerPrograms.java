package org.podkeeper.postgres;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;
import org.springframework.util.FileSystemUtils;

/** The server's programs, unpacked from the jar once per version and complete whenever the directory exists. */
final class ServerPrograms {
    private static final String LIST = "unpacked-files";

    private final Path home;

    private ServerPrograms(Path home) {
        this.home = home;
    }

    Path home() {
        return home;
    }

    Path program(String name) {
        return home.resolve("bin").resolve(name);
    }

    static ServerPrograms in(Path directory) throws IOException {
        String archive = archive();
        Path home = directory.resolve(digest(archive).substring(0, 16));
        if (!isComplete(home)) {
            FileSystemUtils.deleteRecursively(home);
            Files.createDirectories(directory);
            unpack(archive, directory, home);
        }
        return new ServerPrograms(home);
    }

    private static String archive() {
        return switch (System.getProperty("os.arch")) {
            case "amd64" -> "/postgres-linux-x86_64.txz";
            case "aarch64" -> "/postgres-linux-arm_64.txz";
            case String other ->
                throw new PostgresUnavailable(
                        "There is no embedded PostgreSQL for " + other + ".",
                        "Set spring.datasource.url to a PostgreSQL server.");
        };
    }

    private static InputStream open(String archive) throws IOException {
        InputStream stream = ServerPrograms.class.getResourceAsStream(archive);
        if (stream == null) {
            throw new IOException(archive + " is missing from the application");
        }
        return new BufferedInputStream(stream, 1 << 16);
    }

    private static String digest(String archive) throws IOException {
        try (var in = new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(java.io.OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Every unpacked file is there with its size: a cleaner of temporary files or a full disk may have been here. */
    private static boolean isComplete(Path home) throws IOException {
        Path list = home.resolve(LIST);
        if (!Files.exists(list)) {
            return false;
        }
        for (String line : Files.readAllLines(list)) {
            int space = line.indexOf(' ');
            Path file = home.resolve(line.substring(space + 1));
            if (!Files.exists(file) || Files.size(file) != Long.parseLong(line.substring(0, space))) {
                return false;
            }
        }
        return true;
    }

    private static void unpack(String archive, Path directory, Path home) throws IOException {
        Path draft = Files.createTempDirectory(directory, "unpacking-");
        try {
            try (var tar = new TarArchiveInputStream(new XZCompressorInputStream(open(archive)))) {
                TarArchiveEntry entry;
                while ((entry = tar.getNextEntry()) != null) {
                    unpack(tar, entry, draft);
                }
            }
            Files.write(draft.resolve(LIST), sizes(draft));
            Files.setPosixFilePermissions(draft, PosixFilePermissions.fromString("rwxr-xr-x"));
            Files.move(draft, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileSystemException e) {
            // somebody else was faster; an atomic move says "not empty" in no class of its own
            if (!isComplete(home)) {
                throw e;
            }
        } finally {
            FileSystemUtils.deleteRecursively(draft);
        }
    }

    private static void unpack(TarArchiveInputStream tar, TarArchiveEntry entry, Path root) throws IOException {
        Path target = root.resolve(entry.getName()).normalize();
        if (!target.startsWith(root)) {
            throw new IOException("Entry outside of the archive: " + entry.getName());
        }
        if (entry.isDirectory()) {
            Files.createDirectories(target);
            return;
        }
        Files.createDirectories(target.getParent());
        if (entry.isSymbolicLink()) {
            Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
        } else {
            Files.copy(tar, target);
            boolean program = (entry.getMode() & 0100) != 0;
            Files.setPosixFilePermissions(target, PosixFilePermissions.fromString(program ? "rwxr-xr-x" : "rw-r--r--"));
        }
    }

    private static List<String> sizes(Path root) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> file.toFile().length() + " " + root.relativize(file))
                    .sorted()
                    .toList();
        }
    }
}

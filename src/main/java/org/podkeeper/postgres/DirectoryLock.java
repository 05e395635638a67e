package org.podkeeper.postgres;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One portal per directory. The kernel drops the lock with the process, however that ends. */
final class DirectoryLock implements AutoCloseable {
    /** A process that opens and closes its own locked file loses the lock, so we must know before we look. */
    private static final Set<Path> HELD_HERE = ConcurrentHashMap.newKeySet();

    private final Path directory;
    private final FileChannel channel;

    private DirectoryLock(Path directory, FileChannel channel) {
        this.directory = directory;
        this.channel = channel;
    }

    static DirectoryLock of(Path directory) throws IOException {
        if (!HELD_HERE.add(directory)) {
            throw refusal(directory, "" + ProcessHandle.current().pid());
        }
        try {
            return new DirectoryLock(directory, locked(directory));
        } catch (IOException | RuntimeException e) {
            HELD_HERE.remove(directory);
            throw e;
        }
    }

    private static FileChannel locked(Path directory) throws IOException {
        Path file = directory.resolve("in-use-by");
        FileChannel channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (channel.tryLock() == null) {
            channel.close();
            throw refusal(directory, Files.readString(file).strip());
        }
        channel.truncate(0);
        channel.write(ByteBuffer.wrap((ProcessHandle.current().pid() + "\n").getBytes(StandardCharsets.US_ASCII)));
        return channel;
    }

    private static PostgresUnavailable refusal(Path directory, String process) {
        return new PostgresUnavailable(
                "Another portal (process " + process + ") is running on " + directory + ".",
                "Stop it first, or give this one a data directory of its own (podkeeper.data-directory).");
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            HELD_HERE.remove(directory);
        }
    }
}

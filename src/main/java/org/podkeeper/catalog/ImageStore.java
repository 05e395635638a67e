package org.podkeeper.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.stereotype.Component;

/** The folder of image files, each named by its content. Portals that share a database share this folder. */
@Component
class ImageStore {
    private final Path folder;

    ImageStore(PodkeeperSettings settings) {
        folder = settings.dataDirectory().toAbsolutePath().normalize().resolve("images");
    }

    /**
     * A file that is here now.
     *
     * @param diskGib size of its disk as a guest sees it, rounded up
     */
    record Kept(String sha256, long sizeBytes, int diskGib) {}

    Path file(String sha256) {
        return folder.resolve(sha256 + ".qcow2");
    }

    /** Where a file grows before anybody sees it. */
    Path growing(String name) throws IOException {
        Files.createDirectories(folder);
        return folder.resolve(name + ".part");
    }

    /**
     * Checks a file and, when it is good, gives it its place in one move.
     *
     * @param checksum SHA-256 or SHA-512 in hex that it must have, or null when its origin is trusted
     * @throws BadImage when it has another checksum or is not a qcow2 image that stands alone
     */
    Kept keep(Path growing, @Nullable String checksum) throws IOException {
        String sha256 = digest(growing, "SHA-256");
        if (checksum != null) {
            String found = checksum.length() == 128 ? digest(growing, "SHA-512") : sha256;
            if (!found.equals(checksum.toLowerCase(Locale.ROOT))) {
                throw new BadImage("The file has the checksum " + found + ", not the expected " + checksum + ".");
            }
        }
        QcowHeader header = QcowHeader.read(growing);
        long size = Files.size(growing);
        try (FileChannel channel = FileChannel.open(growing, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(growing, file(sha256), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Kept(sha256, size, header.diskGib());
    }

    void delete(String sha256) {
        try {
            Files.deleteIfExists(file(sha256));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String digest(Path file, String algorithm) throws IOException {
        try (InputStream in = Files.newInputStream(file);
                DigestInputStream digesting = new DigestInputStream(in, MessageDigest.getInstance(algorithm))) {
            digesting.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(digesting.getMessageDigest().digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

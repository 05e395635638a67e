package org.podkeeper.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.podkeeper.kernel.PodkeeperSettings;
import org.springframework.stereotype.Component;

/** The folder of image files, each named by its content. Portals that share a database share this folder. */
@Component
class ImageStore {
    /** ECMA-119: the first volume descriptor is in the seventeenth sector, and has its mark after one byte. */
    private static final long DESCRIPTOR_AT = 16 * 2048L;

    private static final byte[] ISO_9660 = {'C', 'D', '0', '0', '1'};

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

    Path file(String sha256, ImageKind kind) {
        return folder.resolve(sha256 + "." + kind.ending());
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
     * @throws BadImage when it has another checksum, is not a qcow2 image that stands alone, or as a CD no ISO 9660 one
     */
    Kept keep(Path growing, @Nullable String checksum, ImageKind kind) throws IOException {
        String sha256 = digest(growing, "SHA-256");
        if (checksum != null) {
            String found = checksum.length() == 128 ? digest(growing, "SHA-512") : sha256;
            if (!found.equals(checksum.toLowerCase(Locale.ROOT))) {
                throw new BadImage("The file has the checksum " + found + ", not the expected " + checksum + ".");
            }
        }
        int diskGib = kind == ImageKind.ISO
                ? checkedCd(growing)
                : QcowHeader.read(growing).diskGib();
        long size = Files.size(growing);
        try (FileChannel channel = FileChannel.open(growing, StandardOpenOption.WRITE)) {
            channel.force(true);
        }
        Files.move(growing, file(sha256, kind), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        return new Kept(sha256, size, diskGib);
    }

    private static int checkedCd(Path file) throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            ByteBuffer descriptor = ByteBuffer.allocate(ISO_9660.length);
            int read = channel.read(descriptor, DESCRIPTOR_AT + 1);
            if (read < ISO_9660.length || !Arrays.equals(descriptor.array(), ISO_9660)) {
                throw new BadImage("This is not an ISO 9660 image: the standard's mark CD001 is not where it must be.");
            }
        }
        return 0;
    }

    void delete(String sha256) {
        try {
            for (ImageKind kind : ImageKind.values()) {
                Files.deleteIfExists(file(sha256, kind));
            }
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

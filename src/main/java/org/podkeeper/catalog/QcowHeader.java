package org.podkeeper.catalog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The header of a qcow2 file, as described in QEMU's docs/interop/qcow2.
 *
 * @param virtualBytes size of the disk that a guest sees
 */
record QcowHeader(long virtualBytes) {
    private static final int MAGIC = 0x514649fb;
    private static final int LENGTH = 80;
    private static final long CORRUPT = 1L << 1;
    private static final long EXTERNAL_DATA = 1L << 2;
    private static final long LARGEST_DISK = 64L << 40;

    /** Refuses whatever would make QEMU open another file than this one, and what no guest can start from. */
    static QcowHeader read(Path file) throws IOException {
        byte[] bytes;
        try (InputStream in = Files.newInputStream(file)) {
            bytes = in.readNBytes(LENGTH);
        }
        if (bytes.length < 72 || ByteBuffer.wrap(bytes).getInt(0) != MAGIC) {
            throw new BadImage(
                    "This is not a qcow2 image. Convert it first: qemu-img convert -O qcow2 FILE IMAGE.qcow2");
        }
        ByteBuffer header = ByteBuffer.wrap(bytes);
        int version = header.getInt(4);
        if (version != 2 && version != 3 || version == 3 && bytes.length < LENGTH) {
            throw new BadImage("This qcow2 image has the unknown version " + version + ".");
        }
        if (header.getLong(8) != 0 || header.getInt(16) != 0) {
            throw new BadImage("This image names a backing file: it would show guests another file of the host.");
        }
        if (header.getInt(32) != 0) {
            throw new BadImage("This image is encrypted.");
        }
        long features = version == 3 ? header.getLong(72) : 0;
        if ((features & EXTERNAL_DATA) != 0) {
            throw new BadImage(
                    "This image names an external data file: it would show guests another file of the host.");
        }
        if ((features & CORRUPT) != 0) {
            throw new BadImage("This image says of itself that it is corrupt.");
        }
        long size = header.getLong(24);
        if (size <= 0 || size > LARGEST_DISK) {
            throw new BadImage("This image has a disk of an impossible size.");
        }
        return new QcowHeader(size);
    }

    int diskGib() {
        return (int) Math.ceilDiv(virtualBytes, 1L << 30);
    }
}

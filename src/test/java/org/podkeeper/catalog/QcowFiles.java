package org.podkeeper.catalog;

import java.nio.ByteBuffer;

/** Makes the beginning of qcow2 files for tests. */
final class QcowFiles {
    private QcowFiles() {}

    /** A header of version 3 for a disk of 3 GiB, followed by nothing in particular. */
    static byte[] good(int length) {
        byte[] bytes = new byte[length];
        for (int i = 104; i < length; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        ByteBuffer.wrap(bytes)
                .putInt(0, 0x514649fb)
                .putInt(4, 3)
                .putInt(20, 16)
                .putLong(24, 3L << 30)
                .putInt(100, 104);
        return bytes;
    }

    static byte[] with(int offset, long value) {
        byte[] bytes = good(4096);
        ByteBuffer.wrap(bytes).putLong(offset, value);
        return bytes;
    }
}

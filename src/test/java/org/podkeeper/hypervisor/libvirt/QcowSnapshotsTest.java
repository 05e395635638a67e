package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class QcowSnapshotsTest {
    /** One entry as QEMU's docs/interop/qcow2.txt lays it out. */
    private static byte[] entry(String id, String name, int seconds, int smallSize, long... largeSize) {
        ByteBuffer entry = ByteBuffer.allocate(256);
        entry.putLong(0x30000).putInt(1);
        entry.putShort((short) id.length()).putShort((short) name.length());
        entry.putInt(seconds).putInt(500).putLong(0);
        entry.putInt(smallSize).putInt(largeSize.length * Long.BYTES);
        for (long size : largeSize) {
            entry.putLong(size);
        }
        entry.put(id.getBytes(StandardCharsets.UTF_8)).put(name.getBytes(StandardCharsets.UTF_8));
        byte[] padded = new byte[(entry.position() + 7) / 8 * 8];
        entry.flip().get(padded, 0, entry.limit());
        return padded;
    }

    @Test
    void readsEntriesOfOldAndNewForm() {
        byte[] old = entry("1", "before", 1_700_000_000, 4096);
        byte[] current = entry("2", "with-memory", 1_800_000_000, 0, 5L << 30, 10L << 30);
        ByteBuffer table = ByteBuffer.allocate(512).put(old).put(current).flip();

        assertThat(QcowSnapshots.parse(table, 2))
                .containsExactly(
                        new QcowSnapshots.Entry("before", Instant.ofEpochSecond(1_700_000_000, 500), 4096),
                        new QcowSnapshots.Entry("with-memory", Instant.ofEpochSecond(1_800_000_000, 500), 5L << 30));
    }
}

package org.podkeeper.hypervisor.libvirt;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.libvirt.LibvirtException;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.StateLost;

/**
 * Which snapshots a qcow2 file on the host really has. Libvirt's own list is only its memory of what it did: it forgets
 * snapshots when a machine is undefined, and keeps those of which half the disks know nothing. So the file itself is
 * read: the header and the table of snapshots, a few hundred bytes, described in QEMU's docs/interop/qcow2.txt.
 */
final class QcowSnapshots {
    private static final int MAGIC = 0x514649fb;
    private static final int HEADER = 72;
    private static final int COUNT_AT = 60;
    private static final int MOST_ENTRIES = 1000;
    private static final int LONGEST_ENTRY = 512;

    private QcowSnapshots() {}

    /** @param memoryBytes saved memory in this file, 0 when it keeps none */
    record Entry(String name, Instant takenAt, long memoryBytes) {}

    /** @return null when this driver cannot read files */
    static @Nullable List<Entry> of(HostConnection host, StoragePool pool, String file) throws LibvirtException {
        try {
            ByteBuffer header = ByteBuffer.wrap(Transfer.download(host, pool, file, 0, HEADER));
            if (header.getInt(0) != MAGIC) {
                throw new StateLost("The disk %s is not a qcow2 file any more.".formatted(file));
            }
            int count = header.getInt(COUNT_AT);
            if (count == 0) {
                return List.of();
            }
            if (count < 0 || count > MOST_ENTRIES) {
                throw new StateLost("The disk %s has too many snapshots: %d.".formatted(file, count));
            }
            long table = header.getLong(COUNT_AT + Integer.BYTES);
            return parse(ByteBuffer.wrap(Transfer.download(host, pool, file, table, count * LONGEST_ENTRY)), count);
        } catch (LibvirtException e) {
            if (Codes.isUnsupported(e)) {
                return null;
            }
            Storage.whenFree(() -> pool.refresh(0));
            try (Found<StorageVol> there = Found.volume(pool, file)) {
                if (there == null) {
                    throw new StateLost("The disk %s went away from the host.".formatted(file), e);
                }
            }
            throw e;
        } catch (BufferUnderflowException | IndexOutOfBoundsException | IllegalArgumentException e) {
            throw new StateLost("The disk %s is damaged: its table of snapshots ends early.".formatted(file), e);
        }
    }

    static List<Entry> parse(ByteBuffer table, int count) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            int start = table.position();
            table.position(start + 12);
            int idLength = Short.toUnsignedInt(table.getShort());
            int nameLength = Short.toUnsignedInt(table.getShort());
            Instant takenAt = Instant.ofEpochSecond(Integer.toUnsignedLong(table.getInt()), table.getInt());
            table.position(start + 32);
            long memory = Integer.toUnsignedLong(table.getInt());
            int extra = table.getInt();
            if (extra >= Long.BYTES) {
                memory = table.getLong(start + 40);
            }
            table.position(start + 40 + extra + idLength);
            byte[] name = new byte[nameLength];
            table.get(name);
            entries.add(new Entry(new String(name, StandardCharsets.UTF_8), takenAt, memory));
            int end = table.position() - start;
            if (i < count - 1) {
                // entries begin at multiples of eight
                table.position(start + (end + 7) / 8 * 8);
            }
        }
        return entries;
    }
}

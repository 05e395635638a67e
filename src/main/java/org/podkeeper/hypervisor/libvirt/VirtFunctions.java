package org.podkeeper.hypervisor.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.IntByReference;
import org.jspecify.annotations.Nullable;
import org.libvirt.jna.ConnectionPointer;

/** The calls of libvirt that libvirt-java does not bind, under their own names. */
interface VirtFunctions extends Library {
    VirtFunctions LIBVIRT = Native.load("virt", VirtFunctions.class);

    int STREAM_NONBLOCK = 1;
    int CHANNEL_FORCE = 1;
    /** What {@link #virStreamRecv} gives when nothing has come yet. */
    int WOULD_BLOCK = -2;

    @Nullable
    Pointer virDomainLookupByName(ConnectionPointer connection, String name);

    int virDomainFree(Pointer domain);

    int SHUTDOWN_ACPI = 1;

    int virDomainShutdownFlags(Pointer domain, int flags);

    @Nullable
    Pointer virDomainSnapshotLookupByName(Pointer domain, String name, int flags);

    int virDomainSnapshotFree(Pointer snapshot);

    int REVERT_RUNNING = 1;
    int REVERT_PAUSED = 2;
    int REVERT_FORCE = 4;

    int virDomainRevertToSnapshot(Pointer snapshot, int flags);

    int RESTORE_RUNNING = 2;

    int virDomainRestoreFlags(ConnectionPointer connection, String from, @Nullable String otherwise, int flags);

    int ALL_CELLS = -1;
    int STATS_FIELD_LENGTH = 80;

    /** @param statistics room for {@code count} fields of 80 bytes of name and a number of 64 bits, or null to count */
    int virNodeGetMemoryStats(
            ConnectionPointer connection, int cell, @Nullable Pointer statistics, IntByReference count, int flags);

    @Nullable
    Pointer virStreamNew(ConnectionPointer connection, int flags);

    int virDomainOpenChannel(Pointer domain, String channel, Pointer stream, int flags);

    int virStreamRecv(Pointer stream, byte[] data, long size);

    int virStreamAbort(Pointer stream);

    int virStreamFree(Pointer stream);
}

package org.podkeeper.hypervisor.libvirt;

import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
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

    @Nullable
    Pointer virStreamNew(ConnectionPointer connection, int flags);

    int virDomainOpenChannel(Pointer domain, String channel, Pointer stream, int flags);

    int virStreamRecv(Pointer stream, byte[] data, long size);

    int virStreamAbort(Pointer stream);

    int virStreamFree(Pointer stream);
}

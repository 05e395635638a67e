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

    @Nullable
    Pointer virStreamNew(ConnectionPointer connection, int flags);

    int virDomainOpenChannel(Pointer domain, String channel, Pointer stream, int flags);

    int virStreamRecv(Pointer stream, byte[] data, long size);

    int virStreamAbort(Pointer stream);

    int virStreamFree(Pointer stream);
}

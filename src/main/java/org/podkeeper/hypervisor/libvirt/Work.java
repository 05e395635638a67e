package org.podkeeper.hypervisor.libvirt;

import org.libvirt.LibvirtException;

/** Something to do with a host once it is a worker's turn. */
@FunctionalInterface
interface Work<T> {
    T on(HostConnection host) throws LibvirtException;

    /** The same for work without an answer. */
    @FunctionalInterface
    interface Silent {
        void on(HostConnection host) throws LibvirtException;
    }
}

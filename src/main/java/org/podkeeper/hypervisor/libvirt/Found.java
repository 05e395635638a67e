package org.podkeeper.hypervisor.libvirt;

import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.DomainSnapshot;
import org.libvirt.LibvirtException;
import org.libvirt.Network;
import org.libvirt.NetworkFilter;
import org.libvirt.StoragePool;
import org.libvirt.StorageVol;
import org.podkeeper.hypervisor.HostRefused;

/**
 * Something that was looked up, to be freed at once after use: left to the finalizer, its release may be what closes a
 * connection, and on a sick host that blocks the finalizer thread.
 */
record Found<T>(T it, Release release) implements AutoCloseable {
    /** How to give it back. */
    interface Release {
        int free() throws LibvirtException;
    }

    private interface Lookup<T> {
        @Nullable
        T look() throws LibvirtException;
    }

    @Override
    public void close() throws LibvirtException {
        release.free();
    }

    static @Nullable Found<Domain> machine(HostConnection host, String name) throws LibvirtException {
        Domain domain = look(() -> host.domainLookupByName(name));
        return domain == null ? null : of(domain);
    }

    static @Nullable Found<Network> network(HostConnection host, String name) throws LibvirtException {
        Network network = look(() -> host.networkLookupByName(name));
        return network == null ? null : new Found<>(network, network::free);
    }

    static @Nullable Found<NetworkFilter> filter(HostConnection host, String name) throws LibvirtException {
        NetworkFilter filter = look(() -> host.networkFilterLookupByName(name));
        return filter == null ? null : new Found<>(filter, filter::free);
    }

    static @Nullable Found<StoragePool> pool(HostConnection host, String name) throws LibvirtException {
        StoragePool pool = look(() -> host.storagePoolLookupByName(name));
        return pool == null ? null : of(pool);
    }

    static @Nullable Found<StorageVol> volume(StoragePool pool, String name) throws LibvirtException {
        StorageVol volume = look(() -> pool.storageVolLookupByName(name));
        return volume == null ? null : of(volume);
    }

    static @Nullable Found<DomainSnapshot> snapshot(Domain domain, String name) throws LibvirtException {
        DomainSnapshot snapshot = look(() -> domain.snapshotLookupByName(name));
        return snapshot == null ? null : new Found<>(snapshot, snapshot::free);
    }

    static Found<Domain> of(Domain domain) {
        return new Found<>(domain, domain::free);
    }

    static Found<StoragePool> of(StoragePool pool) {
        return new Found<>(pool, pool::free);
    }

    static Found<StorageVol> of(StorageVol volume) {
        return new Found<>(volume, volume::free);
    }

    /** @return null for "no such thing" and for nothing else */
    private static <T> @Nullable T look(Lookup<T> lookup) throws LibvirtException {
        try {
            T found = lookup.look();
            if (found == null) {
                throw new HostRefused("The host gave neither an answer nor a reason.");
            }
            return found;
        } catch (LibvirtException e) {
            if (Codes.isAbsent(e)) {
                return null;
            }
            throw e;
        }
    }
}

package org.podkeeper.hypervisor.libvirt;

import java.util.concurrent.ConcurrentHashMap;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.Hypervisors;

/** All KVM hosts that this portal has talked to, by address. */
public final class LibvirtHypervisors implements Hypervisors, AutoCloseable {
    private final HypervisorSettings settings;
    private final ConcurrentHashMap<String, HostCalls> calls = new ConcurrentHashMap<>();
    private final ConcurrentHashMap<HostAddress, Hypervisor> hypervisors = new ConcurrentHashMap<>();

    public LibvirtHypervisors(HypervisorSettings settings) {
        this.settings = settings;
    }

    @Override
    public Hypervisor on(HostAddress host) {
        return hypervisors.computeIfAbsent(
                host,
                address -> new LibvirtHypervisor(
                        address,
                        calls.computeIfAbsent(address.uri(), uri -> new HostCalls(uri, settings)),
                        new Reports(settings.reportWait())));
    }

    /** Lets calls that run come to their end and closes every connection after its last one. */
    @Override
    public void close() {
        calls.values().forEach(HostCalls::close);
    }
}

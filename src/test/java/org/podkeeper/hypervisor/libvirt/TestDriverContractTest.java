package org.podkeeper.hypervisor.libvirt;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.Hypervisors;

/**
 * The contract on libvirt's test driver, which lives inside this process. It has no uploads, no network filters and no
 * channels; what needs those is tested on QEMU only.
 */
class TestDriverContractTest extends HypervisorContract {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());

    @BeforeAll
    static void connect() {
        LibvirtRuntime.start();
    }

    @AfterAll
    static void close() {
        HYPERVISORS.close();
    }

    @Override
    Hypervisors hypervisors() {
        return HYPERVISORS;
    }

    @Override
    HostAddress address() {
        return new HostAddress("test:///default", "/podkeeper/images", "/podkeeper/disks");
    }

    /** The test driver takes no uploads: a volume without content stands for the seed. */
    @Override
    void makeSeed(String name) {
        host().ensureDisk(new DiskSpec(name, 1, null));
    }
}

package org.podkeeper.hypervisor.libvirt;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.KvmHostForTests;

/** The contract on a real host with real QEMU. */
@Tag("vm")
class QemuContractTest extends HypervisorContract {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @BeforeAll
    static void startHost() {
        kvm = KvmHostForTests.start("contract");
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    @Override
    Hypervisors hypervisors() {
        return HYPERVISORS;
    }

    @Override
    HostAddress address() {
        return kvm.address();
    }

    @Override
    void makeSeed(String name) {
        host().ensureFile(name, new byte[64 * 1024]);
    }
}

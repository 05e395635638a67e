package org.podkeeper.hypervisor;

import java.util.List;

/**
 * What a probe found.
 *
 * @param libvirtVersion as libvirt says it, for example 9.0.0
 * @param qemuVersion as libvirt says it
 * @param cpuModel for people
 * @param cpus logical CPUs
 * @param memoryMib RAM that the host's kernel has
 * @param memoryFreeMib what its programs could have now, caches included; 0 when it does not tell
 * @param diskTotalGib size of the file system with the disk directory
 * @param diskFreeGib free there now as libvirt counts it: with what the file system keeps for root, so df may say less
 * @param hardwareVirtualisation whether KVM can be trusted: the host CPU offers vmx or svm and libvirt offers KVM
 * @param addresses the IPv4 addresses that the host answers to itself; pods reach none of them. Empty when it does not tell
 * @param problems what would keep pods from working, each a sentence with the way out; empty when all is well
 */
public record HostFacts(
        String hostName,
        String libvirtVersion,
        String qemuVersion,
        String cpuModel,
        int cpus,
        long memoryMib,
        long memoryFreeMib,
        long diskTotalGib,
        long diskFreeGib,
        boolean hardwareVirtualisation,
        List<String> addresses,
        List<String> problems) {
    /** A problem of hosts whose access network is made by the portal, and of no others. */
    public static final String WITHOUT_DNSMASQ =
            "dnsmasq is missing, so the host gives no addresses on a NAT network. Install it on the host: package"
                    + " dnsmasq-base on Debian and Ubuntu, dnsmasq on Red Hat's family. A host whose access network is a"
                    + " bridge of the lab's own does without.";

    public HostFacts {
        addresses = List.copyOf(addresses);
        problems = List.copyOf(problems);
    }
}

package org.podkeeper.hypervisor;

import java.util.Map;

/**
 * A machine that is on a host.
 *
 * @param name libvirt domain name
 * @param metadata what it was defined with, see {@link MachineSpec#metadata()}; empty for a machine that is not ours
 */
public record MachineFact(String name, MachineState state, Map<String, String> metadata) {
    public MachineFact {
        metadata = Map.copyOf(metadata);
    }
}

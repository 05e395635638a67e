package org.podkeeper.inventory;

import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.kernel.Resources;

/** How much of a machine pods may have, when nobody has said otherwise. */
public final class Spare {
    private Spare() {}

    /** All CPUs, memory but for a tenth (at least 1 GiB) for the host itself, nine tenths of the free disk. */
    public static Resources of(HostFacts facts) {
        long memory = facts.memoryMib() - Math.max(1024, facts.memoryMib() / 10);
        return new Resources(
                Math.max(1, facts.cpus()), Math.max(128, memory), Math.max(1, facts.diskFreeGib() * 9 / 10));
    }
}

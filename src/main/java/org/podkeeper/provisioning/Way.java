package org.podkeeper.provisioning;

/** How the machines of a pod come to run. */
public enum Way {
    /** Their systems boot from golden images. */
    COLD,
    /** They go on from the memory of a golden pod and are made their owner's own. */
    WARM,
    /** They stood already and belonged to nobody; they only get their owner's keys. */
    STANDING
}

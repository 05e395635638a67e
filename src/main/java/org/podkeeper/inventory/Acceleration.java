package org.podkeeper.inventory;

/** How a host runs guests, as its admin set it. */
public enum Acceleration {
    /** KVM where the host CPU offers vmx or svm, else emulation. */
    AUTOMATIC,
    /** KVM, whatever the probe says. */
    KVM,
    /** QEMU's own emulation (TCG): slow, works everywhere. */
    EMULATION
}

package org.podkeeper.hypervisor;

/**
 * A machine cannot start from a frozen one here: there is none, or the host or the machine's definition is another now.
 * The machine has to be booted instead. The message says why.
 */
public class CannotClone extends HostRefused {
    private static final long serialVersionUID = 1L;

    public CannotClone(String message) {
        super(message);
    }
}

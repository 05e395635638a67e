package org.podkeeper.provisioning;

/** The booking ended while its pod was being made. */
class NoLongerWanted extends RuntimeException {
    private static final long serialVersionUID = 1L;

    NoLongerWanted() {
        super("The booking ended");
    }
}

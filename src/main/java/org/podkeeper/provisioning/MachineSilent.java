package org.podkeeper.provisioning;

/** A machine runs but does not say what it should. The message is a sentence for people. */
class MachineSilent extends RuntimeException {
    private static final long serialVersionUID = 1L;

    MachineSilent(String message) {
        super(message);
    }
}

package org.podkeeper.hypervisor;

/** The host did not answer, or not in time. Worth trying again. The message is a sentence for people. */
public class HostUnreachable extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HostUnreachable(String message) {
        super(message);
    }

    public HostUnreachable(String message, Throwable cause) {
        super(message, cause);
    }
}

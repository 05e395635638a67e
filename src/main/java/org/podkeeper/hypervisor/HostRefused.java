package org.podkeeper.hypervisor;

/** The host answered that it will not. The same call again will not help. The message is a sentence for people. */
public class HostRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public HostRefused(String message) {
        super(message);
    }

    public HostRefused(String message, Throwable cause) {
        super(message, cause);
    }
}

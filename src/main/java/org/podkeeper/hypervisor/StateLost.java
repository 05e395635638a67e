package org.podkeeper.hypervisor;

/** What was to be gone back to is not there any more: the snapshot, or the disk that kept it. */
public class StateLost extends HostRefused {
    private static final long serialVersionUID = 1L;

    public StateLost(String message) {
        super(message);
    }

    public StateLost(String message, Throwable cause) {
        super(message, cause);
    }
}

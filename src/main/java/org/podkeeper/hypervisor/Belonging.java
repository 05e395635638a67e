package org.podkeeper.hypervisor;

/** Something on a host that carries our name. */
public record Belonging(Kind kind, String name) {
    public enum Kind {
        MACHINE,
        NETWORK,
        /** In the disk directory. */
        FILE,
        /** In the image directory, whole or not. */
        IMAGE
    }
}

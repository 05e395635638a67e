package org.podkeeper.hypervisor;

/** Something on a host that carries our name. */
public record Belonging(Kind kind, String name) {
    public enum Kind {
        MACHINE,
        NETWORK,
        FILE
    }
}

package org.podkeeper.hypervisor;

/** Gives the hypervisor of a host, one connection and one bounded set of workers per host. */
public interface Hypervisors {
    /** Never blocks: the connection is made by the first call and made again after it broke. */
    Hypervisor on(HostAddress host);
}

package org.podkeeper.hypervisor;

import java.util.List;
import java.util.Optional;

/**
 * One KVM host. Every {@code ensure…} says what should be true and makes it so: it looks first, acts if needed, and may
 * be repeated at any time, by any portal, after any crash.
 *
 * <p>Every call is bounded in time. It throws {@link HostUnreachable} when the host does not answer (worth trying again)
 * and {@link HostRefused} when it answered no (trying the same again will not help).
 */
public interface Hypervisor {
    /** What the host is and what is wrong with it. Does not throw for a host that lacks something: it says so. */
    HostFacts probe();

    void ensureNetwork(NetworkSpec network);

    void ensureNetworkAbsent(String name);

    /** Uploads the golden image unless the host has it already, whole and under this name. */
    void ensureImage(ImageSpec image, Progress progress);

    /** An empty disk, or an overlay on a golden image, in the host's disk directory. */
    void ensureDisk(DiskSpec disk);

    /** A small file (a seed) in the disk directory, with exactly this content. */
    void ensureFile(String name, byte[] content);

    /** Defined as specified. A machine of this name that is defined otherwise is an error, except when it is off. */
    void ensureMachine(MachineSpec machine);

    void ensureRunning(String machine);

    /** Off at once, as by pulling the plug. */
    void ensureOff(String machine);

    /** Off and undefined; its disks stay. */
    void ensureMachineAbsent(String machine);

    /** Removed from the disk directory. */
    void ensureDiskAbsent(String name);

    MachineState stateOf(String machine);

    /**
     * The newest line that the machine wrote to its report channel, if one came within about two seconds.
     *
     * @see GuestReport
     */
    Optional<GuestReport> report(String machine);

    /** Everything on the host whose name begins with the prefix: machines, networks, files of the disk directory. */
    List<Belonging> belongings(String prefix);

    /** How far a long upload is. */
    @FunctionalInterface
    interface Progress {
        void transferred(long bytes, long total);
    }
}

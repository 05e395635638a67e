package org.podkeeper.hypervisor;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

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

    /**
     * Uploads the golden image unless the host has it already, whole and under this name. Afterwards it is on the host's
     * disk and outlives a power failure.
     */
    void ensureImage(ImageSpec image, Progress progress);

    /** What is in the image directory, whole or not. */
    List<StoredImage> images();

    /** Removed from the image directory. Machines whose disks are overlays on it are broken by that. */
    void ensureImageAbsent(String name);

    /**
     * Copies a disk with all that it is an overlay on into the image directory, as one standalone qcow2 file, on the host
     * itself. Its snapshots do not come along. The disk's machine must be off. An image of this name that is whole stays
     * as it is.
     */
    void ensureFlattened(String disk, String image);

    /**
     * Reads a file of the image directory, in chunks as they come. Once begun, it is not repeated when the connection
     * breaks: the caller begins anew.
     */
    void readImage(String name, OutputStream to, Progress progress);

    /** An empty disk, or an overlay on a golden image, in the host's disk directory. */
    void ensureDisk(DiskSpec disk);

    /** A small file (a seed) in the disk directory, with exactly this content. */
    void ensureFile(String name, byte[] content);

    /** Defined as specified. A machine of this name that is defined otherwise is an error, except when it is off. */
    void ensureMachine(MachineSpec machine);

    /** Started, or resumed when it was paused. */
    void ensureRunning(String machine);

    /** Stopped where it is, memory kept; it goes on with {@link #ensureRunning}. A machine that is off is refused. */
    void ensurePaused(String machine);

    /**
     * Presses the power button and does not wait: the machine goes off when its system wants to, if it does. Nothing
     * happens to one that is off.
     */
    void requestShutDown(String machine);

    /** Presses the reset button: what was not written is lost. Starts a machine that is off. */
    void powerCycle(String machine);

    /** Off at once, as by pulling the plug. */
    void ensureOff(String machine);

    /** Off and undefined; its disks stay. */
    void ensureMachineAbsent(String machine);

    /** Removed from the disk directory. */
    void ensureDiskAbsent(String name);

    MachineState stateOf(String machine);

    /**
     * The state of all its disks, and of its memory unless it is off, kept under this name. Machines of a consistent set
     * are paused, kept one by one or at once, and resumed. Nothing happens when there is one of this name that is whole;
     * the rest of one that was cut off is made anew.
     *
     * @param snapshot a letter, then letters, digits, dots, dashes, underscores; at most 100
     */
    void ensureSnapshot(String machine, String snapshot);

    /**
     * Back to exactly this state, whatever the machine is doing now; what happened since is lost, other snapshots stay.
     * Done again, it goes back again.
     *
     * @param running whether it runs afterwards; else it is paused, or off when the snapshot has no memory
     * @throws StateLost when there is no whole snapshot of this name any more, or a disk is gone or damaged
     */
    void restore(String machine, String snapshot, boolean running);

    void ensureSnapshotAbsent(String machine, String snapshot);

    /**
     * All whole snapshots of a machine, oldest first; none of a machine that is absent. They live in its disks: they are
     * there again when the machine was removed and is defined again on the same disks, and go when a disk goes.
     *
     * @throws StateLost when a disk is gone or damaged
     */
    List<Snapshot> snapshots(String machine);

    /**
     * The newest line that the machine wrote to its report channel, if one came within about two seconds.
     *
     * @see GuestReport
     */
    Optional<GuestReport> report(String machine);

    /** Whether the machine's guest agent answers at this moment; known within about a second. */
    boolean agentAnswers(String machine);

    /**
     * Runs a command inside the machine by its guest agent, as root. When the connection breaks meanwhile, {@link
     * HostUnreachable} is thrown and nobody knows whether the command ran: it is not repeated.
     *
     * @param command program (absolute path) and arguments; no shell is between
     * @param input what it reads from standard input
     * @param limit how long it may take
     */
    AgentAnswer agentRun(String machine, List<String> command, byte[] input, Duration limit);

    /** Sets the clock inside the machine, as after a {@link #restore}; it is right when the answer is exit code 0. */
    AgentAnswer setClock(String machine, Instant now);

    /**
     * The machine's CD: this file of the image directory, or no drive at all. It comes to a machine that runs and stays
     * over a restart; the machine starts from it when its first disk does not boot. A system without PCI hotplug, as in
     * many cloud images, notices the drive when it starts again, and a change of the medium at once. The drive goes when
     * the machine is defined otherwise by {@link #ensureMachine}, and a {@link #restore} brings back the one of that
     * moment.
     */
    void ensureMedium(String machine, @Nullable String image);

    /**
     * Stops a machine in the middle of its work and keeps it, disks and memory, for others to go on from: see {@link
     * #ensureClone}. It must run or be paused, have no medium, and is no machine any more afterwards: its disks and two
     * files that begin with the frozen name, all in the disk directory, are what is left.
     */
    void ensureFrozen(String machine, String frozen);

    /**
     * The frozen machine stands on these copies of its disks from now on, and those that it had may be removed.
     *
     * @param images made by {@link #ensureFlattened} of each of its disks in their order; they go with it
     */
    void ensureFrozenApart(String frozen, List<String> images);

    /** Whether there is a frozen machine of this name, whole, that this host can go on from. */
    boolean isFrozen(String frozen);

    /** What a frozen machine takes of the host's disk; 0 when there is none. */
    long frozenBytes(String frozen);

    /** Removed with its disks. Refused while a clone's disks are overlays on them. */
    void ensureFrozenAbsent(String frozen);

    /**
     * A machine as specified that goes on, running, where a frozen one was stopped. Its disks are made, as overlays on the
     * frozen one's; its seed and networks must be there. Inside, everything is still the frozen machine's: MAC and IP
     * addresses, keys, machine-id, clock; the caller changes that by {@link #agentRun} and then calls {@link
     * #ensureLinked}, because guarded network cards begin without their cable. When the machine is there already,
     * nothing happens to it.
     *
     * @throws CannotClone when it has to be booted instead: nothing of this name is frozen, or processor, QEMU, or the
     *     definition of such machines changed; nothing is left then but perhaps disks
     */
    void ensureClone(MachineSpec machine, String frozen);

    /** Plugs in every network card of a running machine. */
    void ensureLinked(String machine);

    /**
     * Everything on the host whose name begins with the prefix: machines, networks, files of the disk directory, images.
     */
    List<Belonging> belongings(String prefix);

    /** All machines whose name begins with the prefix, and what they belong to, in few calls. */
    List<MachineFact> machines(String prefix);

    /** How far a long upload is. */
    @FunctionalInterface
    interface Progress {
        void transferred(long bytes, long total);
    }
}

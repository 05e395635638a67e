package org.podkeeper.hypervisor.libvirt;

import java.io.OutputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.libvirt.Domain;
import org.libvirt.LibvirtException;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.GuestReport;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.hypervisor.Snapshot;
import org.podkeeper.hypervisor.StoredImage;

/** A host behind a libvirt URI. */
final class LibvirtHypervisor implements Hypervisor {
    private final HostCalls calls;
    private final Machines machines;
    private final Power power = new Power();
    private final Snapshots snapshots;
    private final Agents agents = new Agents();
    private final Media media;
    private final Frozen frozen;
    private final Networks networks = new Networks();
    private final Storage storage;
    private final Images images;
    private final Reports reports;
    private final Probe probe;

    LibvirtHypervisor(HostAddress address, HostCalls calls, Reports reports) {
        this.calls = calls;
        this.reports = reports;
        this.machines = new Machines(address.diskDirectory());
        this.snapshots = new Snapshots(address);
        this.media = new Media(address);
        this.storage = new Storage(address);
        this.frozen = new Frozen(address, storage, machines);
        this.images = new Images(address);
        this.probe = new Probe(address, calls.translation());
    }

    @Override
    public HostFacts probe() {
        return calls.ask("say what it is", probe::of);
    }

    @Override
    public void ensureNetwork(NetworkSpec network) {
        calls.run("make the network " + network.name(), host -> networks.ensure(host, network));
    }

    @Override
    public void ensureNetworkAbsent(String name) {
        calls.run("remove the network " + name, host -> Racing.lookAndAct(() -> networks.ensureAbsent(host, name)));
    }

    @Override
    public void ensureImage(ImageSpec image, Progress progress) {
        String doing = "take the image " + image.name();
        if (!calls.ask(doing, host -> images.has(host, image))) {
            calls.transfer(doing, host -> images.ensure(host, image, progress));
        }
    }

    @Override
    public List<StoredImage> images() {
        return calls.ask("list its images", images::list);
    }

    @Override
    public void ensureImageAbsent(String name) {
        calls.run("remove the image " + name, host -> Racing.lookAndAct(() -> images.ensureAbsent(host, name)));
    }

    @Override
    public void ensureFlattened(String disk, String image) {
        calls.state(
                "copy the disk %s as the image %s".formatted(disk, image),
                host -> images.ensureFlattened(host, disk, image));
    }

    @Override
    public void readImage(String name, OutputStream to, Progress progress) {
        Work<Boolean> read = once("gave the image " + name, host -> {
            images.read(host, name, to, progress);
            return true;
        });
        calls.transfer("give the image " + name, read::on);
    }

    @Override
    public void ensureDisk(DiskSpec disk) {
        calls.run("make the disk " + disk.name(), host -> Racing.lookAndAct(() -> storage.ensureDisk(host, disk)));
    }

    @Override
    public void ensureFile(String name, byte[] content) {
        calls.run("take the file " + name, host -> Racing.lookAndAct(() -> storage.ensureFile(host, name, content)));
    }

    @Override
    public void ensureMachine(MachineSpec machine) {
        calls.run("define the machine " + machine.name(), host -> machines.ensure(host, machine));
    }

    @Override
    public void ensureRunning(String machine) {
        calls.run("start the machine " + machine, host -> power.ensureRunning(host, machine));
    }

    @Override
    public void ensurePaused(String machine) {
        calls.run("pause the machine " + machine, host -> power.ensurePaused(host, machine));
    }

    @Override
    public void requestShutDown(String machine) {
        calls.run("shut down the machine " + machine, host -> power.requestShutDown(host, machine));
    }

    @Override
    public void powerCycle(String machine) {
        calls.run("restart the machine " + machine, host -> power.cycle(host, machine));
    }

    @Override
    public void ensureOff(String machine) {
        calls.run("switch off the machine " + machine, host -> power.ensureOff(host, machine));
    }

    @Override
    public void ensureMachineAbsent(String machine) {
        calls.run(
                "remove the machine " + machine, host -> Racing.lookAndAct(() -> machines.ensureAbsent(host, machine)));
    }

    @Override
    public void ensureDiskAbsent(String name) {
        calls.run("remove the disk " + name, host -> Racing.lookAndAct(() -> storage.ensureAbsent(host, name)));
    }

    @Override
    public MachineState stateOf(String machine) {
        return calls.ask("say how the machine %s is".formatted(machine), host -> power.stateOf(host, machine));
    }

    @Override
    public void ensureSnapshot(String machine, String snapshot) {
        calls.state(
                "keep the snapshot %s of %s".formatted(snapshot, machine),
                host -> snapshots.ensure(host, machine, snapshot));
    }

    @Override
    public void restore(String machine, String snapshot, boolean running) {
        calls.state(
                "restore the snapshot %s of %s".formatted(snapshot, machine),
                host -> snapshots.restore(host, machine, snapshot, running));
    }

    @Override
    public void ensureSnapshotAbsent(String machine, String snapshot) {
        calls.state(
                "remove the snapshot %s of %s".formatted(snapshot, machine),
                host -> snapshots.ensureAbsent(host, machine, snapshot));
    }

    @Override
    public List<Snapshot> snapshots(String machine) {
        return calls.ask("list the snapshots of " + machine, host -> snapshots.list(host, machine));
    }

    @Override
    public List<MachineFact> machines(String prefix) {
        return calls.ask("list its machines", host -> machines.facts(host, prefix));
    }

    @Override
    public boolean agentAnswers(String machine) {
        return calls.agent("ask for the agent of " + machine, Duration.ZERO, host -> agents.answers(host, machine));
    }

    @Override
    public AgentAnswer agentRun(String machine, List<String> command, byte[] input, Duration limit) {
        return calls.agent(
                "run a command in " + machine,
                limit,
                once("ran a command in " + machine, host -> agents.run(host, machine, command, input, limit)));
    }

    @Override
    public AgentAnswer setClock(String machine, Instant now) {
        return calls.agent("set the clock of " + machine, Duration.ZERO, host -> agents.setClock(host, machine, now));
    }

    @Override
    public void ensureMedium(String machine, @Nullable String image) {
        calls.run(
                image == null ? "take the medium out of " + machine : "put %s into %s".formatted(image, machine),
                host -> media.ensure(host, machine, image));
    }

    @Override
    public void ensureFrozen(String machine, String name) {
        calls.state("freeze the machine %s as %s".formatted(machine, name), host -> frozen.ensure(host, machine, name));
    }

    @Override
    public void ensureFrozenApart(String name, List<String> images) {
        calls.run(
                "put the frozen machine %s on copies of its disks".formatted(name),
                host -> frozen.putApart(host, name, images));
    }

    @Override
    public boolean isFrozen(String name) {
        return calls.ask("look for the frozen machine " + name, host -> frozen.isUsable(host, name));
    }

    @Override
    public long frozenBytes(String name) {
        return calls.ask("measure the frozen machine " + name, host -> frozen.bytes(host, name));
    }

    @Override
    public void ensureFrozenAbsent(String name) {
        calls.run(
                "remove the frozen machine " + name, host -> Racing.lookAndAct(() -> frozen.ensureAbsent(host, name)));
    }

    @Override
    public void ensureClone(MachineSpec machine, String name) {
        calls.state(
                "start the machine %s from %s".formatted(machine.name(), name),
                host -> frozen.ensureClone(host, machine, name));
    }

    @Override
    public void ensureLinked(String machine) {
        calls.run("plug in the machine " + machine, host -> frozen.ensureLinked(host, machine));
    }

    @Override
    public Optional<GuestReport> report(String machine) {
        return calls.listen("listen to the machine " + machine, host -> reports.of(host, machine));
    }

    @Override
    public List<Belonging> belongings(String prefix) {
        return calls.ask("list what is on it", host -> {
            List<Belonging> found = new ArrayList<>();
            machineNames(host).forEach(name -> add(found, Belonging.Kind.MACHINE, name, prefix));
            for (String name : host.listNetworks()) {
                add(found, Belonging.Kind.NETWORK, name, prefix);
            }
            for (String name : host.listDefinedNetworks()) {
                add(found, Belonging.Kind.NETWORK, name, prefix);
            }
            storage.names(host).forEach(name -> add(found, Belonging.Kind.FILE, name, prefix));
            images.names(host).forEach(name -> add(found, Belonging.Kind.IMAGE, name, prefix));
            return found.stream().distinct().toList();
        });
    }

    private static List<String> machineNames(HostConnection host) throws LibvirtException {
        List<String> names = new ArrayList<>();
        for (Domain domain : host.listAllDomains(0)) {
            names.add(domain.getName());
            domain.free();
        }
        return names;
    }

    private static void add(List<Belonging> found, Belonging.Kind kind, String name, String prefix) {
        if (name.startsWith(prefix)) {
            found.add(new Belonging(kind, name));
        }
    }

    /** For what must not be done again by itself when a connection breaks in the middle of it. */
    private static <T> Work<T> once(String doing, Work<T> work) {
        AtomicBoolean begun = new AtomicBoolean();
        return host -> {
            if (begun.getAndSet(true)) {
                throw new HostUnreachable("The connection broke while the host %s.".formatted(doing));
            }
            return work.on(host);
        };
    }
}

package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.Snapshot;

/** Snapshots as they are in real disks: their content, and what is left of those that were cut off. */
@Tag("vm")
class SnapshotsTest {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());
    private static final String MACHINE = "keeper";
    private static final MachineSpec SPEC = new MachineSpec(
            MACHINE, "keeper", 1, 64, List.of("a.qcow2", "b.qcow2"), "seed.iso", List.of(), true, Map.of());

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @BeforeAll
    static void startHost() {
        kvm = KvmHostForTests.start("snaps");
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    @BeforeEach
    void define() {
        host().ensureDisk(new DiskSpec("a.qcow2", 1, null));
        host().ensureDisk(new DiskSpec("b.qcow2", 1, null));
        host().ensureFile("seed.iso", new byte[64 * 1024]);
        host().ensureMachine(SPEC);
    }

    @AfterEach
    void remove() {
        host().ensureMachineAbsent(MACHINE);
        host().ensureDiskAbsent("a.qcow2");
        host().ensureDiskAbsent("b.qcow2");
    }

    private static Hypervisor host() {
        return HYPERVISORS.on(kvm.address());
    }

    @Test
    void bringsBackTheContentOfAllDisks() {
        write("a.qcow2", 1);
        write("b.qcow2", 2);
        host().ensureSnapshot(MACHINE, "early");
        write("a.qcow2", 3);
        host().ensureSnapshot(MACHINE, "late");
        write("a.qcow2", 4);
        write("b.qcow2", 4);

        host().restore(MACHINE, "early", false);
        assertHas("a.qcow2", 1);
        assertHas("b.qcow2", 2);

        host().restore(MACHINE, "late", false);
        assertHas("a.qcow2", 3);
        assertHas("b.qcow2", 2);
        assertThat(names()).containsExactly("early", "late");
    }

    @Test
    void bringsBackTheContentOfDisksTogetherWithTheMemory() {
        write("a.qcow2", 1);
        host().ensureRunning(MACHINE);
        host().ensureSnapshot(MACHINE, "on");
        host().ensureOff(MACHINE);
        write("a.qcow2", 2);

        host().restore(MACHINE, "on", false);

        assertThat(host().stateOf(MACHINE)).isEqualTo(MachineState.PAUSED);
        host().ensureOff(MACHINE);
        assertHas("a.qcow2", 1);
    }

    @Test
    void saysHowMuchMemoryASnapshotKeeps() {
        host().ensureSnapshot(MACHINE, "off");
        host().ensureRunning(MACHINE);
        host().ensureSnapshot(MACHINE, "on");

        List<Snapshot> snapshots = host().snapshots(MACHINE);

        assertThat(snapshots.get(0).bytes()).isZero();
        assertThat(snapshots.get(0).withMemory()).isFalse();
        assertThat(snapshots.get(1).bytes()).isBetween(100_000L, 80L << 20);
        assertThat(snapshots.get(1).withMemory()).isTrue();
    }

    @Test
    void makesASnapshotAnewOfWhichOnlyOneDiskKnows() {
        image("snapshot", "-c", "half", disk("a.qcow2"));
        assertThat(host().snapshots(MACHINE)).isEmpty();
        assertThatThrownBy(() -> host().restore(MACHINE, "half", true)).isInstanceOf(HostRefused.class);
        write("a.qcow2", 5);

        host().ensureSnapshot(MACHINE, "half");

        write("a.qcow2", 6);
        host().restore(MACHINE, "half", false);
        assertHas("a.qcow2", 5);
        assertThat(names()).containsExactly("half");
    }

    @Test
    void makesASnapshotAnewThatLibvirtRemembersAndADiskDoesNot() {
        host().ensureSnapshot(MACHINE, "half");
        image("snapshot", "-d", "half", disk("b.qcow2"));
        assertThat(host().snapshots(MACHINE)).isEmpty();

        host().ensureRunning(MACHINE);
        host().ensureSnapshot(MACHINE, "half");

        assertThat(host().snapshots(MACHINE)).singleElement().matches(Snapshot::withMemory);
    }

    @Test
    void removesWhatSeveralCutOffAttemptsLeft() {
        image("snapshot", "-c", "half", disk("a.qcow2"));
        image("snapshot", "-c", "half", disk("a.qcow2"));

        host().ensureSnapshotAbsent(MACHINE, "half");

        assertThat(image("snapshot", "-l", disk("a.qcow2"))).doesNotContain("half");
    }

    @Test
    void findsItsSnapshotsAgainWhenItIsDefinedAgain() {
        write("a.qcow2", 1);
        host().ensureSnapshot(MACHINE, "off");
        host().ensureRunning(MACHINE);
        host().ensureSnapshot(MACHINE, "on");
        List<Snapshot> before = host().snapshots(MACHINE);
        host().ensureMachineAbsent(MACHINE);
        assertThat(host().snapshots(MACHINE)).isEmpty();
        write("a.qcow2", 2);

        host().ensureMachine(SPEC);

        assertThat(host().snapshots(MACHINE))
                .extracting(Snapshot::name, Snapshot::state, Snapshot::bytes)
                .isEqualTo(before.stream()
                        .map(s -> org.assertj.core.groups.Tuple.tuple(s.name(), s.state(), s.bytes()))
                        .toList());
        host().restore(MACHINE, "on", true);
        assertThat(host().stateOf(MACHINE)).isEqualTo(MachineState.RUNNING);
        host().restore(MACHINE, "off", false);
        assertHas("a.qcow2", 1);
        host().ensureMachine(SPEC);
        host().ensureMachineAbsent(MACHINE);
        host().ensureMachine(SPEC);
        host().ensureSnapshotAbsent(MACHINE, "on");
        host().ensureSnapshotAbsent(MACHINE, "off");
        assertThat(image("snapshot", "-l", disk("a.qcow2"))).isBlank();
        assertThat(image("snapshot", "-l", disk("b.qcow2"))).isBlank();
    }

    @Test
    void goesOnWithASnapshotAfterLibvirtdDiedWhileItWasMade() throws Exception {
        host().ensureRunning(MACHINE);
        Thread portal = Thread.ofPlatform().start(() -> {
            try {
                host().ensureSnapshot(MACHINE, "cut");
            } catch (RuntimeException e) {
                // it says so; what counts is what the next one finds
            }
        });
        kvm.killLibvirtd();
        kvm.startLibvirtd();
        portal.join();

        host().ensureSnapshot(MACHINE, "cut");
        host().restore(MACHINE, "cut", true);

        assertThat(names()).containsExactly("cut");
        assertThat(host().stateOf(MACHINE)).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void restoresAMachineWhoseProcessWasKilled() {
        host().ensureRunning(MACHINE);
        host().ensureSnapshot(MACHINE, "on");
        kvm.exec("sh", "-c", "kill -KILL $(cat " + kvm.directory() + "/run/qemu/" + MACHINE + ".pid)");
        Await.until(() -> host().stateOf(MACHINE) == MachineState.OFF);

        host().restore(MACHINE, "on", true);

        assertThat(host().stateOf(MACHINE)).isEqualTo(MachineState.RUNNING);
    }

    private static List<String> names() {
        return host().snapshots(MACHINE).stream().map(Snapshot::name).toList();
    }

    private static String disk(String name) {
        return kvm.directory().resolve("disks").resolve(name).toString();
    }

    private static void write(String disk, int pattern) {
        command("qemu-io", "-f", "qcow2", "-c", "write -P %d 0 1M".formatted(pattern), disk(disk));
    }

    private static void assertHas(String disk, int pattern) {
        assertThat(command("qemu-io", "-r", "-f", "qcow2", "-c", "read -P %d 0 1M".formatted(pattern), disk(disk)))
                .doesNotContain("verification failed");
    }

    private static String image(String... arguments) {
        List<String> all = new ArrayList<>(List.of("qemu-img"));
        all.addAll(List.of(arguments));
        return command(all.toArray(String[]::new));
    }

    private static String command(String... command) {
        KvmHostForTests.Result result = kvm.exec(command);
        assertThat(result.code()).as(result.output()).isZero();
        return result.output();
    }
}

package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.NetworkSpec;
import org.podkeeper.hypervisor.Snapshot;

/** What every hypervisor does. Each test has names of its own, so tests never meet, and leaves nothing. */
abstract class HypervisorContract {
    final String prefix = "c" + UUID.randomUUID().toString().substring(0, 6) + "-";

    abstract Hypervisors hypervisors();

    abstract HostAddress address();

    /** How this driver makes the file that {@link Hypervisor#ensureMachine} wants as the seed. */
    abstract void makeSeed(String name);

    Hypervisor host() {
        return hypervisors().on(address());
    }

    String bridge(String suffix) {
        return prefix + suffix;
    }

    @AfterEach
    void nothingIsLeft() {
        for (Belonging belonging : host().belongings(prefix)) {
            if (belonging.kind() == Belonging.Kind.MACHINE) {
                host().ensureMachineAbsent(belonging.name());
            }
        }
        for (Belonging belonging : host().belongings(prefix)) {
            switch (belonging.kind()) {
                case MACHINE -> throw new AssertionError(belonging);
                case NETWORK -> host().ensureNetworkAbsent(belonging.name());
                case FILE -> host().ensureDiskAbsent(belonging.name());
                case IMAGE -> host().ensureImageAbsent(belonging.name());
            }
        }
        assertThat(host().belongings(prefix)).isEmpty();
    }

    MachineSpec machine(String suffix, int memoryMib, MachineSpec.Nic... nics) {
        String disk = prefix + suffix + "-vda.qcow2";
        String seed = prefix + suffix + "-seed.iso";
        host().ensureDisk(new DiskSpec(disk, 1, null));
        makeSeed(seed);
        return new MachineSpec(
                prefix + suffix,
                "A machine of the <contract>\n& nothing\u0007 else",
                1,
                memoryMib,
                List.of(disk),
                seed,
                List.of(nics),
                true,
                Map.of("deployment", prefix, "owner", "\"Ann\" <ann@example.org>"));
    }

    private MachineSpec running(String suffix) {
        MachineSpec machine = machine(suffix, 64);
        host().ensureMachine(machine);
        host().ensureRunning(machine.name());
        return machine;
    }

    @Test
    void saysWhatTheHostIs() {
        HostFacts facts = host().probe();

        assertThat(facts.hostName()).isNotBlank();
        assertThat(facts.libvirtVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.cpus()).isPositive();
        assertThat(facts.memoryMib()).isPositive();
        assertThat(facts.diskTotalGib()).isGreaterThanOrEqualTo(facts.diskFreeGib());
    }

    @Test
    void makesAnIsolatedNetworkOnceHoweverOftenItIsAsked() {
        NetworkSpec network = new NetworkSpec.Isolated(prefix + "admin", bridge("a"));

        host().ensureNetwork(network);
        host().ensureNetwork(network);

        assertThat(host().belongings(prefix)).containsExactly(new Belonging(Belonging.Kind.NETWORK, prefix + "admin"));
    }

    @Test
    void refusesToTurnANetworkInUseIntoAnother() {
        host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("a")));

        assertThatThrownBy(() -> host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("b"))))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining(prefix + "admin");
    }

    @Test
    void takesAwayANetworkOnceHoweverOftenItIsAsked() {
        host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("a")));

        host().ensureNetworkAbsent(prefix + "admin");
        host().ensureNetworkAbsent(prefix + "admin");

        assertThat(host().belongings(prefix)).isEmpty();
    }

    @Test
    void makesADiskOnceAndRefusesToMakeItAnother() {
        host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 3, null));
        host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 3, null));

        assertThat(host().belongings(prefix)).containsExactly(new Belonging(Belonging.Kind.FILE, prefix + "vda.qcow2"));
        assertThatThrownBy(() -> host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 4, null)))
                .isInstanceOf(HostRefused.class);
    }

    @Test
    void refusesAnOverlayOnAnImageThatIsNotThere() {
        assertThatThrownBy(() -> host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 3, prefix + "golden.qcow2")))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining(prefix + "golden.qcow2");
    }

    @Test
    void takesAwayADiskOnceHoweverOftenItIsAsked() {
        host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 1, null));

        host().ensureDiskAbsent(prefix + "vda.qcow2");
        host().ensureDiskAbsent(prefix + "vda.qcow2");

        assertThat(host().belongings(prefix)).isEmpty();
    }

    @Test
    void refusesADiskDirectoryOtherThanTheOneInUse() {
        host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 1, null));
        Hypervisor elsewhere =
                hypervisors().on(new HostAddress(address().uri(), address().imageDirectory(), "/somewhere/else"));

        assertThatThrownBy(() -> elsewhere.ensureDisk(new DiskSpec(prefix + "vdb.qcow2", 1, null)))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("/somewhere/else");
    }

    @Test
    void followsAMachineFromNothingToRunningAndBack() {
        host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("a")));
        MachineSpec machine =
                machine("jump", 64, new MachineSpec.Nic("52:54:00:00:00:01", prefix + "admin", Guard.NONE, null));
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.ABSENT);

        host().ensureMachine(machine);
        host().ensureMachine(machine);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.OFF);

        host().ensureRunning(machine.name());
        host().ensureRunning(machine.name());
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);

        host().ensureOff(machine.name());
        host().ensureOff(machine.name());
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.OFF);

        host().ensureMachineAbsent(machine.name());
        host().ensureMachineAbsent(machine.name());
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.ABSENT);
        assertThat(host().belongings(prefix))
                .containsExactlyInAnyOrder(
                        new Belonging(Belonging.Kind.NETWORK, prefix + "admin"),
                        new Belonging(Belonging.Kind.FILE, machine.disks().getFirst()),
                        new Belonging(Belonging.Kind.FILE, machine.seed()));
    }

    @Test
    void definesARunningMachineAgainWithoutTouchingIt() {
        MachineSpec machine = running("node1");

        host().ensureMachine(machine);

        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void refusesToChangeAMachineThatRuns() {
        running("node1");

        assertThatThrownBy(() -> host().ensureMachine(machine("node1", 128)))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining(prefix + "node1");
    }

    @Test
    void changesAMachineThatIsOff() {
        host().ensureMachine(machine("node1", 64));

        host().ensureMachine(machine("node1", 128));
        host().ensureRunning(prefix + "node1");

        // running as changed: asking for the change again is not refused
        host().ensureMachine(machine("node1", 128));
    }

    @Test
    void takesAwayAMachineThatRuns() {
        MachineSpec machine = running("node1");

        host().ensureMachineAbsent(machine.name());

        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.ABSENT);
    }

    @Test
    void refusesToStartAMachineThatIsNotThere() {
        assertThatThrownBy(() -> host().ensureRunning(prefix + "nobody"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining(prefix + "nobody");
    }

    @Test
    void switchesOffWhatIsNotThere() {
        host().ensureOff(prefix + "nobody");

        assertThat(host().stateOf(prefix + "nobody")).isEqualTo(MachineState.ABSENT);
    }

    @Test
    void pausesAMachineAndLetsItGoOn() {
        MachineSpec machine = running("node1");

        host().ensurePaused(machine.name());
        host().ensurePaused(machine.name());
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.PAUSED);

        host().ensureRunning(machine.name());
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void refusesToPauseAMachineThatIsOffOrAbsent() {
        host().ensureMachine(machine("node1", 64));

        assertThatThrownBy(() -> host().ensurePaused(prefix + "node1"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("is off");
        assertThatThrownBy(() -> host().ensurePaused(prefix + "nobody")).isInstanceOf(HostRefused.class);
    }

    @Test
    void restartsAMachineFromAnyState() {
        host().ensureMachine(machine("node1", 64));

        host().powerCycle(prefix + "node1");
        assertThat(host().stateOf(prefix + "node1")).isEqualTo(MachineState.RUNNING);
        host().powerCycle(prefix + "node1");
        assertThat(host().stateOf(prefix + "node1")).isEqualTo(MachineState.RUNNING);
        host().ensurePaused(prefix + "node1");
        host().powerCycle(prefix + "node1");
        assertThat(host().stateOf(prefix + "node1")).isEqualTo(MachineState.RUNNING);

        assertThatThrownBy(() -> host().powerCycle(prefix + "nobody")).isInstanceOf(HostRefused.class);
    }

    @Test
    void asksNothingOfAMachineThatIsOffOrAbsentWhenItIsToShutDown() {
        host().ensureMachine(machine("node1", 64));

        host().requestShutDown(prefix + "node1");
        host().requestShutDown(prefix + "nobody");

        assertThat(host().stateOf(prefix + "node1")).isEqualTo(MachineState.OFF);
    }

    @Test
    void keepsASnapshotOfARunningMachineOnceHoweverOftenItIsAsked() {
        MachineSpec machine = running("node1");

        host().ensureSnapshot(machine.name(), "clean");
        List<Snapshot> first = host().snapshots(machine.name());
        host().ensureSnapshot(machine.name(), "clean");

        assertThat(first).singleElement().satisfies(snapshot -> {
            assertThat(snapshot.name()).isEqualTo("clean");
            assertThat(snapshot.state()).isEqualTo(MachineState.RUNNING);
            assertThat(snapshot.takenAt())
                    .isBetween(Instant.now().minusSeconds(60), Instant.now().plusSeconds(60));
        });
        assertThat(host().snapshots(machine.name())).isEqualTo(first);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);
    }

    @Test
    void restoresASnapshotWithMemoryFromAnyState() {
        MachineSpec machine = running("node1");
        host().ensurePaused(machine.name());
        host().ensureSnapshot(machine.name(), "clean");
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.PAUSED);

        host().restore(machine.name(), "clean", true);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);
        host().restore(machine.name(), "clean", false);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.PAUSED);
        host().ensureOff(machine.name());
        host().restore(machine.name(), "clean", true);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.RUNNING);
        host().ensureOff(machine.name());
        host().restore(machine.name(), "clean", false);
        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.PAUSED);

        assertThat(host().snapshots(machine.name())).extracting(Snapshot::state).containsExactly(MachineState.PAUSED);
        // the definition is the same as before, so nobody takes it for another machine
        host().ensureMachine(machine);
    }

    @Test
    void restoresASnapshotOfDisksFromAnyState() {
        host().ensureMachine(machine("node1", 64));
        String machine = prefix + "node1";
        host().ensureSnapshot(machine, "installed");

        host().restore(machine, "installed", true);
        assertThat(host().stateOf(machine)).isEqualTo(MachineState.RUNNING);
        host().restore(machine, "installed", true);
        assertThat(host().stateOf(machine)).isEqualTo(MachineState.RUNNING);
        host().restore(machine, "installed", false);
        assertThat(host().stateOf(machine)).isEqualTo(MachineState.OFF);

        assertThat(host().snapshots(machine)).extracting(Snapshot::state).containsExactly(MachineState.OFF);
    }

    @Test
    void takesAwayASnapshotOnceHoweverOftenItIsAsked() {
        MachineSpec machine = running("node1");
        host().ensureSnapshot(machine.name(), "one");
        host().ensureSnapshot(machine.name(), "two");

        host().ensureSnapshotAbsent(machine.name(), "one");
        host().ensureSnapshotAbsent(machine.name(), "one");

        assertThat(host().snapshots(machine.name())).extracting(Snapshot::name).containsExactly("two");
        host().restore(machine.name(), "two", true);
        host().ensureSnapshotAbsent(prefix + "nobody", "one");
        assertThat(host().snapshots(prefix + "nobody")).isEmpty();
    }

    @Test
    void refusesASnapshotThatCannotBe() {
        host().ensureMachine(machine("node1", 64));

        assertThatThrownBy(() -> host().restore(prefix + "node1", "never", true))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("never");
        assertThatThrownBy(() -> host().ensureSnapshot(prefix + "nobody", "clean"))
                .isInstanceOf(HostRefused.class);
        assertThatThrownBy(() -> host().ensureSnapshot(prefix + "node1", "1")).isInstanceOf(HostRefused.class);
        assertThatThrownBy(() -> host().ensureSnapshot(prefix + "node1", "../x"))
                .isInstanceOf(HostRefused.class);
    }

    @Test
    void takesAwayAMachineWithSnapshots() {
        MachineSpec machine = running("node1");
        host().ensureSnapshot(machine.name(), "running");
        host().ensureOff(machine.name());
        host().ensureSnapshot(machine.name(), "off");

        host().ensureMachineAbsent(machine.name());

        assertThat(host().stateOf(machine.name())).isEqualTo(MachineState.ABSENT);
    }

    @Test
    void saysOfAllMachinesHowTheyAreAndWhatTheyBelongTo() {
        running("node1");
        host().ensureMachine(machine("node2", 64));
        running("node3");
        host().ensurePaused(prefix + "node3");
        Map<String, String> metadata = Map.of("deployment", prefix, "owner", "\"Ann\" <ann@example.org>");

        assertThat(host().machines(prefix))
                .containsExactlyInAnyOrder(
                        new MachineFact(prefix + "node1", MachineState.RUNNING, metadata),
                        new MachineFact(prefix + "node2", MachineState.OFF, metadata),
                        new MachineFact(prefix + "node3", MachineState.PAUSED, metadata));
        assertThat(host().machines("x" + prefix)).isEmpty();
    }

    @Test
    void hearsNothingFromAMachineThatIsOffOrAbsent() {
        host().ensureMachine(machine("node1", 64));

        assertThat(host().report(prefix + "node1")).isEmpty();
        assertThat(host().report(prefix + "nobody")).isEmpty();
    }

    @Test
    void findsNoAgentInAMachineThatIsOffOrAbsent() {
        host().ensureMachine(machine("node1", 64));

        for (String name : List.of(prefix + "node1", prefix + "nobody")) {
            assertThat(host().agentAnswers(name)).isFalse();
            assertThat(host().agentRun(name, List.of("/bin/true"), new byte[0], Duration.ofSeconds(1)))
                    .isInstanceOf(AgentAnswer.NoAgent.class);
            assertThat(host().setClock(name, Instant.now())).isInstanceOf(AgentAnswer.NoAgent.class);
        }
    }

    @Test
    void refusesAMediumThatIsNotThere() {
        host().ensureMachine(machine("node1", 64));

        host().ensureMedium(prefix + "node1", null);
        assertThatThrownBy(() -> host().ensureMedium(prefix + "node1", prefix + "never.iso"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining(prefix + "never.iso");
    }

    @Test
    void listsOnlyWhatBeginsWithThePrefix() {
        host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("a")));
        host().ensureDisk(new DiskSpec(prefix + "vda.qcow2", 1, null));

        assertThat(host().belongings(prefix)).hasSize(2);
        assertThat(host().belongings(prefix + "v")).hasSize(1);
        assertThat(host().belongings("x" + prefix)).isEmpty();
    }

    @Test
    void letsManyAskForTheSameAtTheSameTime() throws Exception {
        MachineSpec machine = machine("node1", 64);

        together(() -> host().ensureNetwork(new NetworkSpec.Isolated(prefix + "admin", bridge("a"))));
        together(() -> host().ensureDisk(new DiskSpec(prefix + "vdb.qcow2", 1, null)));
        together(() -> host().ensureMachine(machine));
        together(() -> host().ensureRunning(machine.name()));
        together(() -> host().ensureSnapshot(machine.name(), "clean"));
        together(() -> host().restore(machine.name(), "clean", true));
        together(() -> host().ensurePaused(machine.name()));
        together(() -> host().ensureSnapshotAbsent(machine.name(), "clean"));
        together(() -> host().ensureOff(machine.name()));
        together(() -> host().ensureMachineAbsent(machine.name()));
        together(() -> host().ensureDiskAbsent(prefix + "vdb.qcow2"));
        together(() -> host().ensureNetworkAbsent(prefix + "admin"));
    }

    static void together(Runnable what) throws Exception {
        try (ExecutorService people = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<@Nullable Void> ask = () -> {
                what.run();
                return null;
            };
            for (Future<@Nullable Void> answer : people.invokeAll(List.of(ask, ask, ask, ask, ask))) {
                answer.get();
            }
        }
    }
}

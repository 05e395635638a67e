package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.CannotClone;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineSpec.Guard;
import org.podkeeper.hypervisor.MachineSpec.Nic;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.NetworkSpec;

/** Machines that go on from a frozen one, on a real host with a real system inside. */
@Tag("vm")
class FrozenTest {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final String FROZEN = "golden";

    private static final NetworkSpec.Access ACCESS =
            new NetworkSpec.Access("access", "pkacc", "10.77.0.0/24", List.of("192.0.2.1"));

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @BeforeAll
    static void freeze() {
        kvm = KvmHostForTests.start("frozen");
        Path tiny = Path.of(System.getProperty("podkeeper.test.tiny-image"));
        host().ensureImage(new ImageSpec("tiny.qcow2", tiny), (bytes, total) -> {});
        host().ensureNetwork(ACCESS);
        boot("first");
        run(
                "first",
                "cat /proc/sys/kernel/random/boot_id && echo remembered > /run/memory && echo kept > /root/file && sync");
        host().ensureFrozen("first", FROZEN);
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    @AfterEach
    void removeClones() {
        for (Belonging belonging : host().belongings("clone")) {
            if (belonging.kind() == Belonging.Kind.MACHINE) {
                host().ensureMachineAbsent(belonging.name());
            }
        }
        for (Belonging belonging : host().belongings("clone")) {
            if (belonging.kind() == Belonging.Kind.FILE) {
                host().ensureDiskAbsent(belonging.name());
            }
        }
    }

    private static Hypervisor host() {
        return HYPERVISORS.on(kvm.address());
    }

    private static MachineSpec spec(String name, int memoryMib) {
        host().ensureNetwork(new NetworkSpec.Isolated(name + "-net", name + "-br"));
        host().ensureFile(name + "-seed.iso", new byte[64 * 1024]);
        NetworkSpec.Access.Seat seat = ACCESS.seats().get(name.charAt(name.length() - 1));
        return new MachineSpec(
                name,
                name,
                1,
                memoryMib,
                List.of(name + "-vda.qcow2"),
                name + "-seed.iso",
                List.of(
                        new Nic(seat.mac(), "access", Guard.JUMP_HOST, seat.address()),
                        new Nic("52:54:00:00:00:02", name + "-net", Guard.NONE, null)),
                true,
                Map.of("deployment", name));
    }

    private static MachineSpec boot(String name) {
        MachineSpec spec = spec(name, 160);
        host().ensureDisk(new DiskSpec(name + "-vda.qcow2", 1, "tiny.qcow2"));
        host().ensureMachine(spec);
        host().ensureRunning(name);
        Await.until(BOOT, () -> host().agentAnswers(name));
        return spec;
    }

    private static String run(String machine, String command) {
        Await.until(() -> host().agentAnswers(machine));
        AgentAnswer answer =
                host().agentRun(machine, List.of("/bin/sh", "-c", command), new byte[0], Duration.ofSeconds(20));
        assertThat(answer)
                .isInstanceOfSatisfying(
                        AgentAnswer.Ended.class,
                        ended -> assertThat(ended.exitCode()).as(ended.output()).isZero());
        return ((AgentAnswer.Ended) answer).output().strip();
    }

    /** As when a pod is kept: its own disks and what they stood on are gone, and copies without a past are left. */
    @Test
    void goesOnFromCopiesOfItsDisksWhenThoseThatItHadAreGone() {
        boot("second");
        run("second", "echo remembered > /run/second && echo kept > /root/second && sync");
        host().ensureSnapshot("second", "earlier");
        host().ensureFrozen("second", "apart");
        host().ensureFlattened("second-vda.qcow2", "apart-vda.qcow2");

        host().ensureFrozenApart("apart", List.of("apart-vda.qcow2"));
        host().ensureFrozenApart("apart", List.of("apart-vda.qcow2"));
        host().ensureFrozen("second", "apart");
        host().ensureDiskAbsent("second-vda.qcow2");

        assertThat(host().isFrozen("apart")).isTrue();
        assertThat(host().frozenBytes("apart")).isGreaterThan(1 << 20);
        host().ensureClone(spec("clone-3", 160), "apart");
        assertThat(run("clone-3", "cat /run/second /root/second")).isEqualTo("remembered\nkept");
        assertThatThrownBy(() -> host().ensureFrozenAbsent("apart"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("clone-3-vda.qcow2");
        removeClones();
        host().ensureFrozenAbsent("apart");
        assertThat(host().isFrozen("apart")).isFalse();
        assertThat(host().belongings("apart")).isEmpty();
    }

    @Test
    void goesOnBesideOthersWhereTheFrozenMachineWasStopped() {
        MachineSpec one = spec("clone1", 160);
        MachineSpec two = spec("clone2", 160);

        host().ensureClone(one, FROZEN);
        host().ensureClone(two, FROZEN);

        assertThat(run("clone1", "cat /run/memory /root/file")).isEqualTo("remembered\nkept");
        assertThat(run("clone1", "cat /proc/sys/kernel/random/boot_id"))
                .isEqualTo(run("clone2", "cat /proc/sys/kernel/random/boot_id"));
        run("clone1", "echo own > /root/file && sync");
        assertThat(run("clone2", "cat /root/file")).isEqualTo("kept");
        assertThat(host().machines("clone"))
                .allMatch(fact -> fact.state() == MachineState.RUNNING
                        && Map.of("deployment", fact.name()).equals(fact.metadata()));
        // asked again, nothing happens to a machine that is there
        host().ensureClone(one, FROZEN);
        host().ensureMachine(one);
        assertThat(run("clone1", "cat /root/file")).isEqualTo("own");
        assertThat(host().belongings("clone1"))
                .extracting(Belonging::name)
                .containsExactlyInAnyOrder("clone1", "clone1-net", "clone1-vda.qcow2", "clone1-seed.iso");
    }

    @Test
    void beginsUnpluggedWhereOthersAre() {
        host().ensureClone(spec("clone1", 160), FROZEN);
        assertThat(xml("clone1", "")).containsOnlyOnce("<link state='down'/>");
        assertThat(run("clone1", "cat /sys/class/net/eth*/carrier 2>/dev/null; ip link | grep -c NO-CARRIER || true"))
                .isNotEmpty();

        host().ensureLinked("clone1");
        host().ensureLinked("clone1");

        assertThat(xml("clone1", "")).doesNotContain("<link state='down'/>");
        assertThat(xml("clone1", "--inactive")).doesNotContain("<link");
        assertThat(xml("clone1", "")).contains("mac address='52:54:00:4d:00:33'", "filter='podkeeper-jump-access'");
    }

    @Test
    void isAnOrdinaryMachineAfterwards() {
        MachineSpec spec = spec("clone1", 160);
        host().ensureClone(spec, FROZEN);
        run("clone1", "echo own > /root/file && sync");

        host().ensureSnapshot("clone1", "warm");
        run("clone1", "echo lost > /root/file && sync");
        host().restore("clone1", "warm", true);
        assertThat(run("clone1", "cat /root/file /run/memory")).isEqualTo("own\nremembered");
        host().ensureOff("clone1");
        host().ensureMachine(spec);
        host().ensureRunning("clone1");
        Await.until(BOOT, () -> host().agentAnswers("clone1"));

        assertThat(run("clone1", "cat /root/file; ls /run/memory 2>/dev/null || true"))
                .isEqualTo("own");
    }

    @Test
    void isNoMachineAnyMoreAndStaysFrozenHoweverOftenItIsAsked() {
        host().ensureFrozen("first", FROZEN);

        assertThat(host().stateOf("first")).isEqualTo(MachineState.ABSENT);
        assertThat(host().isFrozen(FROZEN)).isTrue();
        assertThat(host().isFrozen("never")).isFalse();
        assertThat(host().frozenBytes(FROZEN)).isGreaterThan(10L << 20);
        assertThat(host().frozenBytes("never")).isZero();
        assertThat(host().belongings(FROZEN + ".")).hasSize(2);
    }

    @Test
    void saysWhenAMachineHasToBeBootedInstead() throws Exception {
        assertThatThrownBy(() -> host().ensureClone(spec("clone1", 160), "never"))
                .isInstanceOf(CannotClone.class);
        assertThatThrownBy(() -> host().ensureClone(spec("clone1", 192), FROZEN))
                .isInstanceOf(CannotClone.class)
                .hasMessageContaining("otherwise");
        assertThat(host().stateOf("clone1")).isEqualTo(MachineState.ABSENT);

        Path mark = kvm.directory().resolve("disks/golden.frozen");
        String as = Files.readString(mark);
        Files.writeString(mark, as.replaceFirst("host=\"", "host=\"another "));
        try {
            assertThat(host().isFrozen(FROZEN)).isFalse();
            assertThatThrownBy(() -> host().ensureClone(spec("clone1", 160), FROZEN))
                    .isInstanceOf(CannotClone.class)
                    .hasMessageContaining("processor");
        } finally {
            Files.writeString(mark, as);
        }
    }

    @Test
    void beginsAnewWhatWasCutOff() throws Exception {
        MachineSpec spec = spec("clone1", 160);
        Files.write(kvm.directory().resolve("disks/clone1-vda.qcow2"), new byte[100]);
        Files.write(kvm.directory().resolve("disks/clone1.memory"), new byte[100]);

        host().ensureClone(spec, FROZEN);
        // the portal died when the machine ran and before it was defined
        assertThat(virsh("undefine", "clone1")).contains("undefined");
        run("clone1", "echo own > /root/file && sync");
        host().ensureClone(spec, FROZEN);

        assertThat(run("clone1", "cat /root/file")).isEqualTo("own");
        assertThat(virsh("dominfo", "clone1")).containsPattern("Persistent:\\s+yes");
    }

    @Test
    void finishesFreezingWhatWasSavedAlready() {
        MachineSpec spec = boot("second");
        assertThatThrownBy(() -> host().ensureFrozen("nobody", "golden2")).isInstanceOf(HostRefused.class);
        virsh("save", "second", kvm.directory() + "/disks/golden2.memory");
        assertThat(host().isFrozen("golden2")).isFalse();

        host().ensureFrozen("second", "golden2");

        assertThat(host().isFrozen("golden2")).isTrue();
        MachineSpec clone = spec("clone1", 160);
        host().ensureClone(clone, "golden2");
        assertThatThrownBy(() -> host().ensureFrozenAbsent("golden2"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("clone1-vda.qcow2");
        host().ensureMachineAbsent("clone1");
        host().ensureDiskAbsent("clone1-vda.qcow2");
        host().ensureFrozenAbsent("golden2");
        host().ensureFrozenAbsent("golden2");
        assertThat(host().belongings("golden2")).isEmpty();
        assertThat(host().belongings(spec.disks().getFirst())).isEmpty();
    }

    @Test
    void refusesToFreezeAMachineThatIsOff() {
        MachineSpec spec = spec("clone1", 160);
        host().ensureDisk(new DiskSpec("clone1-vda.qcow2", 1, "tiny.qcow2"));
        host().ensureMachine(spec);

        assertThatThrownBy(() -> host().ensureFrozen("clone1", "golden3"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("is off");
    }

    private static String xml(String machine, String flag) {
        return flag.isEmpty() ? virsh("dumpxml", machine) : virsh("dumpxml", flag, machine);
    }

    private static String virsh(String... command) {
        List<String> all = new java.util.ArrayList<>(List.of("virsh", "-c", kvm.uri()));
        all.addAll(List.of(command));
        return kvm.exec(all.toArray(String[]::new)).output();
    }
}

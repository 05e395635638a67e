package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.hypervisor.AgentAnswer;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.HostUnreachable;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.MachineState;

/** What only a machine with a system inside can show: its agent, its memory after a restore, its CD. */
@Tag("vm")
class GuestTest {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());
    private static final Duration BOOT = Duration.ofMinutes(3);
    private static final Duration LIMIT = Duration.ofSeconds(20);
    /** x86: switches the machine off by its ACPI port, as seen from a firmware that has just started it. */
    private static final byte[] BOOT_SECTOR = {
        (byte) 0xba, 0x04, 0x06, (byte) 0xb8, 0x00, 0x20, (byte) 0xef, (byte) 0xf4, (byte) 0xeb, (byte) 0xfd
    };

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @TempDir
    static Path here;

    @BeforeAll
    static void startHost() {
        kvm = KvmHostForTests.start("guest");
        Path tiny = Path.of(System.getProperty("podkeeper.test.tiny-image"));
        host().ensureImage(new ImageSpec("tiny.qcow2", tiny), (bytes, total) -> {});
        host().ensureFile("seed.iso", new byte[64 * 1024]);
        boot("guest");
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    private static Hypervisor host() {
        return HYPERVISORS.on(kvm.address());
    }

    private static void boot(String name) {
        host().ensureDisk(new DiskSpec(name + ".qcow2", 1, "tiny.qcow2"));
        host().ensureMachine(spec(name));
        host().ensureRunning(name);
        Await.until(BOOT, () -> host().agentAnswers(name));
    }

    private static MachineSpec spec(String name) {
        return new MachineSpec(name, name, 1, 160, List.of(name + ".qcow2"), "seed.iso", List.of(), true, Map.of());
    }

    private static AgentAnswer run(String command) {
        return host().agentRun("guest", List.of("/bin/sh", "-c", command), new byte[0], LIMIT);
    }

    private static String output(String command) {
        AgentAnswer answer = run(command);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        AgentAnswer.Ended.class,
                        ended -> assertThat(ended.exitCode()).as(ended.output()).isZero());
        return ((AgentAnswer.Ended) answer).output().strip();
    }

    @Test
    void runsACommandWithItsInput() {
        byte[] input = "a key\nand \u00fcmlauts\n".getBytes(StandardCharsets.UTF_8);

        AgentAnswer answer = host().agentRun("guest", List.of("/bin/sh", "-c", "cat; exit 3"), input, LIMIT);

        assertThat(answer).isEqualTo(new AgentAnswer.Ended(3, "a key\nand \u00fcmlauts\n"));
    }

    @Test
    void tellsACommandThatIsNotThereFromAnAgentThatIsNotThere() {
        assertThat(host().agentRun("guest", List.of("/bin/nothing"), new byte[0], LIMIT))
                .isInstanceOf(AgentAnswer.Refused.class);
        assertThat(host().agentRun("nobody", List.of("/bin/sh"), new byte[0], LIMIT))
                .isInstanceOf(AgentAnswer.NoAgent.class);
        assertThat(host().agentAnswers("nobody")).isFalse();
    }

    @Test
    void givesUpOnACommandThatDoesNotEnd() {
        assertThat(host().agentRun("guest", List.of("/bin/sleep", "600"), new byte[0], Duration.ofMillis(500)))
                .isEqualTo(new AgentAnswer.TooLong());
    }

    @Test
    void doesNotRunACommandTwiceWhenTheConnectionBreaks() throws Exception {
        output("rm -f /run/ran");
        AtomicReference<@Nullable RuntimeException> thrown = new AtomicReference<>();
        Thread portal = Thread.ofPlatform().start(() -> {
            try {
                host().agentRun(
                                "guest",
                                List.of("/bin/sh", "-c", "echo once >> /run/ran; sleep 600"),
                                new byte[0],
                                Duration.ofMinutes(5));
            } catch (RuntimeException e) {
                thrown.set(e);
            }
        });
        Await.until(() -> output("cat /run/ran 2>/dev/null || true").equals("once"));

        kvm.killLibvirtd();
        kvm.startLibvirtd();
        portal.join();

        assertThat(thrown.get()).isInstanceOf(HostUnreachable.class);
        Await.until(() -> host().agentAnswers("guest"));
        assertThat(output("cat /run/ran")).isEqualTo("once");
    }

    @Test
    void knowsSoonThatAMachineWithoutASystemHasNoAgent() {
        host().ensureDisk(new DiskSpec("empty.qcow2", 1, null));
        host().ensureMachine(spec("empty"));
        assertThat(host().agentAnswers("empty")).isFalse();
        host().ensureRunning("empty");
        long start = System.nanoTime();

        assertThat(host().agentAnswers("empty")).isFalse();
        assertThat(host().setClock("empty", Instant.now())).isInstanceOf(AgentAnswer.NoAgent.class);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(15));
        host().ensureMachineAbsent("empty");
        host().ensureDiskAbsent("empty.qcow2");
    }

    @Test
    void setsTheClock() {
        Instant then = Instant.parse("2031-02-03T04:05:06Z");

        assertThat(host().setClock("guest", then)).isEqualTo(new AgentAnswer.Ended(0, ""));

        assertThat(Long.parseLong(output("date +%s"))).isBetween(then.getEpochSecond(), then.getEpochSecond() + 60);
    }

    @Test
    void goesOnFromASnapshotWithTheMemoryAndTheFilesOfThen() {
        output("echo before > /run/memory && echo before > /root/file && sync");
        String boot = output("cat /proc/sys/kernel/random/boot_id");
        host().ensureSnapshot("guest", "before");
        output("echo after > /run/memory && echo after > /root/file && sync");

        host().ensureOff("guest");
        host().restore("guest", "before", true);

        Await.until(() -> host().agentAnswers("guest"));
        assertThat(output("cat /run/memory /root/file")).isEqualTo("before\nbefore");
        assertThat(output("cat /proc/sys/kernel/random/boot_id")).isEqualTo(boot);
        host().ensureSnapshotAbsent("guest", "before");
    }

    @Test
    void shutsDownWhenTheSystemHearsTheButton() {
        boot("button");

        host().ensurePaused("button");
        host().requestShutDown("button");

        Await.until(() -> host().stateOf("button") == MachineState.OFF);
        host().ensureMachineAbsent("button");
        host().ensureDiskAbsent("button.qcow2");
    }

    @Test
    void putsAMediumIntoARunningMachineAndTakesItOut() throws Exception {
        ImageSpec one = medium("one.iso", "ONE");
        ImageSpec two = medium("two.iso", "TWO");
        String defined = definition();

        host().ensureMedium("guest", one.name());
        host().ensureMedium("guest", one.name());
        // the kernels of cloud images lack PCI hotplug: they find the new bus when they start again
        host().powerCycle("guest");
        Await.until(BOOT, () -> host().agentAnswers("guest"));
        Await.until(() -> inTheDrive().equals("ONE"));
        assertThat(definition()).contains("one.iso");
        host().ensureMachine(spec("guest"));
        host().ensureMedium("guest", two.name());
        Await.until(() -> inTheDrive().equals("TWO"));
        assertThat(definition()).contains("two.iso").doesNotContain("one.iso");

        host().ensureMedium("guest", null);
        host().ensureMedium("guest", null);
        Await.until(() -> inTheDrive().isEmpty());
        assertThat(definition()).isEqualTo(defined);
        assertThatThrownBy(() -> host().ensureMedium("guest", "never.iso"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("never.iso");
    }

    @Test
    void startsFromTheMediumWhenTheDiskDoesNotBoot() throws Exception {
        ImageSpec medium = medium("boot.iso", "BOOT");
        host().ensureDisk(new DiskSpec("bare.qcow2", 1, null));
        host().ensureMachine(spec("bare"));
        host().ensureRunning("bare");
        host().ensureMedium("bare", medium.name());
        assertThat(host().stateOf("bare")).isEqualTo(MachineState.RUNNING);

        host().powerCycle("bare");

        // the code on the medium switches the machine off
        Await.until(() -> host().stateOf("bare") == MachineState.OFF);
        host().ensureMachineAbsent("bare");
        host().ensureDiskAbsent("bare.qcow2");
    }

    private static String inTheDrive() {
        return output("modprobe -qa virtio_scsi sr_mod; "
                + "[ ! -b /dev/sr0 ] || dd if=/dev/sr0 bs=8 skip=4101 count=1 2>/dev/null | tr -d '\\000'");
    }

    private static String definition() {
        return kvm.exec("virsh", "-c", kvm.uri(), "dumpxml", "--inactive", "guest")
                .output();
    }

    /** A CD with nothing but the few sectors that a firmware looks at: the El Torito specification, 1995. */
    private static ImageSpec medium(String name, String label) throws Exception {
        int sector = 2048;
        ByteBuffer disc = ByteBuffer.allocate(32 * sector).order(java.nio.ByteOrder.LITTLE_ENDIAN);
        disc.put(16 * sector, "\001CD001\001".getBytes(StandardCharsets.US_ASCII));
        disc.put(16 * sector + 40, label.getBytes(StandardCharsets.US_ASCII));
        disc.put(17 * sector, "\000CD001\001EL TORITO SPECIFICATION".getBytes(StandardCharsets.US_ASCII));
        disc.putInt(17 * sector + 0x47, 19);
        disc.put(18 * sector, "\u00ffCD001\001".getBytes(StandardCharsets.ISO_8859_1));
        disc.put(19 * sector, (byte) 1).putShort(19 * sector + 30, (short) 0xaa55);
        disc.putShort(19 * sector + 28, (short) -(1 + 0xaa55));
        disc.put(19 * sector + 32, (byte) 0x88).putShort(19 * sector + 38, (short) 4);
        disc.putInt(19 * sector + 40, 20);
        disc.put(20 * sector, BOOT_SECTOR);
        Path file = here.resolve(name);
        Files.write(file, disc.array());
        ImageSpec medium = new ImageSpec(name, file);
        host().ensureImage(medium, (bytes, total) -> {});
        return medium;
    }
}

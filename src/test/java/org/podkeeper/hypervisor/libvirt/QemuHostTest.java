package org.podkeeper.hypervisor.libvirt;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.hypervisor.DiskSpec;
import org.podkeeper.hypervisor.HostFacts;
import org.podkeeper.hypervisor.HostRefused;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.HypervisorSettings;
import org.podkeeper.hypervisor.ImageSpec;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineSpec;
import org.podkeeper.hypervisor.NetworkSpec;

/** What only a real host has: uploads, overlays, networks with addresses, filters. */
@Tag("vm")
class QemuHostTest {
    private static final LibvirtHypervisors HYPERVISORS = new LibvirtHypervisors(HypervisorSettings.defaults());

    @SuppressWarnings("NullAway.Init") // started before the first test
    private static KvmHostForTests kvm;

    @TempDir
    Path here;

    @BeforeAll
    static void startHost() {
        kvm = KvmHostForTests.start("qemu");
    }

    @AfterAll
    static void stopHost() {
        HYPERVISORS.close();
        kvm.stop();
    }

    private static Hypervisor host() {
        return HYPERVISORS.on(kvm.address());
    }

    /** A qcow2 image of 1 GiB with some MiB of noise in it. */
    private ImageSpec image(String name) throws Exception {
        Path raw = here.resolve(name + ".raw");
        byte[] noise = new byte[5 << 20];
        new Random(1).nextBytes(noise);
        Files.write(raw, noise);
        Path file = here.resolve(name);
        command("qemu-img", "convert", "-f", "raw", "-O", "qcow2", raw.toString(), file.toString());
        command("qemu-img", "resize", "-q", file.toString(), "1G");
        return new ImageSpec(name, file);
    }

    private static void command(String... command) throws Exception {
        Process process = new ProcessBuilder(command).inheritIO().start();
        assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
    }

    @Test
    void uploadsAnImageOnceWithProgress() throws Exception {
        ImageSpec image = image("once.qcow2");
        List<Long> progress = Collections.synchronizedList(new ArrayList<>());

        host().ensureImage(image, (bytes, total) -> progress.add(bytes));
        List<Long> first = List.copyOf(progress);
        host().ensureImage(image, (bytes, total) -> progress.add(bytes));

        assertThat(first).isSorted().startsWith(0L).endsWith(Files.size(image.file()));
        assertThat(progress).isEqualTo(first);
        assertThat(kvm.directory().resolve("images/once.qcow2")).hasSameBinaryContentAs(image.file());
    }

    @Test
    void uploadsAnImageAnewWhenAnEarlierUploadWasCutOff() throws Exception {
        ImageSpec image = image("cut.qcow2");
        assertThatThrownBy(() -> host().ensureImage(image, (bytes, total) -> {
                    if (bytes > 1 << 20) {
                        throw new IllegalStateException("the portal dies");
                    }
                }))
                .hasMessage("the portal dies");
        assertThat(kvm.directory().resolve("images/cut.qcow2")).doesNotExist();
        assertThatThrownBy(() -> host().ensureDisk(new DiskSpec("early.qcow2", 1, "cut.qcow2")))
                .isInstanceOf(HostRefused.class);

        host().ensureImage(image, (bytes, total) -> {});

        assertThat(kvm.directory().resolve("images/cut.qcow2")).hasSameBinaryContentAs(image.file());
    }

    @Test
    void uploadsAnImageAnewThatLostItsBeginningWithThePower() throws Exception {
        ImageSpec image = image("power.qcow2");
        host().ensureImage(image, (bytes, total) -> {});
        Path file = kvm.directory().resolve("images/power.qcow2");
        try (var channel = java.nio.channels.FileChannel.open(file, java.nio.file.StandardOpenOption.WRITE)) {
            channel.write(java.nio.ByteBuffer.allocate(4), 0);
        }
        kvm.exec("virsh", "-c", kvm.uri(), "pool-refresh", Pools.IMAGES);

        host().ensureImage(image, (bytes, total) -> {});

        assertThat(file).hasSameBinaryContentAs(image.file());
        assertThat(kvm.directory().resolve("images/power.qcow2.part")).doesNotExist();
    }

    @Test
    void uploadsAMediumAsItIs() throws Exception {
        Path file = here.resolve("some.iso");
        byte[] content = new byte[40 * 1024];
        System.arraycopy("CD001".getBytes(), 0, content, 32769, 5);
        Files.write(file, content);
        ImageSpec medium = new ImageSpec("some.iso", file);

        host().ensureImage(medium, (bytes, total) -> {});
        host().ensureImage(medium, (bytes, total) -> {
            throw new AssertionError("It is there");
        });

        assertThat(kvm.directory().resolve("images/some.iso")).hasSameBinaryContentAs(file);
    }

    @Test
    void copiesADiskWithAllItStandsOnIntoOneImage() throws Exception {
        host().ensureImage(image("base.qcow2"), (bytes, total) -> {});
        host().ensureDisk(new DiskSpec("top.qcow2", 2, "base.qcow2"));
        String top = kvm.directory() + "/disks/top.qcow2";
        assertThat(kvm.exec("qemu-io", "-c", "write -P 7 1536M 1M", top).code()).isZero();

        host().ensureFlattened("top.qcow2", "saved.qcow2");
        host().ensureFlattened("top.qcow2", "saved.qcow2");

        String saved = kvm.directory() + "/images/saved.qcow2";
        assertThat(kvm.exec("qemu-img", "info", saved).output())
                .contains("virtual size: 2 GiB")
                .doesNotContain("backing file");
        assertThat(kvm.exec("qemu-img", "compare", top, saved).output()).contains("Images are identical");
        ByteArrayOutputStream read = new ByteArrayOutputStream();
        List<Long> progress = new ArrayList<>();
        host().readImage("saved.qcow2", read, (bytes, total) -> progress.add(total - bytes));
        assertThat(Path.of(saved)).hasBinaryContent(read.toByteArray());
        assertThat(progress).startsWith((long) read.size()).endsWith(0L);
        // it serves as any other golden image
        host().ensureDisk(new DiskSpec("next.qcow2", 2, "saved.qcow2"));
        host().ensureDiskAbsent("next.qcow2");
        host().ensureDiskAbsent("top.qcow2");
        host().ensureImageAbsent("saved.qcow2");
        host().ensureImageAbsent("saved.qcow2");
        assertThatThrownBy(() -> host().readImage("saved.qcow2", read, (bytes, total) -> {}))
                .isInstanceOf(HostRefused.class);
    }

    @Test
    void copiesADiskAnewWhenThatWasCutOff() throws Exception {
        host().ensureDisk(new DiskSpec("cut-disk.qcow2", 1, null));
        Path images = kvm.directory().resolve("images");
        Files.write(images.resolve("cut-image.qcow2"), new byte[5000]);
        Files.write(images.resolve("cut-image.qcow2.part"), new byte[9000]);

        host().ensureFlattened("cut-disk.qcow2", "cut-image.qcow2");

        assertThat(kvm.exec("qemu-img", "check", images + "/cut-image.qcow2").code())
                .isZero();
        assertThat(images.resolve("cut-image.qcow2.part")).doesNotExist();
        host().ensureDiskAbsent("cut-disk.qcow2");
    }

    @Test
    void refusesToCopyADiskThatIsNotThere() {
        assertThatThrownBy(() -> host().ensureFlattened("nothing.qcow2", "saved2.qcow2"))
                .isInstanceOf(HostRefused.class)
                .hasMessageContaining("nothing.qcow2");
    }

    @Test
    void refusesToCopyADiskThatAMachineWritesTo() {
        host().ensureDisk(new DiskSpec("busy.qcow2", 1, null));
        host().ensureFile("busy.iso", new byte[2048]);
        host().ensureMachine(new MachineSpec(
                "busy", "busy", 1, 64, List.of("busy.qcow2"), "busy.iso", List.of(), true, Map.of()));
        host().ensureRunning("busy");

        assertThatThrownBy(() -> host().ensureFlattened("busy.qcow2", "busy-image.qcow2"))
                .isInstanceOf(HostRefused.class);

        host().ensureMachineAbsent("busy");
        host().ensureFlattened("busy.qcow2", "busy-image.qcow2");
        host().ensureDiskAbsent("busy.qcow2");
        host().ensureDiskAbsent("busy.iso");
    }

    @Test
    void letsEmulatorsFinishTheirTurns() throws Exception {
        host().ensureDisk(new DiskSpec("turns.qcow2", 1, null));
        host().ensureFile("turns.iso", new byte[2048]);
        host().ensureMachine(new MachineSpec(
                "turns", "turns", 2, 64, List.of("turns.qcow2"), "turns.iso", List.of(), true, Map.of()));
        host().ensureRunning("turns");

        ProcessHandle qemu = ProcessHandle.allProcesses()
                .filter(process -> process.info()
                        .commandLine()
                        .filter(line -> line.contains("guest=turns") && line.contains(kvm.namespace()))
                        .isPresent())
                .findFirst()
                .orElseThrow();
        try (Stream<Path> threads = Files.list(Path.of("/proc", String.valueOf(qemu.pid()), "task"))) {
            assertThat(threads.filter(QemuHostTest::isProcessorOrMain).map(QemuHostTest::policy))
                    .as("SCHED_BATCH of both processors and the main loop")
                    .containsExactly(3, 3, 3);
        }

        host().ensureMachineAbsent("turns");
        host().ensureDiskAbsent("turns.qcow2");
        host().ensureDiskAbsent("turns.iso");
    }

    private static boolean isProcessorOrMain(Path thread) {
        return stat(thread).contains("(CPU ") || thread.getFileName().equals(thread.getName(1));
    }

    /** Field 41 of proc(5); the second is the name in brackets, which may have spaces. */
    private static int policy(Path thread) {
        return Integer.parseInt(stat(thread).replaceFirst(".*\\) ", "").split(" ")[41 - 3]);
    }

    private static String stat(Path thread) {
        try {
            return Files.readString(thread.resolve("stat"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void countsAllTheMemoryThatTheHostHas() throws Exception {
        long kib = Files.readAllLines(Path.of("/proc/meminfo")).stream()
                .filter(line -> line.startsWith("MemTotal:"))
                .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")))
                .findFirst()
                .orElseThrow();

        assertThat(host().probe().memoryMib()).isEqualTo(kib / 1024);
    }

    @Test
    void letsSeveralUploadTheSameImageAtOnce() throws Exception {
        ImageSpec image = image("many.qcow2");
        try (LibvirtHypervisors otherPortal = new LibvirtHypervisors(HypervisorSettings.defaults())) {
            HypervisorContract.together(() -> {
                host().ensureImage(image, (bytes, total) -> {});
                otherPortal.on(kvm.address()).ensureImage(image, (bytes, total) -> {});
            });
        }

        assertThat(kvm.directory().resolve("images/many.qcow2")).hasSameBinaryContentAs(image.file());
    }

    @Test
    void makesOverlaysThatTakeNoSpace() throws Exception {
        host().ensureImage(image("golden.qcow2"), (bytes, total) -> {});

        host().ensureDisk(new DiskSpec("overlay.qcow2", 100, "golden.qcow2"));
        host().ensureDisk(new DiskSpec("overlay.qcow2", 100, "golden.qcow2"));

        assertThat(Files.size(kvm.directory().resolve("disks/overlay.qcow2"))).isLessThan(1 << 20);
        assertThat(kvm.exec("qemu-img", "info", kvm.directory() + "/disks/overlay.qcow2")
                        .output())
                .contains("virtual size: 100 GiB", "backing file: " + kvm.directory() + "/images/golden.qcow2")
                .contains("backing file format: qcow2");
        host().ensureDiskAbsent("overlay.qcow2");
    }

    @Test
    void replacesAFileOnlyWhenItsContentChanges() throws Exception {
        Path file = kvm.directory().resolve("disks/seed.iso");
        host().ensureFile("seed.iso", "one".getBytes());
        var written = Files.getLastModifiedTime(file);

        host().ensureFile("seed.iso", "one".getBytes());
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(written);

        host().ensureFile("seed.iso", "two".getBytes());
        assertThat(file).hasContent("two");
        host().ensureFile("seed.iso", "longer".getBytes());
        assertThat(file).hasContent("longer");
        host().ensureDiskAbsent("seed.iso");
    }

    @Test
    void findsFilesThatLibvirtDoesNotKnow() throws Exception {
        Files.writeString(kvm.directory().resolve("disks/stray.qcow2"), "x");

        assertThat(host().belongings("stray")).hasSize(1);
        host().ensureDiskAbsent("stray.qcow2");

        assertThat(kvm.directory().resolve("disks/stray.qcow2")).doesNotExist();
    }

    @Test
    void makesADiskAgainWhoseFileWasTakenAway() throws Exception {
        host().ensureDisk(new DiskSpec("lost.qcow2", 1, null));
        Files.delete(kvm.directory().resolve("disks/lost.qcow2"));

        host().ensureDisk(new DiskSpec("lost.qcow2", 1, null));

        assertThat(kvm.directory().resolve("disks/lost.qcow2")).exists();
        host().ensureDiskAbsent("lost.qcow2");
    }

    @Test
    void opensAnAccessNetworkAndChangesWhatIsClosedWhileItRuns() {
        host().ensureNetwork(new NetworkSpec.Access("access", "pkacc", "10.77.0.0/24", List.of("192.0.2.1")));
        host().ensureNetwork(new NetworkSpec.Access(
                "access", "pkacc", "10.77.0.0/24", List.of("192.0.2.1", "192.0.2.64/26")));

        assertThat(kvm.exec("ip", "-4", "address", "show", "dev", "pkacc").output())
                .contains("10.77.0.1/24");
        assertThat(virsh("nwfilter-dumpxml", FilterXml.nameFor("access"))).contains("192.0.2.64");
        assertThat(virsh("net-info", "access")).containsPattern("Autostart:\\s+yes");

        host().ensureNetworkAbsent("access");
        assertThat(virsh("nwfilter-list")).doesNotContain(FilterXml.nameFor("access"));
        assertThat(kvm.exec("ip", "link", "show", "pkacc").code()).isNotZero();
    }

    @Test
    void leavesAFilterAloneThatIsAsItShouldBe() {
        var network =
                new NetworkSpec.Access("steady", "pksteady", "10.78.0.0/24", List.of("192.0.2.1", "198.51.100.0/25"));
        var closed = new TreeSet<>(network.closed());
        host().ensureNetwork(network);
        closed.addAll(host().probe().addresses());
        // by now the host has an address on the network itself
        host().ensureNetwork(network);

        assertThat(Networks.sameRules(
                        Xml.parse(virsh("nwfilter-dumpxml", FilterXml.nameFor("steady"))),
                        Xml.parse(FilterXml.forNetwork(network, closed))))
                .isTrue();
        host().ensureNetworkAbsent("steady");
    }

    @Test
    void saysWhatIsWrongWithADirectory() {
        HostFacts facts = HYPERVISORS
                .on(new org.podkeeper.hypervisor.HostAddress(kvm.uri(), "/proc/images", "/proc/disks"))
                .probe();

        assertThat(facts.problems())
                .hasSize(2)
                .allSatisfy(problem -> assertThat(problem).contains("/proc/"));
    }

    /** libvirt itself looks for it only when a network starts that gives addresses. */
    @Test
    void tellsThatAHostHasNoDnsmasq() {
        KvmHostForTests bare = KvmHostForTests.start("nodhcp");
        try {
            Path dnsmasq = Path.of("/usr/sbin/dnsmasq");
            Path libvirtd = bare.directory().resolve("libvirtd.pid");
            String hide = "nsenter -m -t $(cat %s) mount --bind /dev/null %s".formatted(libvirtd, dnsmasq);
            assertThat(bare.exec("sh", "-c", hide).code()).isZero();

            assertThat(HYPERVISORS.on(bare.address()).probe().problems()).contains(HostFacts.WITHOUT_DNSMASQ);

            assertThat(bare.exec("sh", "-c", hide.replace("mount --bind /dev/null", "umount"))
                            .code())
                    .isZero();
            assertThat(HYPERVISORS.on(bare.address()).probe().problems()).isEmpty();
            assertThat(bare.exec("virsh", "-c", bare.uri(), "net-list", "--all", "--name")
                            .output())
                    .doesNotContain("podkeeper-probe");
        } finally {
            bare.stop();
        }
    }

    @Test
    void findsNothingWrongWithAGoodHost() {
        HostFacts facts = host().probe();

        assertThat(facts.problems()).isEmpty();
        assertThat(facts.qemuVersion()).matches("\\d+\\.\\d+\\.\\d+");
        assertThat(facts.cpuModel()).isNotBlank();
        assertThat(facts.diskFreeGib()).isPositive();
    }

    private static String virsh(String... command) {
        List<String> all = new ArrayList<>(List.of("virsh", "-c", kvm.uri()));
        all.addAll(List.of(command));
        return kvm.exec(all.toArray(String[]::new)).output();
    }
}

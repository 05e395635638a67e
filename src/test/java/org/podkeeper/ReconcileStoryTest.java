package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.Hypervisor;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Difference;
import org.podkeeper.provisioning.DifferenceDealtWith;
import org.podkeeper.provisioning.DifferenceKind;
import org.podkeeper.provisioning.ReconcileRun;
import org.podkeeper.provisioning.Reconciliation;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** What a real host has against what the database says: who is left alone, who goes, and when. */
@Import(MovableClock.class)
class ReconcileStoryTest extends OnRealHosts {
    private static final String EMPTY_MACHINE = """
            <domain type='qemu'><name>%s</name><memory unit='MiB'>32</memory><vcpu>1</vcpu>
              <os><type arch='x86_64' machine='pc'>hvm</type></os>%s</domain>""";
    private static final String METADATA = """
            <metadata><m:machine xmlns:m='https://podkeeper.org/xmlns/machine/1' digest='x'>
              <m:belongs name='installation'>%s</m:belongs></m:machine></metadata>""";

    private static final Duration GRACE = Duration.ofMinutes(30);

    @Autowired
    Reconciliation reconciliation;

    @Autowired
    MovableClock movable;

    @Autowired
    Hypervisors hypervisors;

    private final KvmHostForTests kvm = RealHosts.one();
    private final Path disks = kvm.directory().resolve("disks");
    private final List<String> foreignMachines = new ArrayList<>();
    private Pod single;

    private java.time.Instant begun;

    @BeforeEach
    void strangersOnAHost() throws Exception {
        begun = movable.instant();
        // what stories before this one brought here and nobody uses any more would be told of
        Hypervisor host = hypervisors.on(kvm.address());
        host.images().forEach(image -> host.ensureImageAbsent(image.name()));
        single = lab.pod(TINY);
        lab.realHost(kvm, single.resources());
        define("their-machine", "");
        define("pk-mine", "");
        foreignMachines.addAll(List.of("their-machine", "pk-mine"));
        virshFile("net-define", "<network><name>their-net</name><bridge name='theirs0'/></network>");
        Files.createDirectories(disks);
        Files.writeString(disks.resolve("their-disk.qcow2"), "theirs");
        Files.writeString(disks.resolve("pk-notes.txt"), "theirs");
    }

    @AfterEach
    void nobodyElseIsLeft() throws Exception {
        // durable work goes by the machine's own clock: it would wait for the time that the test moved to
        movable.move(Duration.between(movable.instant(), begun));
        for (String name : virsh("list", "--all", "--name").lines().toList()) {
            if (foreignMachines.contains(name) || name.startsWith("pk-aaaa")) {
                virsh("undefine", name);
            }
        }
        virsh("net-undefine", "their-net");
        Files.deleteIfExists(disks.resolve("their-disk.qcow2"));
        Files.deleteIfExists(disks.resolve("pk-notes.txt"));
        jdbc.sql("delete from difference").update();
    }

    /** A machine that vanishes is missed; what comes back after the end goes after its time, and nobody else does. */
    @Test
    void missesWhatVanishedAndRemovesWhatCameBack() throws Exception {
        BookingView booking = book(single);
        DeploymentView pod = awaitState(booking, DeploymentState.READY);
        String domain = "pk-" + pod.tag() + "-" + single.nodes().getFirst().name();
        compare();
        assertThat(reconciliation.differences()).isEmpty();
        assertThat(seen(domain)).isEqualTo("RUNNING");

        String description = virsh("dumpxml", "--inactive", domain);
        String network = virsh("net-list", "--all", "--name")
                .lines()
                .map(String::strip)
                .filter(name -> name.startsWith("pk-" + pod.tag()))
                .findFirst()
                .orElse("");
        virsh("destroy", domain);
        compare();
        assertThat(reconciliation.differences()).isEmpty();
        assertThat(seen(domain)).isEqualTo("OFF");
        virsh("undefine", "--snapshots-metadata", domain);
        compare();
        assertThat(reconciliation.differences())
                .singleElement()
                .extracting(Difference::kind, Difference::subject, Difference::booking)
                .containsExactly(DifferenceKind.MACHINE_MISSING, domain, booking.id());
        assertThat(seen(domain)).isEqualTo("ABSENT");

        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingOfIsLeft(pod);
        compare();
        assertThat(reconciliation.differences()).isEmpty();

        virshFile("define", description);
        Files.writeString(disks.resolve(domain + "-disk0.qcow2"), "came back");
        virshFile("net-define", "<network><name>pk-" + pod.tag() + "-net0</name><bridge name='pk-back'/></network>");
        assertThat(network).isIn("", "pk-" + pod.tag() + "-net0");
        compare();
        Difference leftover = reconciliation.differences().getFirst();
        assertThat(reconciliation.differences()).hasSize(1);
        assertThat(leftover.kind()).isEqualTo(DifferenceKind.LEFTOVER);
        assertThat(leftover.contents()).isEqualTo("1 machine, 1 network, 1 file");
        assertThat(leftover.removedAt()).isEqualTo(movable.instant().plus(GRACE));

        movable.move(GRACE.minusSeconds(1));
        compare();
        assertThat(reconciliation.differences()).hasSize(1);
        assertThat(virsh("list", "--all", "--name")).contains(domain);
        movable.move(Duration.ofSeconds(1));
        compare();
        assertThat(reconciliation.differences()).isEmpty();
        nothingOfIsLeft(pod);
        assertThat(reconciliation.history(1))
                .singleElement()
                .extracting(DifferenceDealtWith::subject, DifferenceDealtWith::who)
                .containsExactly("pk-" + pod.tag() + "-", "the portal");
        strangersAreUntouched();
    }

    /** The database may have been restored from a backup that is older than the pod. */
    @Test
    void removesWhatTheMachinesProveToBeOursAndAsksAboutTheRest() throws Exception {
        UUID installation =
                jdbc.sql("select id from installation").query(UUID.class).single();
        define("pk-aaaaaaaaa1-node", METADATA.formatted(installation));
        define("pk-aaaaaaaaa2-node", METADATA.formatted(UUID.randomUUID()));
        define("pk-aaaaaaaaa3-node", "");
        compare();
        assertThat(reconciliation.differences())
                .extracting(Difference::subject, Difference::kind)
                .containsExactlyInAnyOrder(
                        org.assertj.core.groups.Tuple.tuple("pk-aaaaaaaaa1-", DifferenceKind.LEFTOVER),
                        org.assertj.core.groups.Tuple.tuple("pk-aaaaaaaaa2-", DifferenceKind.UNPROVEN),
                        org.assertj.core.groups.Tuple.tuple("pk-aaaaaaaaa3-", DifferenceKind.UNPROVEN));

        movable.move(Duration.ofDays(3));
        compare();
        assertThat(virsh("list", "--all", "--name"))
                .doesNotContain("pk-aaaaaaaaa1-node")
                .contains("pk-aaaaaaaaa2-node", "pk-aaaaaaaaa3-node");

        Difference third = reconciliation.differences().stream()
                .filter(one -> one.subject().equals("pk-aaaaaaaaa3-"))
                .findFirst()
                .orElseThrow();
        assertThat(reconciliation.remove(third.id(), people.some(Role.LAB_ADMIN)))
                .isTrue();
        assertThat(virsh("list", "--all", "--name"))
                .doesNotContain("pk-aaaaaaaaa3-node")
                .contains("pk-aaaaaaaaa2-node");
        strangersAreUntouched();
    }

    /** A golden image that nothing uses and the rest of an upload are listed, and go when an admin says so. */
    @Test
    void listsImagesWithoutAUseAndKeepsThoseUnderADisk() throws Exception {
        BookingView booking = book(single);
        awaitState(booking, DeploymentState.READY);
        Path images = kvm.directory().resolve("images");
        Path unused = images.resolve("d".repeat(64) + ".qcow2");
        Path half = images.resolve("e".repeat(64) + ".qcow2");
        Files.write(unused, new byte[3 << 20]);
        Files.createFile(images.resolve(unused.getFileName() + ".complete"));
        Files.write(half, new byte[1 << 20]);
        compare();
        assertThat(reconciliation.differences())
                .extracting(Difference::subject, Difference::kind)
                .containsExactly(org.assertj.core.groups.Tuple.tuple(
                        unused.getFileName().toString(), DifferenceKind.IMAGE_UNUSED));
        movable.move(Duration.ofDays(1));
        compare();
        assertThat(reconciliation.differences())
                .extracting(Difference::kind)
                .containsExactlyInAnyOrder(DifferenceKind.IMAGE_UNUSED, DifferenceKind.IMAGE_HALF);
        for (Difference one : reconciliation.differences()) {
            assertThat(reconciliation.remove(one.id(), people.some(Role.LAB_ADMIN)))
                    .isTrue();
        }
        assertThat(unused).doesNotExist();
        assertThat(half).doesNotExist();
        assertThat(images.resolve(unused.getFileName() + ".complete")).doesNotExist();
        assertThat(deploymentOf(booking).state()).isEqualTo(DeploymentState.READY);
        strangersAreUntouched();
    }

    private void compare() {
        reconciliation.run("a test");
        ReconcileRun run = reconciliation.lastRun().orElseThrow();
        assertThat(run.hosts())
                .filteredOn(host -> host.machines() != null)
                .as("%s", run)
                .isNotEmpty();
    }

    /** As the button does it: asked for, and done by whichever portal is free. */
    @Test
    void comparesWhenAnAdminAsks() {
        compare();
        long before = reconciliation.lastRun().orElseThrow().id();
        reconciliation.ask();
        ReconcileRun run = await(
                "a comparison",
                () -> reconciliation
                        .lastRun()
                        .filter(last -> last.id() > before && last.finishedAt() != null)
                        .orElse(null));
        assertThat(run.portal()).contains("process " + ProcessHandle.current().pid());
        await("its end", () -> reconciliation.isUnderWay() ? null : run);
        strangersAreUntouched();
    }

    private String seen(String domain) {
        return jdbc.sql("select seen_state from deployment_machine where domain = :domain")
                .param("domain", domain)
                .query(String.class)
                .single();
    }

    private void strangersAreUntouched() {
        assertThat(virsh("list", "--all", "--name")).contains("their-machine", "pk-mine");
        assertThat(virsh("net-list", "--all", "--name")).contains("their-net");
        assertThat(disks.resolve("their-disk.qcow2")).hasContent("theirs");
        assertThat(disks.resolve("pk-notes.txt")).hasContent("theirs");
    }

    private void nothingOfIsLeft(DeploymentView pod) {
        assertThat(virsh("list", "--all", "--name")).doesNotContain(pod.tag());
        assertThat(virsh("net-list", "--all", "--name")).doesNotContain(pod.tag());
        assertThat(kvm.exec("ls", disks.toString()).output()).doesNotContain(pod.tag());
    }

    private void define(String name, String metadata) throws IOException {
        virshFile("define", EMPTY_MACHINE.formatted(name, metadata));
    }

    private void virshFile(String command, String xml) throws IOException {
        Path file = kvm.directory().resolve("to-define.xml");
        Files.writeString(file, xml);
        KvmHostForTests.Result result = kvm.exec("virsh", "-q", "-c", kvm.uri(), command, file.toString());
        assertThat(result.code()).as(result.output()).isZero();
    }

    private String virsh(String... arguments) {
        List<String> command = new ArrayList<>(List.of("virsh", "-q", "-c", kvm.uri()));
        command.addAll(List.of(arguments));
        return kvm.exec(command.toArray(String[]::new)).output();
    }
}

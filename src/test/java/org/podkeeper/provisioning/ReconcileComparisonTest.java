package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.ConfigId;
import org.podkeeper.catalog.PodId;
import org.podkeeper.hypervisor.Belonging;
import org.podkeeper.hypervisor.MachineFact;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.hypervisor.StoredImage;
import org.podkeeper.inventory.HostId;
import org.podkeeper.provisioning.ReconcileComparison.Expected;
import org.podkeeper.provisioning.ReconcileComparison.Found;

class ReconcileComparisonTest {
    private static final UUID US = UUID.randomUUID();
    private static final String TAG = "0123456789";
    private static final String GOLDEN = "a".repeat(64) + ".qcow2";

    private final HostId host = new HostId(UUID.randomUUID());

    @Test
    void doesNotSeeWhatIsNotNamedLikeOurs() {
        assertThat(comparing()
                        .strays(
                                things(
                                        "pk-notes",
                                        "pk-0123-node1",
                                        "podkeeper-access",
                                        "pk-0123456789",
                                        "pk-ABCDEFGHIJ-x"),
                                List.of(machine("pk-notes", Map.of()))))
                .isEmpty();
    }

    @Test
    void leavesAPodOnItsOwnHostAlone() {
        for (DeploymentState state : DeploymentState.values()) {
            if (state != DeploymentState.GONE) {
                assertThat(comparing(deployment(host, state)).strays(things("pk-0123456789-node1"), List.of()))
                        .as("%s", state)
                        .isEmpty();
            }
        }
    }

    @Test
    void findsWhatCarriesTheNameOfAPodThatIsGone() {
        assertThat(comparing(deployment(host, DeploymentState.GONE))
                        .strays(things("pk-0123456789-node1", "pk-0123456789-node2"), List.of()))
                .singleElement()
                .satisfies(found -> {
                    assertThat(found.kind()).isEqualTo(DifferenceKind.LEFTOVER);
                    assertThat(found.subject()).isEqualTo("pk-0123456789-");
                    assertThat(found.contents()).isEqualTo("2 machines");
                    assertThat(found.booking()).isNotNull();
                });
    }

    @Test
    void neverRemovesByItselfWhatBelongsToALivePodOfAnotherHost() {
        HostId other = new HostId(UUID.randomUUID());
        assertThat(kinds(comparing(deployment(other, DeploymentState.READY))
                        .strays(things("pk-0123456789-node1"), List.of(machine("pk-0123456789-node1", ours())))))
                .containsExactly(DifferenceKind.ELSEWHERE);
        assertThat(DifferenceKind.ELSEWHERE.removedByItself()).isFalse();
    }

    @Test
    void takesAMachinesWordForWhoMadeIt() {
        List<Belonging> things = things("pk-0123456789-node1");
        assertThat(kinds(comparing().strays(things, List.of(machine("pk-0123456789-node1", ours())))))
                .containsExactly(DifferenceKind.LEFTOVER);
        assertThat(kinds(comparing().strays(things, List.of(machine("pk-0123456789-node1", Map.of())))))
                .containsExactly(DifferenceKind.UNPROVEN);
        assertThat(kinds(comparing()
                        .strays(
                                things,
                                List.of(machine(
                                        "pk-0123456789-node1",
                                        Map.of("installation", UUID.randomUUID().toString()))))))
                .containsExactly(DifferenceKind.UNPROVEN);
    }

    /** Its machines are removed already, its files are still there. */
    @Test
    void remembersWhatWasProvenOnce() {
        var proven = new ReconcileComparison(host, US, Map.of(), Map.of(), Set.of("pk-0123456789-"));
        List<Belonging> file = List.of(new Belonging(Belonging.Kind.FILE, "pk-0123456789-node1-disk0.qcow2"));
        assertThat(kinds(proven.strays(file, List.of()))).containsExactly(DifferenceKind.LEFTOVER);
        assertThat(kinds(comparing().strays(file, List.of()))).containsExactly(DifferenceKind.UNPROVEN);
    }

    @Test
    void knowsGoldenPodsAndWhatIsLeftOfRemovedOnes() {
        List<Belonging> file = List.of(new Belonging(Belonging.Kind.FILE, "pk-0123456789-node1-golden.memory"));
        assertThat(strays(golden(host, GoldenState.READY), file)).isEmpty();
        assertThat(strays(golden(host, GoldenState.STALE), file)).isEmpty();
        assertThat(strays(golden(host, GoldenState.REMOVED), file)).containsExactly(DifferenceKind.LEFTOVER);
        assertThat(strays(golden(new HostId(UUID.randomUUID()), GoldenState.READY), file))
                .containsExactly(DifferenceKind.ELSEWHERE);
    }

    private List<DifferenceKind> strays(GoldenPod golden, List<Belonging> things) {
        return kinds(new ReconcileComparison(host, US, Map.of(), Map.of(golden.tag(), golden), Set.of())
                .strays(things, List.of()));
    }

    private static GoldenPod golden(HostId host, GoldenState state) {
        return new GoldenPod(
                new GoldenId(UUID.randomUUID()),
                host,
                new PodId(UUID.randomUUID()),
                new ConfigId(UUID.randomUUID()),
                List.of(),
                "0123456789",
                state,
                "why",
                "the portal",
                Instant.EPOCH,
                null,
                null,
                null,
                null,
                null,
                0,
                0);
    }

    @Test
    void missesMachinesOfAReadyPodAndNotesCrashes() {
        List<Expected> expected = List.of(expected("there"), expected("missing"), expected("crashed"), expected("off"));
        List<Found> found = comparing()
                .machines(
                        expected,
                        Map.of(
                                "there",
                                MachineState.RUNNING,
                                "crashed",
                                MachineState.CRASHED,
                                "off",
                                MachineState.OFF));
        assertThat(found).extracting(Found::subject).containsExactly("missing", "crashed");
        assertThat(kinds(found)).containsExactly(DifferenceKind.MACHINE_MISSING, DifferenceKind.MACHINE_CRASHED);
    }

    @Test
    void listsImagesThatNothingUsesAndHalfUploads() {
        String other = "b".repeat(64) + ".qcow2";
        List<StoredImage> images = List.of(
                new StoredImage(GOLDEN, 7 << 20, true, false),
                new StoredImage(other, 1, true, true),
                new StoredImage("c".repeat(64) + ".qcow2", 1, false, false),
                new StoredImage("somebodys.qcow2", 1, true, false));
        assertThat(comparing().images(images, Map.of()))
                .extracting(Found::kind, Found::contents)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple(DifferenceKind.IMAGE_UNUSED, "7 MiB"),
                        org.assertj.core.groups.Tuple.tuple(DifferenceKind.IMAGE_HALF, "1 MiB"));
        assertThat(kinds(comparing().images(images, Map.of(GOLDEN, "Debian"))))
                .containsExactly(DifferenceKind.IMAGE_HALF);
    }

    private static List<DifferenceKind> kinds(List<Found> found) {
        return found.stream().map(Found::kind).toList();
    }

    private ReconcileComparison comparing(DeploymentView... known) {
        return new ReconcileComparison(
                host,
                US,
                Arrays.stream(known)
                        .collect(java.util.stream.Collectors.toMap(DeploymentView::tag, deployment -> deployment)),
                Map.of(),
                Set.of());
    }

    private static List<Belonging> things(String... names) {
        return Arrays.stream(names)
                .map(name -> new Belonging(Belonging.Kind.MACHINE, name))
                .toList();
    }

    private static MachineFact machine(String name, Map<String, String> metadata) {
        return new MachineFact(name, MachineState.RUNNING, metadata);
    }

    private static Map<String, String> ours() {
        return Map.of("installation", US.toString());
    }

    private static Expected expected(String name) {
        return new Expected(new DeploymentId(UUID.randomUUID()), new BookingId(UUID.randomUUID()), name, name);
    }

    private static DeploymentView deployment(HostId host, DeploymentState state) {
        return new DeploymentView(
                new DeploymentId(UUID.randomUUID()),
                new BookingId(UUID.randomUUID()),
                host,
                TAG,
                new PodId(UUID.randomUUID()),
                new ConfigId(UUID.randomUUID()),
                state,
                1,
                1,
                1,
                false,
                null,
                null,
                null,
                null,
                Instant.EPOCH,
                Instant.EPOCH,
                null,
                null);
    }
}

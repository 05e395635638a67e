package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.GoldenPod;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;

/** Pods that go on from a golden one instead of booting, on real machines. */
class WarmStartTest extends OnRealHosts {
    private static final String WHO_AM_I = "cat /etc/machine-id /proc/sys/kernel/random/boot_id;"
            + " head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n'; echo; date +%s; cat /etc/ssh/ssh_host_ed25519_key.pub";

    @Autowired
    Goldsmith goldsmith;

    @Autowired
    Operator operator;

    @AfterEach
    void noGoldenPodsAreLeft() {
        everythingIsTornDown();
        Person admin = people.some(Role.ADMIN);
        for (GoldenPod golden : goldsmith.all()) {
            goldsmith.remove(golden.id(), admin);
            await("golden pod is removed", () -> goldsmith.all().isEmpty() ? golden : null);
        }
    }

    /** Two pods go on from one golden pod beside each other, and share nothing that tells them apart. */
    @Test
    void nothingOfTheGoldenPodIsShared() throws Exception {
        Pod six = lab.pod(SIX_TINY);
        HostId host = lab.realHost(RealHosts.one(), twice(six.resources()));
        GoldenPod golden = golden(host, six);
        assertThat(golden.bytes()).isGreaterThan(6 * 10L << 20);
        assertThat(holds()).isZero();

        BookingView one = book(six);
        BookingView two = book(six);
        DeploymentView first = awaitState(one, DeploymentState.READY);
        DeploymentView second = awaitState(two, DeploymentState.READY);

        assertThat(provisioning.start(first))
                .hasValueSatisfying(
                        start -> assertThat(start.way()).as(start.reason()).isEqualTo(Way.WARM));
        assertThat(provisioning.start(second))
                .hasValueSatisfying(
                        start -> assertThat(start.way()).as(start.reason()).isEqualTo(Way.WARM));
        List<List<String>> said = new ArrayList<>();
        for (DeploymentView deployment : List.of(first, second)) {
            List<MachineView> machines = provisioning.machines(deployment);
            for (MachineView machine : machines) {
                long before = clock.instant().getEpochSecond();
                // strict checking of host keys: the page knows the right ones
                List<String> lines = SSH.run(RealHosts.one(), machines, machine, WHO_AM_I)
                        .strip()
                        .lines()
                        .toList();
                said.add(lines);
                // on a busy host an emulated clock may leap by seconds after it was set
                assertThat(Long.parseLong(lines.get(3)))
                        .as("the clock of %s", machine.hostName())
                        .isBetween(before - 60, clock.instant().getEpochSecond() + 60);
                assertThat(machine.hostKey()).startsWith(lines.get(4).substring(0, 60));
            }
        }
        assertThat(column(said, 0)).as("machine-ids").hasSize(12);
        assertThat(column(said, 2)).as("random numbers").hasSize(12);
        assertThat(column(said, 4)).as("host keys").hasSize(12);
        assertThat(column(said, 1)).as("boot ids").hasSize(12);
        assertThat(Set.of(
                        provisioning.machines(first).getFirst().accessAddress(),
                        provisioning.machines(second).getFirst().accessAddress()))
                .hasSize(2);

        end(one);
        awaitState(one, DeploymentState.GONE);
        List<MachineView> machines = provisioning.machines(second);
        assertThat(SSH.run(RealHosts.one(), machines, machines.get(3), "hostname")
                        .strip())
                .isEqualTo(machines.get(3).hostName());
        end(two);
        awaitState(two, DeploymentState.GONE);
    }

    /** What the host has promised is one thing, what is left of its disk another. */
    @Test
    void aGoldenPodWaitsUntilTheHostHasTheDisk() throws Exception {
        Pod single = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), single.resources());
        Path disks = RealHosts.one().directory().resolve("disks");
        RealHosts.one().inside("mount -t tmpfs -o size=900m tmpfs " + disks);
        try {
            Config config = catalog.configsFor(single.key()).getFirst();
            await(
                    "the Config can be used",
                    () -> catalog.obstacles(single, config).isEmpty() ? config : null);
            GoldenPod asked = goldsmith.ask(host, single.id(), config.id(), people.some(Role.ADMIN));
            await("it waits for disk", () -> {
                GoldenPod golden = goldsmith.find(asked.id()).orElseThrow();
                assertThat(golden.state()).isEqualTo(GoldenState.WAITING);
                return golden.cause() != null && golden.cause().contains("2 GiB of it, and 0 GiB are free")
                        ? golden
                        : null;
            });
            RealHosts.one().inside("mount -o remount,size=3g " + disks);
            golden(host, single);
            noGoldenPodsAreLeft();
        } finally {
            RealHosts.one().inside("umount -l " + disks);
        }
    }

    /** What is true of a pod that booted is true of one that did not: reset, restart, and the page says which it is. */
    @Test
    void isAPodLikeAnyOtherAfterwards() throws Exception {
        Pod single = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), single.resources());
        BookingView cold = book(single);
        awaitState(cold, DeploymentState.READY);
        assertThat(page(cold))
                .contains("Started cold.", "There was no golden pod of this Pod and Config on the host yet.");
        Config config = catalog.configsFor(single.key()).getFirst();
        GoldenPod asked = goldsmith.ask(host, single.id(), config.id(), people.some(Role.ADMIN));
        await("it waits for room", () -> {
            GoldenPod golden = goldsmith.find(asked.id()).orElseThrow();
            assertThat(golden.state()).isEqualTo(GoldenState.WAITING);
            return golden.cause() != null && golden.cause().contains("has room") ? golden : null;
        });
        end(cold);
        golden(host, single);

        BookingView warm = book(single);
        DeploymentView deployment = awaitState(warm, DeploymentState.READY);
        assertThat(page(warm)).contains("Warm: went on from a golden pod");
        assertThat(read(warm)).contains("\"way\":\"WARM\"");
        List<MachineView> machines = provisioning.machines(deployment);
        MachineView machine = machines.getFirst();
        String identity = run(machines, "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; cat note || true");
        run(machines, "echo mine > note && sync");
        done(warm, "RESET");
        assertThat(run(machines, "cat /etc/machine-id /etc/ssh/ssh_host_ed25519_key.pub; cat note || true"))
                .isEqualTo(identity);
        run(machines, "echo mine > note && sync");
        done(warm, "RESTART");
        // the same machine, and not a new one that the seed sets up again
        assertThat(await("the machine answers again", () -> orNull(machines, "cat note /etc/machine-id")))
                .isEqualTo("mine\n" + identity.lines().findFirst().orElseThrow());
        assertThat(provisioning.machines(deployment).getFirst().accessAddress()).isEqualTo(machine.accessAddress());
    }

    /** When the golden pod is of no use, the pod is booted, says why, and another golden pod may be made. */
    @Test
    void bootsAndSaysWhyWhenItCannotGoOn() throws Exception {
        Pod single = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), single.resources());
        GoldenPod golden = golden(host, single);
        Path disks = RealHosts.one().directory().resolve("disks");
        Path mark = only(disks, ".frozen");
        Files.writeString(mark, Files.readString(mark).replaceFirst("host=\"", "host=\"another "));

        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);

        assertThat(provisioning.start(deployment)).hasValueSatisfying(start -> {
            assertThat(start.way()).isEqualTo(Way.COLD);
            assertThat(start.reason()).contains("another processor");
        });
        assertThat(run(provisioning.machines(deployment), "hostname"))
                .isEqualTo(provisioning.machines(deployment).getFirst().hostName());
        await("it is removed", () -> goldsmith.all().isEmpty() ? golden : null);
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
    }

    private static Path only(Path directory, String end) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.filter(file -> file.toString().endsWith(end))
                    .findFirst()
                    .orElseThrow();
        }
    }

    private String run(List<MachineView> machines, String command) throws Exception {
        return SSH.run(RealHosts.one(), machines, machines.getFirst(), command).strip();
    }

    private @Nullable String orNull(List<MachineView> machines, String command) {
        try {
            return run(machines, command);
        } catch (Exception | AssertionError e) {
            return null;
        }
    }

    private void done(BookingView booking, String kind) throws Exception {
        assertThat(api().request(
                                "POST",
                                "/api/v1/bookings/" + booking.id() + "/operations",
                                "{\"kind\": \"" + kind + "\"}")
                        .statusCode())
                .isEqualTo(202);
        await(kind, () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            assertThat(latest.state()).as(latest.cause()).isNotEqualTo(StepState.FAILED);
            return latest.isUnderWay() ? null : latest;
        });
    }

    private static Set<String> column(List<List<String>> said, int line) {
        return said.stream().map(lines -> lines.get(line)).collect(Collectors.toSet());
    }

    private static Resources twice(Resources resources) {
        return resources.plus(resources);
    }

    private GoldenPod golden(HostId host, Pod pod) {
        Person admin = people.some(Role.ADMIN);
        Config config = catalog.configsFor(pod.key()).getFirst();
        await("the Config can be used", () -> catalog.obstacles(pod, config).isEmpty() ? config : null);
        GoldenPod asked = goldsmith.ask(host, pod.id(), config.id(), admin);
        return await("the golden pod of " + pod.name(), () -> {
            GoldenPod golden = goldsmith.find(asked.id()).orElseThrow();
            assertThat(golden.state()).as(golden.cause()).isNotIn(GoldenState.CANNOT, GoldenState.STALE);
            return golden.state() == GoldenState.READY ? golden : null;
        });
    }
}

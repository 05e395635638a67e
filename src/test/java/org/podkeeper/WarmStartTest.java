package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
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
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;

/** Pods that go on from a golden one instead of booting, on real machines. */
class WarmStartTest extends OnRealHosts {
    private static final String WHO_AM_I = "cat /etc/machine-id /proc/sys/kernel/random/boot_id;"
            + " head -c 16 /dev/urandom | od -An -tx1 | tr -d ' \\n'; echo; date +%s; cat /etc/ssh/ssh_host_ed25519_key.pub";

    @Autowired
    Goldsmith goldsmith;

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
                assertThat(Long.parseLong(lines.get(3)))
                        .as("the clock of %s", machine.hostName())
                        .isBetween(before - 2, clock.instant().getEpochSecond() + 2);
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

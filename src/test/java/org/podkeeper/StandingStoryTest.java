package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.GoldenPod;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.StandingPod;
import org.podkeeper.provisioning.StandingSet;
import org.podkeeper.provisioning.StandingState;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Steward;
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;

/** Pods that stand ready, on real machines: handed over, used, and as new for whoever comes next. */
class StandingStoryTest extends OnRealHosts {
    private static final String IDENTITY = "cat /etc/ssh/ssh_host_ed25519_key.pub; ls note 2>/dev/null || echo clean";
    private static final String INTRUDER =
            "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDmgMsbzhfSFHyPCCzYgKQy7UxwSEv5cAbTBBHbYyAaV intruder";

    @TempDir
    static Path homeOfTheSecond;

    @Autowired
    Steward steward;

    @Autowired
    Goldsmith goldsmith;

    @Autowired
    Operator operator;

    @Autowired
    Inventory inventory;

    @AfterEach
    void nothingStandsAnyMore() {
        Person admin = people.some(Role.ADMIN);
        goldsmith.all().forEach(golden -> goldsmith.keepInAdvance(golden.id(), 0));
        steward.sets().stream().filter(set -> !set.leaving()).forEach(set -> steward.remove(set.id(), admin));
        everythingIsTornDown();
        await("no standing pod", () -> steward.pods().isEmpty() ? this : null);
        goldsmith.all().forEach(golden -> goldsmith.remove(golden.id(), admin));
        await("no golden pod", () -> goldsmith.all().isEmpty() ? this : null);
    }

    @Test
    void whoComesNextFindsNothingOfWhoWasThere() throws Exception {
        Pod tiny = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), times(3, tiny.resources()));
        StandingSet set = stand(host, tiny, 2);
        awaitReady(set, 2);
        // what comes after a booking goes on from this
        golden(host, tiny);

        BookingView first = book(tiny);
        DeploymentView used = awaitState(first, DeploymentState.READY);
        assertThat(wayOf(used)).isEqualTo(Way.STANDING);
        assertThat(page(first)).contains("Handed over: it stood ready and got your keys");
        assertThat(read(first)).contains("\"way\":\"STANDING\"");
        List<MachineView> his = provisioning.machines(used);
        String identity = run(SSH, his, IDENTITY);
        assertThat(identity).endsWith("clean").contains(his.getFirst().hostKey());
        String leaves = "echo mine > note && echo '%s' >> .ssh/authorized_keys && sync".formatted(INTRUDER);
        run(SSH, his, leaves);

        reset(first);
        assertThat(run(SSH, his, IDENTITY)).isEqualTo(identity);
        run(SSH, his, leaves);
        end(first);
        awaitState(first, DeploymentState.GONE);
        awaitReady(set, 2);

        Person second = people.some(Role.USER);
        OwnersSsh hers = new OwnersSsh(homeOfTheSecond);
        keys.add(second.id(), "laptop", hers.publicKey());
        var api = new ApiForTests(port, tokenOf(second));
        Config config = catalog.configsFor(tiny.key()).getFirst();
        for (int i = 0; i < 2; i++) {
            BookingView next = desk.find(api.book(tiny.key(), config.key(), null, Duration.ofHours(1)))
                    .orElseThrow();
            DeploymentView got = awaitState(next, DeploymentState.READY);
            assertThat(wayOf(got)).isEqualTo(Way.STANDING);
            List<MachineView> machines = provisioning.machines(got);
            String hersNow = run(hers, machines, IDENTITY);
            assertThat(hersNow).endsWith("clean");
            assertThat(hersNow.lines())
                    .doesNotContainAnyElementsOf(identity.lines().limit(1).toList());
            assertThat(run(hers, machines, "cat .ssh/authorized_keys"))
                    .contains(hers.publicKey().split(" ", -1)[1])
                    .doesNotContain(SSH.publicKey().split(" ", -1)[1], "intruder");
            assertThat(SSH.tryToRun(RealHosts.one(), machines, machines.getFirst(), "true")
                            .output())
                    .contains("Permission denied");
            assertThat(provisioning.machines(got).getFirst().accessAddress()).isNotNull();
        }

        steward.remove(set.id(), people.some(Role.ADMIN));
        assertThat(steward.pods()).hasSize(2).allMatch(pod -> pod.state() == StandingState.IN_USE);
        nothingStandsAnyMore();
        nothingIsLeftOn(RealHosts.one());
        assertThat(jdbc.sql("select count(*) from lab_hold")
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(jdbc.sql("select count(*) from access_address")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** Nobody is handed a pod whose machine has died: it is made again, and the reason is there to be read. */
    @Test
    void oneThatDiesIsMadeAgain() throws Exception {
        Pod tiny = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), tiny.resources());
        StandingSet set = stand(host, tiny, 1);
        StandingPod before = awaitReady(set, 1).getFirst();
        RealHosts.one()
                .exec("virsh", "-c", RealHosts.one().uri(), "destroy", "pk-" + before.tag() + "-" + nodeOf(tiny));

        await("it is noticed", () -> {
            StandingPod now = of(set).getFirst();
            return now.cause() != null && now.cause().contains("was found OFF") ? now : null;
        });
        StandingPod after = awaitReady(set, 1).getFirst();
        assertThat(after.life()).isNotEqualTo(before.life());
        assertThat(after.id()).isEqualTo(before.id());
    }

    /** What nobody has booked takes nobody's room: whoever books gets it, and whoever needs the room does too. */
    @Test
    void whatIsMadeInAdvanceIsHandedOverAndGivesWay() throws Exception {
        Pod tiny = lab.pod(TINY);
        HostId host = lab.realHost(RealHosts.one(), times(2, tiny.resources()));
        GoldenPod golden = golden(host, tiny);
        assertThat(new ApiForTests(port, tokenOf(people.some(Role.ADMIN)))
                        .request("PATCH", "/api/v1/golden-pods/" + golden.id(), "{\"inAdvance\": 1}")
                        .body())
                .contains("\"inAdvance\":1");
        StandingPod ready = awaitInAdvance(golden);
        assertThat(domains()).contains("pk-" + ready.tag());

        BookingView first = book(tiny);
        DeploymentView handedOver = awaitState(first, DeploymentState.READY);
        assertThat(handedOver.tag()).isEqualTo(ready.tag());
        assertThat(wayOf(handedOver)).isEqualTo(Way.STANDING);
        List<MachineView> machines = provisioning.machines(handedOver);
        assertThat(run(SSH, machines, IDENTITY))
                .endsWith("clean")
                .contains(machines.getFirst().hostKey());

        StandingPod next = awaitInAdvance(golden);
        assertThat(next.tag()).isNotEqualTo(ready.tag());
        BookingView second = ((Verdict.Booked) desk.book(
                        new BookingRequest(
                                tiny.id(),
                                catalog.configsFor(tiny.key()).getFirst().id(),
                                null,
                                "testing",
                                null,
                                Duration.ofHours(1),
                                null,
                                new Choices(false, 0, null)),
                        person))
                .booking();
        DeploymentView other = awaitState(second, DeploymentState.READY);
        assertThat(provisioning.start(other).orElseThrow().way()).isNotEqualTo(Way.STANDING);
        assertThat(goldsmith.inAdvance(golden.id())).noneMatch(pod -> pod.state() == StandingState.READY);
        assertThat(domains()).doesNotContain("pk-" + next.tag()).contains("pk-" + other.tag());
        assertThat(run(SSH, machines, "echo still here")).isEqualTo("still here");

        nothingStandsAnyMore();
        nothingIsLeftOn(RealHosts.one());
    }

    private StandingPod awaitInAdvance(GoldenPod golden) {
        return await(
                "one in advance",
                () -> goldsmith.inAdvance(golden.id()).stream()
                        .filter(pod -> pod.state() == StandingState.READY)
                        .findFirst()
                        .orElse(null));
    }

    private static String domains() throws Exception {
        return RealHosts.one()
                .exec("virsh", "-c", RealHosts.one().uri(), "list", "--all", "--name")
                .output();
    }

    private static String nodeOf(Pod pod) {
        return pod.jumpHost().name();
    }

    private StandingSet stand(HostId host, Pod pod, int wanted) {
        Config config = catalog.configsFor(pod.key()).getFirst();
        await("the Config can be used", () -> catalog.obstacles(pod, config).isEmpty() ? config : null);
        return ((Steward.Outcome.Done) steward.ask(
                        inventory.host(host).orElseThrow().lab(), config.key(), wanted, people.some(Role.ADMIN)))
                .set();
    }

    private List<StandingPod> awaitReady(StandingSet set, int wanted) {
        return await(wanted + " standing pods", () -> {
            List<StandingPod> pods = of(set);
            return pods.stream()
                                    .filter(pod -> pod.state() == StandingState.READY)
                                    .count()
                            == wanted
                    ? pods
                    : null;
        });
    }

    private List<StandingPod> of(StandingSet set) {
        return steward.pods().stream().filter(pod -> set.id().equals(pod.set())).toList();
    }

    private GoldenPod golden(HostId host, Pod pod) {
        GoldenPod asked = goldsmith.ask(
                host, pod.id(), catalog.configsFor(pod.key()).getFirst().id(), people.some(Role.ADMIN));
        return await("the golden pod", () -> {
            GoldenPod golden = goldsmith.find(asked.id()).orElseThrow();
            assertThat(golden.state()).as(golden.cause()).isNotIn(GoldenState.CANNOT, GoldenState.STALE);
            return golden.state() == GoldenState.READY ? golden : null;
        });
    }

    private Way wayOf(DeploymentView deployment) {
        return provisioning.start(deployment).orElseThrow().way();
    }

    private static String run(OwnersSsh ssh, List<MachineView> machines, String command) throws Exception {
        return ssh.run(RealHosts.one(), machines, machines.getFirst(), command).strip();
    }

    private void reset(BookingView booking) throws Exception {
        assertThat(api().request("POST", "/api/v1/bookings/" + booking.id() + "/operations", "{\"kind\": \"RESET\"}")
                        .statusCode())
                .isEqualTo(202);
        await("the reset", () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            assertThat(latest.state()).as(latest.cause()).isNotEqualTo(StepState.FAILED);
            return latest.isUnderWay() ? null : latest;
        });
    }

    private String tokenOf(Person other) {
        return switch (tokens.issue(other.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static Resources times(int count, Resources resources) {
        Resources all = Resources.NONE;
        for (int i = 0; i < count; i++) {
            all = all.plus(resources);
        }
        return all;
    }
}

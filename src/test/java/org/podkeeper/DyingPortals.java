package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.provisioning.HostTrials;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Steward;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A story of portals that are killed. The application context of the test does no work itself: it looks into the database
 * that the portals share.
 */
@Tag("vm")
@SpringBootTest
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class, DyingPortals.OnlyLooks.class})
abstract class DyingPortals {
    /** The others notice a portal's death after four of these. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "db-scheduler.heartbeat-interval", "1s",
            "podkeeper.golden.retry", "1s",
            "podkeeper.golden.automatic", "false",
            "podkeeper.golden.in-advance", "0",
            "podkeeper.standing.retry", "1s");

    /** No work is taken here. */
    @TestConfiguration(proxyBeanMethods = false)
    static class OnlyLooks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    @TempDir
    static Path directory;

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    KeyRing keys;

    @Autowired
    TokenDesk tokens;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Goldsmith goldsmith;

    @Autowired
    KeptPods keptPods;

    @Autowired
    HostCare care;

    @Autowired
    HostTrials trials;

    @Autowired
    Steward steward;

    @Autowired
    Inventory inventory;

    @Autowired
    Catalog catalog;

    @Autowired
    JdbcConnectionDetails database;

    @Autowired
    JdbcClient jdbc;

    final List<PortalProcess> portals = new ArrayList<>();

    Person owner;
    String token;

    @BeforeEach
    void somebodyWithAKeyAndAToken() throws Exception {
        lab.removeAll();
        owner = people.some(Role.USER);
        keys.add(owner.id(), "laptop", OnRealHosts.SSH.publicKey());
        token = switch (tokens.issue(owner.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @AfterEach
    void noPortals() {
        for (PortalProcess portal : portals) {
            portal.close();
        }
        whatAFailedTestLeftIsRemoved();
    }

    /** Nobody works any more who would: the next test finds an empty host, and room on it. */
    void whatAFailedTestLeftIsRemoved() {
        jdbc.sql(
                        "update capacity_hold set released = true, during = tstzrange(lower(during), least(upper(during), greatest(lower(during) + interval '1 ms', now())))")
                .update();
        jdbc.sql("delete from lab_hold").update();
        jdbc.sql("delete from standing_set").update();
        KvmHostForTests host = RealHosts.one();
        host.exec("sh", "-c", """
                virsh="virsh -q -c $1"
                for name in $($virsh list --all --name | grep ^pk-); do
                  $virsh destroy $name; $virsh undefine --snapshots-metadata --managed-save $name
                done
                for name in $($virsh net-list --all --name | grep ^pk-); do $virsh net-destroy $name; $virsh net-undefine $name; done
                rm -f "$2"/disks/pk-* "$2"/images/pk-*
                """, "sh", host.uri(), host.directory().toString());
        assertThat(machinesOn(host)).isZero();
    }

    /** @param next where the next one is held before this place may be left */
    void diesAt(Place place, @Nullable Place next, StopAtStep stop) throws Exception {
        start("portal" + portals.size());
        stop.dies(place, this::killTheBusyOne);
        if (next != null) {
            stop.holdAt(next);
        }
        stop.letPass(place);
    }

    static long machinesOn(KvmHostForTests host) {
        return host.exec("virsh", "-c", host.uri(), "list", "--all", "--name")
                .output()
                .strip()
                .lines()
                .count();
    }

    void killTheBusyOne() {
        killTheOneThatIsBusyWith("deploy-pod", "operate-pod", "tear-down-pod", "make-golden-pod", "make-standing-pod");
    }

    /** Of several works the first one counts. */
    void killTheOneThatIsBusyWith(String... works) {
        String busy = jdbc.sql("""
                        select picked_by from scheduled_tasks where task_name in (:works) and picked
                        order by array_position(cast(:works_in_order as text[]), task_name) limit 1
                        """)
                .param("works", List.of(works))
                .param("works_in_order", works)
                .query(String.class)
                .single();
        portals.stream()
                .filter(portal -> portal.name().equals(busy))
                .findFirst()
                .orElseThrow()
                .kill();
    }

    PortalProcess start(String name) throws Exception {
        PortalProcess portal = PortalProcess.start(name, database, directory, IMPATIENT);
        portals.add(portal);
        return portal;
    }

    /** One that takes requests, whichever of them took the work and died of it. */
    PortalProcess survivor() {
        return portals.reversed().stream()
                .filter(PortalProcess::isAlive)
                .findFirst()
                .orElseThrow()
                .ready();
    }

    BookingId book(PortalProcess portal, String pod) throws Exception {
        return new ApiForTests(portal.port(), token).book(pod, pod + "-guest", null, Duration.ofHours(1));
    }

    void awaitStep(BookingId booking, Step wanted) {
        OnRealHosts.await(wanted + " is under way", () -> {
            DeploymentView deployment = provisioning.of(booking).orElseThrow();
            return provisioning.progress(deployment).steps().stream()
                            .anyMatch(step -> step.step() == wanted && step.state() == StepState.RUNNING)
                    ? deployment
                    : null;
        });
    }

    DeploymentView awaitState(BookingId booking, DeploymentState wanted) {
        return OnRealHosts.await(wanted + " of the booking", () -> {
            DeploymentView deployment = provisioning.of(booking).orElseThrow();
            return deployment.state() == wanted ? deployment : null;
        });
    }

    void becomesReadyOnce(BookingId booking, int machines) throws Exception {
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        assertThat(deployment.cause()).isNull();
        List<MachineView> views = provisioning.machines(deployment);
        for (MachineView machine : views) {
            assertThat(OnRealHosts.SSH
                            .run(RealHosts.one(), views, machine, "hostname")
                            .strip())
                    .isEqualTo(machine.hostName());
        }
        assertThat(RealHosts.one()
                        .exec("virsh", "-c", RealHosts.one().uri(), "list", "--all", "--name")
                        .output()
                        .strip()
                        .lines())
                .hasSize(machines);
        assertThat(jdbc.sql("select count(*) from deployment where booking_id = :booking")
                        .param("booking", booking.value())
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(jdbc.sql("select to_state from deployment_history where deployment_id = :deployment order by id")
                        .param("deployment", deployment.id().value())
                        .query(String.class)
                        .list())
                .containsExactly("PLANNED", "PREPARING", "READY");
    }

    void endsWithNothingLeft(PortalProcess portal, BookingId booking) throws Exception {
        new ApiForTests(portal.port(), token).end(booking);
        awaitState(booking, DeploymentState.GONE);
        OnRealHosts.nothingIsLeftOn(RealHosts.one());
    }
}

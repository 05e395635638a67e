package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
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
import org.podkeeper.booking.KeptPod;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.GoldenId;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.Goldsmith;
import org.podkeeper.provisioning.HostTrials;
import org.podkeeper.provisioning.KeptPods;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.StandingPod;
import org.podkeeper.provisioning.StandingSet;
import org.podkeeper.provisioning.StandingState;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Steward;
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Portals that are killed while they make a pod. The application context of the test does no work itself: it looks into
 * the database that the portals share.
 */
@Tag("vm")
@SpringBootTest
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class, PortalCrashTest.OnlyLooks.class})
class PortalCrashTest {
    /** The others notice a portal's death after four of these. */
    private static final Map<String, String> IMPATIENT = Map.of(
            "db-scheduler.heartbeat-interval", "1s",
            "podkeeper.golden.retry", "1s",
            "podkeeper.golden.automatic", "false",
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

    private final List<PortalProcess> portals = new ArrayList<>();
    private String token;

    @BeforeEach
    void somebodyWithAKeyAndAToken() throws Exception {
        lab.removeAll();
        Person person = people.some(Role.USER);
        keys.add(person.id(), "laptop", OnRealHosts.SSH.publicKey());
        token = switch (tokens.issue(person.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @AfterEach
    void noPortals() throws Exception {
        for (PortalProcess portal : portals) {
            portal.close();
        }
        whatAFailedTestLeftIsRemoved();
    }

    /** Nobody works any more who would: the next test finds an empty host, and room on it. */
    private void whatAFailedTestLeftIsRemoved() {
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

    @Test
    void thePodIsMadeByTheNextPortalAndOnce() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources());
        PortalProcess first = start("first").ready();
        BookingId booking = book(first, OnRealHosts.TINY);
        awaitStep(booking, Step.ANSWER);
        first.kill();

        PortalProcess second = start("second").ready();

        becomesReadyOnce(booking, 1);
        endsWithNothingLeft(second, booking);
    }

    @Test
    void thePodIsMadeByThePortalBesideItAndNotTwice() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.SIX_TINY).resources());
        PortalProcess left = start("left");
        PortalProcess right = start("right");
        BookingId booking = book(left.ready(), OnRealHosts.SIX_TINY);
        right.ready();
        awaitStep(booking, Step.START);
        PortalProcess busy = jdbc.sql("select picked_by from scheduled_tasks where task_name = 'deploy-pod'")
                        .query(String.class)
                        .single()
                        .equals(left.name())
                ? left
                : right;
        busy.kill();

        becomesReadyOnce(booking, 6);
        endsWithNothingLeft(busy == left ? right : left, booking);
    }

    /**
     * Before work begins, and each time that a step is done but not yet written down; another portal stands by. Before it
     * is removed, the pod is kept with its memory.
     */
    @Test
    void thePodIsMadeAndKeptAndRemovedAlthoughAPortalDiesAtEveryStep() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources().plus(new Resources(0, 0, 2)));
        start("portal0").ready();
        start("portal1");
        BookingId booking;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.of(Step.IMAGES, StepState.RUNNING));
            booking = new ApiForTests(portals.getFirst().port(), token).bookAndKeep(OnRealHosts.TINY, 1);
            diesAtEveryStepOf(Step.Phase.DEPLOY, stop);
            becomesReadyOnce(booking, 1);
            stop.holdAt(Place.ofKept("KEEPING", KeptPod.State.KEEPING));
            new ApiForTests(portals.getLast().ready().port(), token).end(booking);
            diesWhileThePodIsKept(stop);
            diesAtEveryStepOf(Step.Phase.TEAR_DOWN, stop);
        }
        awaitState(booking, DeploymentState.GONE);
        KeptPod kept = keptPods.of(booking).orElseThrow();
        assertThat(kept.state()).as(kept.cause()).isEqualTo(KeptPod.State.WHOLE);
        assertThat(kept.memoryOn()).as(kept.withoutMemory()).isNotNull();
        assertThat(jdbc.sql("select count(*) from image where kind = 'KEPT'")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        new ApiForTests(portals.getLast().ready().port(), token)
                .request("DELETE", "/api/v1/kept-pods/" + kept.id(), "");
        OnRealHosts.await("what was kept is gone", () -> keptPods.of(booking).isEmpty() ? kept : null);
        assertThat(jdbc.sql("select count(*) from lab_hold")
                        .query(Integer.class)
                        .single())
                .isZero();
        OnRealHosts.nothingIsLeftOn(RealHosts.one());
        assertThat(jdbc.sql("select count(*) from capacity_hold where not released")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** When it is decided, while the disk is copied, when it is settled, and when all is whole. */
    private void diesWhileThePodIsKept(StopAtStep stop) throws Exception {
        List<Place> places = List.of(
                Place.ofKept("KEEPING", KeptPod.State.KEEPING),
                Place.of(Step.KEEP_DISKS, StepState.RUNNING),
                Place.of(Step.KEEP_DISKS, StepState.DONE),
                Place.ofKept("WHOLE", KeptPod.State.KEEPING),
                Place.ofKept("WHOLE", KeptPod.State.WHOLE),
                Place.of(Step.REMOVE_MACHINE, StepState.RUNNING));
        for (int i = 0; i + 1 < places.size(); i++) {
            diesAt(places.get(i), places.get(i + 1), stop);
        }
    }

    /** A pod that cannot be made on its host is moved, and its host tried afterwards; portals die in both. */
    @Test
    void aPodMovesToAnotherHostAndItsHostIsTriedAlthoughPortalsDie() throws Exception {
        Resources needs = lab.pod(OnRealHosts.TINY).resources();
        // the fullest host with room is taken first: the sick one is the smaller
        HostId sick = lab.realHost(RealHosts.two(), needs);
        lab.realHost(RealHosts.one(), needs.plus(needs));
        start("portal0").ready();
        start("portal1");
        BookingId booking;
        try (var broken = new NoDisks(RealHosts.two());
                var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.of(Step.IMAGES, StepState.RUNNING));
            booking = book(portals.getFirst(), OnRealHosts.TINY);
            stop.awaitHeld(Place.of(Step.IMAGES, StepState.RUNNING));
            assertThat(provisioning.of(booking).orElseThrow().host()).isEqualTo(sick);
            stop.holdAt(Place.ofANewDeployment());
            stop.letPass(Place.of(Step.IMAGES, StepState.RUNNING));
            diesAt(Place.ofANewDeployment(), Place.of(Step.START, StepState.RUNNING), stop);
            diesAt(Place.of(Step.START, StepState.RUNNING), null, stop);
        }
        DeploymentView moved = awaitState(booking, DeploymentState.READY);
        assertThat(moved.host()).isNotEqualTo(sick);
        assertThat(machinesOn(RealHosts.one())).isEqualTo(1);
        List<DeploymentView> all = provisioning.allOf(booking);
        assertThat(all).hasSize(2);
        OnRealHosts.await(
                "what was given up is gone",
                () -> provisioning.allOf(booking).getFirst().state() == DeploymentState.GONE ? booking : null);
        OnRealHosts.nothingIsLeftOn(RealHosts.two());
        aTrialOf(sick);
        endsWithNothingLeft(portals.getLast().ready(), booking);
        assertThat(jdbc.sql("select count(*) from capacity_hold where not released")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private void aTrialOf(HostId host) throws Exception {
        care.failed(host, UUID.randomUUID(), "one-pod", "Tried in a test.");
        care.failed(host, UUID.randomUUID(), "another-pod", "Tried in a test.");
        assertThat(inventory.host(host).orElseThrow().state()).isEqualTo(HostState.WITHDRAWN);
        start("portal" + portals.size());
        trials.ask(host, people.some(Role.LAB_ADMIN));
        OnRealHosts.await("the trial machine", () -> machinesOn(RealHosts.two()) > 0 ? host : null);
        killTheOneThatIsBusyWith("try-host");

        OnRealHosts.await(
                "the host is back",
                () -> inventory.host(host).orElseThrow().state() == HostState.IN_SERVICE ? host : null);
        assertThat(trials.of(host, 10)).hasSize(1);
        assertThat(trials.latest(host).orElseThrow().state()).isEqualTo(StepState.DONE);
        assertThat(machinesOn(RealHosts.two())).isZero();
    }

    /** A host that can keep no disks, until this is closed. */
    private record NoDisks(KvmHostForTests host) implements AutoCloseable {
        NoDisks {
            host.exec(
                    "sh",
                    "-c",
                    "cd $1 && { [ ! -e disks ] || mv disks disks.away; } && echo no > disks",
                    "sh",
                    "" + host.directory());
        }

        @Override
        public void close() {
            host.exec(
                    "sh",
                    "-c",
                    "cd $1 && rm disks && { [ ! -e disks.away ] || mv disks.away disks; }",
                    "sh",
                    "" + host.directory());
        }
    }

    private void diesAtEveryStepOf(Step.Phase phase, StopAtStep stop) throws Exception {
        List<Step> steps = Arrays.stream(Step.values())
                .filter(step -> step.phase() == phase && step.isOf(Way.COLD) && step != Step.KEEP_DISKS)
                .toList();
        diesAt(Place.of(steps.getFirst(), StepState.RUNNING), Place.of(steps.getFirst(), StepState.DONE), stop);
        for (int i = 0; i < steps.size(); i++) {
            Place next = i + 1 < steps.size() ? Place.of(steps.get(i + 1), StepState.DONE) : null;
            diesAt(Place.of(steps.get(i), StepState.DONE), next, stop);
        }
    }

    /** @param next where the next one is held before this place may be left */
    private void diesAt(Place place, @Nullable Place next, StopAtStep stop) throws Exception {
        start("portal" + portals.size());
        stop.dies(place, this::killTheBusyOne);
        if (next != null) {
            stop.holdAt(next);
        }
        stop.letPass(place);
    }

    /** While its golden pod is made, and each time that a machine went on from it but that is not yet written down. */
    @Test
    void thePodGoesOnFromAGoldenOneAlthoughPortalsDie() throws Exception {
        Pod tiny = lab.pod(OnRealHosts.TINY);
        HostId host = lab.realHost(RealHosts.one(), tiny.resources());
        start("portal0").ready();
        start("portal1");
        Config config = catalog.configsFor(tiny.key()).getFirst();
        OnRealHosts.await("the image", () -> catalog.obstacles(tiny, config).isEmpty() ? config : null);
        Person admin = people.some(Role.ADMIN);
        GoldenId golden = goldsmith.ask(host, tiny.id(), config.id(), admin).id();
        OnRealHosts.await("machines of the golden pod", () -> machinesOn(RealHosts.one()) > 0 ? golden : null);
        killTheBusyOne();
        OnRealHosts.await(
                "the golden pod",
                () -> goldsmith.find(golden).orElseThrow().state() == GoldenState.READY ? golden : null);
        assertThat(machinesOn(RealHosts.one())).isZero();

        BookingId booking;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.of(Step.CLONE, StepState.DONE));
            booking = book(portals.getLast().ready(), OnRealHosts.TINY);
            diesAt(Place.of(Step.CLONE, StepState.DONE), Place.of(Step.OWN, StepState.DONE), stop);
            diesAt(Place.of(Step.OWN, StepState.DONE), Place.of(Step.CLEAN_STATE, StepState.DONE), stop);
            diesAt(Place.of(Step.CLEAN_STATE, StepState.DONE), null, stop);
            becomesReadyOnce(booking, 1);
        }
        assertThat(provisioning.start(provisioning.of(booking).orElseThrow()))
                .hasValueSatisfying(
                        start -> assertThat(start.way()).as(start.reason()).isEqualTo(Way.WARM));
        new ApiForTests(portals.getLast().ready().port(), token).end(booking);
        awaitState(booking, DeploymentState.GONE);
        goldsmith.remove(golden, admin);
        OnRealHosts.await("the golden pod is removed", () -> goldsmith.all().isEmpty() ? golden : null);
        OnRealHosts.nothingIsLeftOn(RealHosts.one());
    }

    /** While it is made, before and after each act of handing it over, and while the next one is made in its place. */
    @Test
    void aStandingPodIsHandedOverAlthoughPortalsDie() throws Exception {
        Pod tiny = lab.pod(OnRealHosts.TINY);
        HostId host = lab.realHost(RealHosts.one(), tiny.resources());
        start("portal0").ready();
        start("portal1");
        Config config = catalog.configsFor(tiny.key()).getFirst();
        OnRealHosts.await("the image", () -> catalog.obstacles(tiny, config).isEmpty() ? config : null);
        Person admin = people.some(Role.ADMIN);
        LabId where = inventory.host(host).orElseThrow().lab();
        StandingSet set = ((Steward.Outcome.Done) steward.ask(where, config.key(), 1, admin)).set();
        OnRealHosts.await("machines of the standing pod", () -> machinesOn(RealHosts.one()) > 0 ? set : null);
        killTheBusyOne();
        StandingPod stands = awaitStanding();
        assertThat(machinesOn(RealHosts.one())).isOne();

        BookingId booking;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.of(Step.KEYS, StepState.RUNNING));
            booking = book(portals.getLast().ready(), OnRealHosts.TINY);
            diesAt(Place.of(Step.KEYS, StepState.RUNNING), Place.of(Step.KEYS, StepState.DONE), stop);
            diesAt(Place.of(Step.KEYS, StepState.DONE), Place.of(Step.HAND_OVER, StepState.DONE), stop);
            diesAt(Place.of(Step.HAND_OVER, StepState.DONE), null, stop);
            becomesReadyOnce(booking, 1);
        }
        DeploymentView deployment = provisioning.of(booking).orElseThrow();
        assertThat(deployment.id()).isEqualTo(stands.life());
        assertThat(provisioning.start(deployment).orElseThrow().way()).isEqualTo(Way.STANDING);

        start("portal" + portals.size());
        new ApiForTests(portals.get(portals.size() - 2).ready().port(), token).end(booking);
        awaitState(booking, DeploymentState.GONE);
        OnRealHosts.await("machines of the next one", () -> machinesOn(RealHosts.one()) > 0 ? set : null);
        killTheBusyOne();
        assertThat(awaitStanding().life()).isNotEqualTo(stands.life());
        assertThat(machinesOn(RealHosts.one())).isOne();
        steward.remove(set.id(), admin);
        OnRealHosts.await("no standing pod is left", () -> steward.pods().isEmpty() ? set : null);
        OnRealHosts.nothingIsLeftOn(RealHosts.one());
    }

    private StandingPod awaitStanding() {
        return OnRealHosts.await(
                "the standing pod",
                () -> steward.pods().stream()
                        .filter(pod -> pod.state() == StandingState.READY)
                        .findFirst()
                        .orElse(null));
    }

    private static long machinesOn(KvmHostForTests host) {
        return host.exec("virsh", "-c", host.uri(), "list", "--all", "--name")
                .output()
                .strip()
                .lines()
                .count();
    }

    private void killTheBusyOne() {
        killTheOneThatIsBusyWith("deploy-pod", "operate-pod", "tear-down-pod", "make-golden-pod", "make-standing-pod");
    }

    /** Of several works the first one counts. */
    private void killTheOneThatIsBusyWith(String... works) {
        String busy = jdbc.sql("""
                        select picked_by from scheduled_tasks where task_name in (:works) and picked
                        order by array_position(cast(:works_in_order as text[]), task_name) limit 1
                        """)
                .param("works", List.of(works))
                .param("works_in_order", works)
                .query(String.class)
                .single();
        try {
            portals.stream()
                    .filter(portal -> portal.name().equals(busy))
                    .findFirst()
                    .orElseThrow()
                    .kill();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Whatever is being done with a pod when a portal dies, the next one brings to its end. */
    @Test
    void whatIsBeingDoneWithAPodIsFinishedByTheNextPortal() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources());
        PortalProcess portal = start("maker").ready();
        BookingId booking = book(portal, OnRealHosts.TINY);
        becomesReadyOnce(booking, 1);
        note(booking, "echo before > note && sync");

        portal = killedWhile(portal, booking, "{\"kind\": \"TAKE_SNAPSHOT\", \"name\": \"kept\"}");
        note(booking, "echo after > note && sync");
        String snapshot = jdbc.sql("select id from pod_snapshot where whole")
                .query(String.class)
                .single();
        portal = killedWhile(
                portal, booking, "{\"kind\": \"RESTORE_SNAPSHOT\", \"snapshot\": \"%s\"}".formatted(snapshot));
        assertThat(note(booking, "cat note")).isEqualTo("before");
        portal = killedWhile(portal, booking, "{\"kind\": \"RESET\"}");
        assertThat(note(booking, "cat note || echo none")).endsWith("none");
        becomesReadyOnce(booking, 1);
        endsWithNothingLeft(portal, booking);
    }

    /**
     * Saving a disk is met before each act, which is after the one before it and not yet written down, and in the middle
     * of the long ones. There is one image in the end, and the machine runs.
     */
    @Test
    void oneImageIsSavedAlthoughPortalsDieAtEveryStepOfIt() throws Exception {
        lab.realHost(RealHosts.one(), lab.pod(OnRealHosts.TINY).resources());
        PortalProcess portal = start("saver").ready();
        BookingId booking = book(portal, OnRealHosts.TINY);
        becomesReadyOnce(booking, 1);
        note(booking, "echo mine > note && sync");
        String node = provisioning
                .machines(provisioning.of(booking).orElseThrow())
                .getFirst()
                .node();
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.ofAnOperation(StepState.RUNNING));
            HttpResponse<String> answer = new ApiForTests(portal.port(), token)
                    .request(
                            "POST",
                            "/api/v1/bookings/" + booking + "/operations",
                            "{\"kind\": \"SAVE_IMAGE\", \"machine\": \"%s\", \"name\": \"Saved\"}".formatted(node));
            assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
            diesInEveryActOfSaving(stop);
        }
        OnRealHosts.await(
                "it is saved",
                () -> jdbc.sql("select count(*) from pod_operation where kind = 'SAVE_IMAGE' and state = 'DONE'")
                                        .query(Integer.class)
                                        .single()
                                == 1
                        ? booking
                        : null);
        assertThat(jdbc.sql("select count(*) from image where saved_at is not null and sha256 is not null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        OnRealHosts.await("the machine answers again", () -> {
            try {
                return note(booking, "cat note").equals("mine") ? booking : null;
            } catch (Exception | AssertionError e) {
                return null;
            }
        });
        becomesReadyOnce(booking, 1);
        endsWithNothingLeft(portals.getLast().ready(), booking);
        assertThat(RealHosts.one()
                        .exec(
                                "ls",
                                RealHosts.one().directory().resolve("images").toString())
                        .output())
                .doesNotContain("pk-");
    }

    private void diesInEveryActOfSaving(StopAtStep stop) throws Exception {
        List<String> acts = List.of(
                "power button", "Copying its disk", "Starting the copy", "Taking out", "one file", "to the portal");
        Set<String> inTheMiddle = Set.of("Copying its disk", "Taking out", "to the portal");
        diesAt(Place.ofAnOperation(StepState.RUNNING), Place.wherePartSays(acts.getFirst()), stop);
        for (int i = 0; i < acts.size(); i++) {
            boolean last = i + 1 == acts.size();
            Place next = last ? Place.ofAnImage() : Place.wherePartSays(acts.get(i + 1));
            diesAt(Place.wherePartSays(acts.get(i)), next, stop);
            if (inTheMiddle.contains(acts.get(i))) {
                diesWhile(acts.get(i), next, stop);
            }
        }
        diesAt(Place.ofAnImage(), Place.ofAPart(StepState.DONE), stop);
        diesAt(Place.ofAPart(StepState.DONE), Place.ofAnOperation(StepState.DONE), stop);
        diesAt(Place.ofAnOperation(StepState.DONE), null, stop);
    }

    /** An act that the portal before has all but done may have nothing left to say. */
    private void diesWhile(String act, Place next, StopAtStep stop) throws Exception {
        OnRealHosts.await(act, () -> {
            assertThat(operationsThatAre("FAILED")).isZero();
            return partSays(act) || stop.isHeld(next) ? act : null;
        });
        start("portal" + portals.size());
        stop.diesAnywhere(this::killTheBusyOne);
    }

    private boolean partSays(String words) {
        return jdbc.sql("select exists (select from pod_operation_part p join pod_operation o on o.id = p.operation_id"
                        + " where o.kind = 'SAVE_IMAGE' and p.message like '%' || :words || '%')")
                .param("words", words)
                .query(Boolean.class)
                .single();
    }

    /** @return the portal that finished it */
    private PortalProcess killedWhile(PortalProcess portal, BookingId booking, String operation) throws Exception {
        HttpResponse<String> answer = new ApiForTests(portal.port(), token)
                .request("POST", "/api/v1/bookings/" + booking + "/operations", operation);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        OnRealHosts.await("it is under way", () -> operationsThatAre("RUNNING") == 1 ? portal : null);
        portal.kill();
        assertThat(operationsThatAre("RUNNING")).isEqualTo(1);
        PortalProcess next = start("next" + portals.size()).ready();
        OnRealHosts.await("it is done", () -> {
            assertThat(operationsThatAre("FAILED")).isZero();
            return operationsThatAre("RUNNING") == 0 ? next : null;
        });
        return next;
    }

    private int operationsThatAre(String state) {
        return jdbc.sql("select count(*) from pod_operation where state = :state")
                .param("state", state)
                .query(Integer.class)
                .single();
    }

    private String note(BookingId booking, String command) throws Exception {
        List<MachineView> machines =
                provisioning.machines(provisioning.of(booking).orElseThrow());
        return OnRealHosts.SSH
                .run(RealHosts.one(), machines, machines.getFirst(), command)
                .strip();
    }

    private PortalProcess start(String name) throws Exception {
        PortalProcess portal = PortalProcess.start(name, database, directory, IMPATIENT);
        portals.add(portal);
        return portal;
    }

    private BookingId book(PortalProcess portal, String pod) throws Exception {
        return new ApiForTests(portal.port(), token).book(pod, pod + "-guest", null, Duration.ofHours(1));
    }

    private void awaitStep(BookingId booking, Step wanted) {
        OnRealHosts.await(wanted + " is under way", () -> {
            DeploymentView deployment = provisioning.of(booking).orElseThrow();
            return provisioning.progress(deployment).steps().stream()
                            .anyMatch(step -> step.step() == wanted && step.state() == StepState.RUNNING)
                    ? deployment
                    : null;
        });
    }

    private DeploymentView awaitState(BookingId booking, DeploymentState wanted) {
        return OnRealHosts.await(wanted + " of the booking", () -> {
            DeploymentView deployment = provisioning.of(booking).orElseThrow();
            return deployment.state() == wanted ? deployment : null;
        });
    }

    private void becomesReadyOnce(BookingId booking, int machines) throws Exception {
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

    private void endsWithNothingLeft(PortalProcess portal, BookingId booking) throws Exception {
        new ApiForTests(portal.port(), token).end(booking);
        awaitState(booking, DeploymentState.GONE);
        OnRealHosts.nothingIsLeftOn(RealHosts.one());
    }
}

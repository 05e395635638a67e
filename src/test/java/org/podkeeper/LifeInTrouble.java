package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Way;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.test.context.TestPropertySource;

/**
 * The life of a pod in which something breaks at every step: before the first one and each time that one is done, and in
 * the middle of each operation. The trouble lasts until the portal has noticed it, or got past it. The pod ends up as it
 * should, once, and nothing of it is left at the end.
 */
@TestPropertySource(
        properties = {
            "podkeeper.provisioning.attempts=100",
            "podkeeper.provisioning.longest-retry=1s",
            "podkeeper.hypervisor.call-timeout=4s",
            "db-scheduler.heartbeat-interval=1s",
        })
abstract class LifeInTrouble extends OnRealHosts {
    static final KvmHostForTests HOST = RealHosts.two();
    private static final String WORK =
            "select coalesce(max(consecutive_failures), 0) from scheduled_tasks where task_name in ('deploy-pod', 'operate-pod', 'tear-down-pod')";

    @Autowired
    Operator operator;

    /** What breaks, and how it is mended. */
    interface Trouble {
        void begin();

        void end();
    }

    /** Makes the host known by the way that is to be troubled. */
    Pod onTheHost(String uri) {
        Pod pod = lab.pod(TINY);
        lab.realHost(HOST, uri, pod.resources());
        return pod;
    }

    void lives(Pod pod, Trouble trouble) throws Exception {
        BookingView booking;
        try (var stop = new StopAtStep(jdbc)) {
            Place first = Place.of(Step.IMAGES, StepState.RUNNING);
            stop.holdAt(first);
            booking = book(pod);
            atEveryStep(Step.Phase.DEPLOY, booking, stop, trouble);
        }
        DeploymentView ready = await("it is ready", () -> readyAtLast(booking));
        isThereOnce(booking, ready);
        note(booking, "echo before > note && sync");
        amid(booking, "{\"kind\": \"TAKE_SNAPSHOT\", \"name\": \"kept\"}", trouble);
        note(booking, "echo after > note && sync");
        String snapshot = operator.snapshots(ready.id()).getFirst().id().toString();
        amid(booking, "{\"kind\": \"RESTORE_SNAPSHOT\", \"snapshot\": \"%s\"}".formatted(snapshot), trouble);
        assertThat(note(booking, "cat note")).isEqualTo("before");
        amid(booking, "{\"kind\": \"RESET\"}", trouble);
        assertThat(note(booking, "cat note 2>/dev/null || echo none")).isEqualTo("none");
        isThereOnce(booking, ready);
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(Place.of(Step.REMOVE_MACHINE, StepState.RUNNING));
            end(booking);
            atEveryStep(Step.Phase.TEAR_DOWN, booking, stop, trouble);
        }
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(HOST);
        assertThat(holds()).isZero();
    }

    private void atEveryStep(Step.Phase phase, BookingView booking, StopAtStep stop, Trouble trouble) {
        List<Step> steps = Arrays.stream(Step.values())
                .filter(step -> step.phase() == phase && step.isOf(Way.COLD) && step != Step.KEEP_DISKS)
                .toList();
        at(
                Place.of(steps.getFirst(), StepState.RUNNING),
                Place.of(steps.getFirst(), StepState.DONE),
                booking,
                stop,
                trouble);
        for (int i = 0; i < steps.size(); i++) {
            Place next = i + 1 < steps.size() ? Place.of(steps.get(i + 1), StepState.DONE) : null;
            at(Place.of(steps.get(i), StepState.DONE), next, booking, stop, trouble);
        }
    }

    /** @param next where the portal is held before it may leave this place */
    private void at(Place place, @Nullable Place next, BookingView booking, StopAtStep stop, Trouble trouble) {
        await("the portal is at " + place, () -> {
            ownerTriesAgain(booking);
            return asked(() -> stop.isHeld(place)) ? booking : null;
        });
        if (next != null) {
            stop.holdAt(next);
        }
        troubled(
                place,
                stop,
                trouble,
                booking,
                () -> deploymentOf(booking).state() == DeploymentState.BROKEN
                        || (next == null ? isThrough(booking, place) : stop.isHeld(next)));
    }

    /**
     * The trouble begins while the portal is held, and ends when the portal has noticed it, or got past it.
     *
     * @param past whether it got past it
     */
    private void troubled(Place place, StopAtStep stop, Trouble trouble, BookingView booking, BooleanSupplier past) {
        int failures = failures();
        trouble.begin();
        try {
            await(
                    "PostgreSQL answers",
                    () -> asked(() -> {
                                stop.letPass(place);
                                return true;
                            })
                            ? booking
                            : null);
            await(
                    "the portal noticed, or got past it, at " + place,
                    () -> asked(() -> failures() > failures || past.getAsBoolean()) ? booking : null);
        } finally {
            trouble.end();
        }
    }

    private boolean isThrough(BookingView booking, Place place) {
        DeploymentState state = deploymentOf(booking).state();
        return state == (place.what().equals(Step.VERIFY.name()) ? DeploymentState.GONE : DeploymentState.READY);
    }

    /** PostgreSQL may be the trouble. */
    static boolean asked(BooleanSupplier question) {
        try {
            return question.getAsBoolean();
        } catch (DataAccessException | org.springframework.transaction.TransactionException e) {
            return false;
        }
    }

    private int failures() {
        return jdbc.sql(WORK).query(Integer.class).single();
    }

    /** As an owner would who reads that the pod is broken and that trying again may help. */
    private void ownerTriesAgain(BookingView booking) {
        if (asked(() -> deploymentOf(booking).state() == DeploymentState.BROKEN)) {
            DeploymentView broken = deploymentOf(booking);
            assertThat(broken.cause()).isNotBlank().doesNotContain("inside the portal");
            assertThat(broken.nextAction()).contains("ry again");
            try {
                assertThat(api().request("POST", "/api/v1/bookings/" + booking.id() + "/try-again", "")
                                .statusCode())
                        .isEqualTo(202);
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private @Nullable DeploymentView readyAtLast(BookingView booking) {
        ownerTriesAgain(booking);
        DeploymentView deployment = deploymentOf(booking);
        return deployment.state() == DeploymentState.READY ? deployment : null;
    }

    private void isThereOnce(BookingView booking, DeploymentView ready) throws Exception {
        assertThat(deploymentOf(booking).id()).isEqualTo(ready.id());
        assertThat(note(booking, "hostname"))
                .isEqualTo(provisioning.machines(ready).getFirst().hostName());
        assertThat(virsh("list", "--all", "--name").lines()).hasSize(1);
    }

    /** The trouble comes when the first machine is worked on. What failed for it is asked for again, and then done. */
    private void amid(BookingView booking, String operation, Trouble trouble) throws Exception {
        Place atWork = Place.ofAPart(StepState.RUNNING);
        OperationView over;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(atWork);
            ask(booking, operation);
            stop.awaitHeld(atWork);
            troubled(atWork, stop, trouble, booking, () -> !latest(booking).isUnderWay());
            over = await("it is over", () -> isOver(booking));
        }
        if (over.state() == StepState.FAILED) {
            assertThat(over.cause()).isNotBlank().doesNotContain("inside the portal");
            ask(booking, operation);
            over = await("it is over", () -> isOver(booking));
        }
        assertThat(over.state()).as("%s", over).isEqualTo(StepState.DONE);
    }

    private @Nullable OperationView isOver(BookingView booking) {
        return asked(() -> !latest(booking).isUnderWay()) ? latest(booking) : null;
    }

    private OperationView latest(BookingView booking) {
        return operator.latest(deploymentOf(booking).id()).getFirst();
    }

    private void ask(BookingView booking, String operation) throws Exception {
        HttpResponse<String> answer =
                api().request("POST", "/api/v1/bookings/" + booking.id() + "/operations", operation);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }

    /** A machine whose QEMU was killed when all was done is off, as after a power failure: its owner starts it. */
    private String note(BookingView booking, String command) throws Exception {
        List<MachineView> machines = provisioning.machines(deploymentOf(booking));
        return await("the machine answers", () -> {
            try {
                return SSH.run(HOST, machines, machines.getFirst(), command).strip();
            } catch (Exception | AssertionError e) {
                startIfOff(booking);
                return null;
            }
        });
    }

    private void startIfOff(BookingView booking) {
        boolean off = virsh("list", "--all", "--state-shutoff", "--name").startsWith("pk-");
        List<OperationView> operations = operator.latest(deploymentOf(booking).id());
        if (off && (operations.isEmpty() || !operations.getFirst().isUnderWay())) {
            try {
                ask(booking, "{\"kind\": \"START\"}");
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
    }

    private static String virsh(String... words) {
        var command = new ArrayList<>(List.of("virsh", "-q", "-c", HOST.uri()));
        command.addAll(List.of(words));
        return HOST.exec(command.toArray(String[]::new)).output().strip();
    }
}

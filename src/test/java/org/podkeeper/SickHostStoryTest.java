package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Step;

/** What becomes of pods whose host stops answering, and what their owners see meanwhile. */
class SickHostStoryTest extends OnRealHosts {
    private static final KvmHostForTests HOST = RealHosts.two();
    private boolean dead;

    /** Also when a test failed while its host was sick. */
    @AfterEach
    void theHostIsWell() {
        if (dead) {
            revive();
        }
        HOST.signalLibvirtd("CONT");
    }

    @Test
    void aPodIsDelayedWhileItsHostIsAwayAndGoesOnByItself() throws Exception {
        Pod pod = lab.pod(TINY);
        lab.realHost(HOST, pod.resources());
        BookingView booking = book(pod);
        awaitStep(booking, Step.ANSWER);
        die();

        DeploymentView delayed = awaitCause(booking);
        assertThat(delayed.state()).isEqualTo(DeploymentState.PREPARING);
        assertThat(delayed.cause()).contains("The host " + HOST.namespace());
        assertThat(delayed.nextAction()).contains("tries again in", "nothing you need to do");
        assertThat(page(booking)).contains("Delayed", delayed.cause(), "The portal tries again in");
        assertThat(read(booking)).contains("\"machines\":\"PREPARING\"", delayed.cause(), "The portal tries again in");

        revive();
        DeploymentView ready = awaitState(booking, DeploymentState.READY);
        assertThat(ready.cause()).isNull();
        assertThat(ready.attempt()).isEqualTo(1);
        logsIn(ready);
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(HOST);
    }

    @Test
    void aPodWhoseHostStaysAwayIsBrokenUntilItsOwnerTriesAgain() throws Exception {
        Pod pod = lab.pod(TINY);
        lab.realHost(HOST, pod.resources());
        BookingView booking = book(pod);
        awaitStep(booking, Step.ANSWER);
        die();

        DeploymentView broken = awaitState(booking, DeploymentState.BROKEN);
        assertThat(broken.cause()).contains("The host " + HOST.namespace(), "Tried 6 times");
        assertThat(page(booking)).contains("Broken", broken.cause(), "Try again");
        assertThat(read(booking)).contains("\"machines\":\"BROKEN\"", broken.cause());

        revive();
        assertThat(api().request("POST", "/api/v1/bookings/" + booking.id() + "/try-again", "")
                        .statusCode())
                .isEqualTo(202);
        DeploymentView ready = awaitState(booking, DeploymentState.READY);
        assertThat(ready.attempt()).isEqualTo(2);
        assertThat(ready.cause()).isNull();
        logsIn(ready);
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(HOST);
    }

    /** Nobody was promised the time after it: it simply stays held. */
    @Test
    void aPodThatCannotBeRemovedKeepsItsCapacityUntilItIs() throws Exception {
        Pod pod = lab.pod(TINY);
        lab.realHost(HOST, pod.resources());
        BookingView booking = book(pod, null, Duration.ofSeconds(45));
        awaitState(booking, DeploymentState.READY);
        Instant planned = heldUntil(booking);
        HOST.signalLibvirtd("STOP");

        await("the hold is prolonged", () -> heldUntil(booking).isAfter(planned) ? booking : null);
        assertThat(deploymentOf(booking).state()).isEqualTo(DeploymentState.TEARING_DOWN);
        assertThat(page(booking)).contains("being removed");
        lab.realHost(HOST, pod.resources());
        HttpResponse<String> refused = api().request("POST", "/api/v1/bookings", """
                {"pod": "%s", "config": "%s-guest", "purpose": "too early", "length": "PT1H"}""".formatted(TINY, TINY));
        assertThat(refused.statusCode()).as(refused.body()).isEqualTo(422);

        HOST.signalLibvirtd("CONT");
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(HOST);
        assertThat(holds()).isZero();
    }

    /** The time after it is promised to somebody else: they are told why they wait, and the host is never overfilled. */
    @Test
    void whoWasPromisedThePlaceOfAPodThatCannotBeRemovedIsToldAndGetsItWhenItIs() throws Exception {
        Pod pod = lab.pod(TINY);
        lab.realHost(HOST, pod.resources());
        BookingView before = book(pod, null, Duration.ofSeconds(45));
        awaitState(before, DeploymentState.READY);
        BookingView next = bookTheEarliestTimeAfter(before, pod);
        assertThat(next.prepareFrom()).isCloseTo(heldUntil(before), within(2, ChronoUnit.SECONDS));
        HOST.signalLibvirtd("STOP");

        DeploymentView delayed = awaitCause(next);
        assertThat(delayed.cause()).contains("#" + before.number(), "still on the host");
        assertThat(page(next)).contains("Delayed", "#" + before.number());
        assertThat(deploymentOf(before).state()).isEqualTo(DeploymentState.TEARING_DOWN);

        HOST.signalLibvirtd("CONT");
        DeploymentView gone = awaitState(before, DeploymentState.GONE);
        DeploymentView ready = awaitState(next, DeploymentState.READY);
        assertThat(provisioning.progress(ready).steps())
                .allSatisfy(step -> assertThat(step.startedAt()).isAfter(gone.goneAt()));
        assertThat(ready.cause()).isNull();
        logsIn(ready);
        end(next);
        awaitState(next, DeploymentState.GONE);
        nothingIsLeftOn(HOST);
    }

    /** Its preparation begins when the other's hold ends. */
    private BookingView bookTheEarliestTimeAfter(BookingView before, Pod pod) throws Exception {
        BookingView probe = book(pod, clock.instant().plus(Duration.ofHours(2)), Duration.ofHours(1));
        Duration preparation =
                Duration.between(probe.prepareFrom(), probe.window().start());
        end(probe);
        return book(pod, heldUntil(before).plus(preparation).plusSeconds(1), Duration.ofHours(1));
    }

    private void die() {
        HOST.killLibvirtd();
        dead = true;
    }

    private void revive() {
        HOST.startLibvirtd();
        dead = false;
    }

    private DeploymentView awaitCause(BookingView booking) {
        return await("the owner is told", () -> {
            DeploymentView deployment = deploymentOf(booking);
            return deployment.cause() == null ? null : deployment;
        });
    }

    private Instant heldUntil(BookingView booking) {
        return jdbc.sql("select upper(during) from capacity_hold where booking_id = :booking and not released")
                .param("booking", booking.id().value())
                .query((row, n) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }

    private void logsIn(DeploymentView deployment) throws Exception {
        List<MachineView> machines = provisioning.machines(deployment);
        for (MachineView machine : machines) {
            assertThat(SSH.run(HOST, machines, machine, "hostname").strip()).isEqualTo(machine.hostName());
        }
    }
}

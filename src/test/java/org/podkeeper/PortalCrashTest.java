package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.KeptPod;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Way;

/**
 * Portals that are killed while they make a pod, keep it, and remove it.
 */
class PortalCrashTest extends DyingPortals {
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
            new ApiForTests(survivor().port(), token).end(booking);
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
        new ApiForTests(survivor().port(), token).request("DELETE", "/api/v1/kept-pods/" + kept.id(), "");
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
}

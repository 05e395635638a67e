package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingId;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.GoldenId;
import org.podkeeper.provisioning.GoldenState;
import org.podkeeper.provisioning.StandingPod;
import org.podkeeper.provisioning.StandingSet;
import org.podkeeper.provisioning.StandingState;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.Steward;
import org.podkeeper.provisioning.Way;

/**
 * Portals that are killed while a pod moves to another host, goes on from a golden one, or stands ready.
 */
class PortalCrashElsewhereTest extends DyingPortals {
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
        endsWithNothingLeft(survivor(), booking);
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
            booking = book(survivor(), OnRealHosts.TINY);
            diesAt(Place.of(Step.CLONE, StepState.DONE), Place.of(Step.OWN, StepState.DONE), stop);
            diesAt(Place.of(Step.OWN, StepState.DONE), Place.of(Step.CLEAN_STATE, StepState.DONE), stop);
            diesAt(Place.of(Step.CLEAN_STATE, StepState.DONE), null, stop);
            becomesReadyOnce(booking, 1);
        }
        assertThat(provisioning.start(provisioning.of(booking).orElseThrow()))
                .hasValueSatisfying(
                        start -> assertThat(start.way()).as(start.reason()).isEqualTo(Way.WARM));
        new ApiForTests(survivor().port(), token).end(booking);
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
            booking = book(survivor(), OnRealHosts.TINY);
            diesAt(Place.of(Step.KEYS, StepState.RUNNING), Place.of(Step.KEYS, StepState.DONE), stop);
            diesAt(Place.of(Step.KEYS, StepState.DONE), Place.of(Step.HAND_OVER, StepState.DONE), stop);
            diesAt(Place.of(Step.HAND_OVER, StepState.DONE), null, stop);
            becomesReadyOnce(booking, 1);
        }
        DeploymentView deployment = provisioning.of(booking).orElseThrow();
        assertThat(deployment.id()).isEqualTo(stands.life());
        assertThat(provisioning.start(deployment).orElseThrow().way()).isEqualTo(Way.STANDING);

        start("portal" + portals.size());
        new ApiForTests(survivor().port(), token).end(booking);
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
}

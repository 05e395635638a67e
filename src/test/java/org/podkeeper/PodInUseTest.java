package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.PodSnapshot;
import org.podkeeper.provisioning.StepState;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.json.JsonMapper;

/** What owners do with pods that stand, on real machines: reset, snapshots, power. */
class PodInUseTest extends OnRealHosts {
    @Autowired
    Operator operator;

    /** One machine is reset and the others stay; a snapshot brings a whole pod back; the rest of a broken one is made anew. */
    @Test
    void goesBackToCleanAndToSnapshotsFromAnyState() throws Exception {
        Pod six = lab.pod(SIX_TINY);
        lab.realHost(RealHosts.one(), six.resources());
        BookingView booking = book(six);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        MachineView jump = machines.getFirst();
        MachineView node1 = machines.get(1);
        MachineView node2 = machines.get(2);

        leaveNote(machines, jump, "mine");
        leaveNote(machines, node1, "mine");
        done(booking, "RESET", node1.node(), null, null);
        assertThat(noteOn(machines, node1)).isEmpty();
        assertThat(Math.abs(Long.parseLong(SSH.run(RealHosts.one(), machines, node1, "date +%s")
                                .strip())
                        - clock.instant().getEpochSecond()))
                .as("seconds between the clocks of a machine that was reset and the portal")
                .isLessThan(60);
        assertThat(noteOn(machines, jump)).isEqualTo("mine");

        done(booking, "TAKE_SNAPSHOT", null, null, "before the upgrade");
        PodSnapshot snapshot = operator.snapshots(deployment.id()).getFirst();
        assertThat(snapshot.whole()).isTrue();
        assertThat(snapshot.bytes()).isPositive();
        leaveNote(machines, jump, "worse");
        leaveNote(machines, node2, "worse");
        virsh("destroy", domainOf(deployment, node2));
        done(booking, "RESTORE_SNAPSHOT", null, snapshot, null);
        assertThat(noteOn(machines, jump)).isEqualTo("mine");
        assertThat(noteOn(machines, node2)).isEmpty();

        // missing, and its disk with it
        virsh("destroy", domainOf(deployment, node2));
        virsh("undefine", "--snapshots-metadata", domainOf(deployment, node2));
        RealHosts.one()
                .exec(
                        "sh",
                        "-c",
                        "rm " + RealHosts.one().directory() + "/disks/" + domainOf(deployment, node2) + "-disk*");
        done(booking, "RESET", null, null, null);
        for (MachineView machine : machines) {
            assertThat(noteOn(machines, machine)).isEmpty();
        }
        assertThat(operator.snapshots(deployment.id()))
                .singleElement()
                .satisfies(left -> assertThat(left.whole()).isFalse());
        assertThat(api().request("POST", operations(booking), json("RESTORE_SNAPSHOT", null, snapshot, null))
                        .statusCode())
                .isEqualTo(422);
        done(booking, "DELETE_SNAPSHOT", null, snapshot, null);
        assertThat(operator.snapshots(deployment.id())).isEmpty();

        // standing still, as an earlier attempt may have left it
        virsh("suspend", domainOf(deployment, node2));
        done(booking, "TAKE_SNAPSHOT", null, null, "again");
        assertThat(virsh("domstate", domainOf(deployment, node2))).isEqualTo("running");

        // one machine cannot go back: no other loses its present for that
        PodSnapshot again = operator.snapshots(deployment.id()).getFirst();
        leaveNote(machines, jump, "present");
        String kept = virsh("snapshot-list", "--name", domainOf(deployment, node2))
                .lines()
                .filter(name -> !name.equals("clean"))
                .findFirst()
                .orElseThrow();
        virsh("snapshot-delete", domainOf(deployment, node2), kept);
        assertThat(api().request("POST", operations(booking), json("RESTORE_SNAPSHOT", null, again, null))
                        .statusCode())
                .isEqualTo(202);
        OperationView refused = await("the restore is refused", () -> {
            OperationView latest = operator.latest(deployment.id()).getFirst();
            return latest.isUnderWay() ? null : latest;
        });
        assertThat(refused.state()).isEqualTo(StepState.FAILED);
        assertThat(refused.cause()).contains(node2.hostName()).contains("No machine went back");
        assertThat(noteOn(machines, jump)).isEqualTo("present");

        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
    }

    @Test
    void switchesMachinesOffAndOnAgain() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        MachineView machine = machines.getFirst();
        String domain = domainOf(deployment, machine);
        leaveNote(machines, machine, "kept");

        done(booking, "SHUT_DOWN", machine.node(), null, null);
        assertThat(virsh("domstate", domain)).isEqualTo("shut off");
        assertThat(provisioning.machines(deployment).getFirst().power()).isEqualTo(MachineState.OFF);
        done(booking, "START", null, null, null);
        assertThat(provisioning.machines(deployment).getFirst().power()).isEqualTo(MachineState.RUNNING);
        assertThat(virsh("domstate", domain)).isEqualTo("running");
        await("the machine answers again", () -> noteOrNull(machines, machine));
        done(booking, "SWITCH_OFF", null, null, null);
        assertThat(virsh("domstate", domain)).isEqualTo("shut off");
        done(booking, "POWER_CYCLE", null, null, null);
        assertThat(await("the machine answers again", () -> noteOrNull(machines, machine)))
                .isEqualTo("kept");
        done(booking, "RESET", null, null, null);
        assertThat(noteOn(machines, machine)).isEmpty();

        HttpResponse<String> unknown = api().request("POST", operations(booking), json("START", "node9", null, null));
        assertThat(unknown.statusCode()).isEqualTo(422);
        assertThat(unknown.body()).contains("no machine node9");
    }

    /** The end of a booking does not wait for what is still being done with it. */
    @Test
    void endsWhileMachinesAreBeingShutDown() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = book(single);
        awaitState(booking, DeploymentState.READY);
        assertThat(api().request("POST", operations(booking), json("RESTART", null, null, null))
                        .statusCode())
                .isEqualTo(202);
        HttpResponse<String> second = api().request("POST", operations(booking), json("RESET", null, null, null));
        assertThat(second.statusCode()).isEqualTo(422);
        assertThat(second.body()).contains("Restart");
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
    }

    private void done(
            BookingView booking,
            String kind,
            @Nullable String node,
            @Nullable PodSnapshot snapshot,
            @Nullable String name)
            throws Exception {
        HttpResponse<String> answer = api().request("POST", operations(booking), json(kind, node, snapshot, name));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        OperationView over = await(kind + " of booking " + booking.number(), () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            return latest.isUnderWay() ? null : latest;
        });
        assertThat(over.state())
                .as("%s: %s, %s", kind, over.cause(), over.parts())
                .isEqualTo(StepState.DONE);
    }

    private static String operations(BookingView booking) {
        return "/api/v1/bookings/" + booking.id() + "/operations";
    }

    private static String json(
            String kind, @Nullable String node, @Nullable PodSnapshot snapshot, @Nullable String name) {
        var body = JsonMapper.shared().createObjectNode().put("kind", kind);
        if (node != null) {
            body.put("machine", node);
        }
        if (snapshot != null) {
            body.put("snapshot", snapshot.id().toString());
        }
        if (name != null) {
            body.put("name", name);
        }
        return body.toString();
    }

    private void leaveNote(List<MachineView> machines, MachineView machine, String text) throws Exception {
        SSH.run(RealHosts.one(), machines, machine, "echo " + text + " > note && sync");
    }

    private String noteOn(List<MachineView> machines, MachineView machine) throws Exception {
        return SSH.run(RealHosts.one(), machines, machine, "cat note 2>/dev/null || true")
                .strip();
    }

    private @Nullable String noteOrNull(List<MachineView> machines, MachineView machine) {
        try {
            return noteOn(machines, machine);
        } catch (Exception | AssertionError e) {
            return null;
        }
    }

    private static String virsh(String... command) {
        KvmHostForTests host = RealHosts.one();
        var words = new java.util.ArrayList<>(List.of("virsh", "-c", host.uri()));
        words.addAll(List.of(command));
        return host.exec(words.toArray(String[]::new)).output().strip();
    }
}

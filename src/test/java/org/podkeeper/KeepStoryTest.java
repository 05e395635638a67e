package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.MachineState;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.StepState;
import org.springframework.beans.factory.annotation.Autowired;

/** What is kept of pods, and what waits to be used, on real machines. */
class KeepStoryTest extends OnRealHosts {
    @Autowired
    Operator operator;

    /** Made and not started; its first start brings what every other pod has when it is handed over. */
    @Test
    void waitsToBeStartedAndIsThenLikeAnyOther() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        BookingView booking = bookWith(single, "\"startMachines\": false");
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        MachineView machine = provisioning.machines(deployment).getFirst();
        assertThat(machine.neverStarted()).isTrue();
        assertThat(machine.power()).isEqualTo(MachineState.OFF);
        assertThat(virsh("domstate", domainOf(deployment, machine))).isEqualTo("shut off");
        assertThat(page(booking)).contains("Ready, not started", "Start all, in order", "not started yet");

        done(booking, "{\"kind\": \"START\"}");

        List<MachineView> machines = provisioning.machines(deployment);
        assertThat(machines.getFirst().neverStarted()).isFalse();
        assertThat(page(booking)).doesNotContain("not started").contains("ssh pod@");
        run(machines, "echo mine > note && sync");
        done(booking, "{\"kind\": \"RESET\"}");
        assertThat(run(machines, "cat note 2>/dev/null || echo clean")).isEqualTo("clean");

        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
    }

    private BookingView bookWith(Pod pod, String choices) throws Exception {
        String config = catalog.configsFor(pod.key()).getFirst().key();
        HttpResponse<String> answer =
                api().request("POST", "/api/v1/bookings", """
                {"pod": "%s", "config": "%s", "purpose": "to keep", "length": "PT1H", %s}""".formatted(pod.key(), config, choices));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return desk.find(new BookingId(UUID.fromString(location.substring(location.lastIndexOf('/') + 1))))
                .orElseThrow();
    }

    private OperationView done(BookingView booking, String operation) throws Exception {
        HttpResponse<String> answer =
                api().request("POST", "/api/v1/bookings/" + booking.id() + "/operations", operation);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        OperationView over = await(operation + " of booking " + booking.number(), () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            return latest.isUnderWay() ? null : latest;
        });
        assertThat(over.state())
                .as("%s: %s, %s", operation, over.cause(), over.parts())
                .isEqualTo(StepState.DONE);
        return over;
    }

    private static String run(List<MachineView> machines, String command) throws Exception {
        return SSH.run(RealHosts.one(), machines, machines.getFirst(), command).strip();
    }

    private static String domainOf(DeploymentView deployment, MachineView machine) {
        return "pk-" + deployment.tag() + "-" + machine.node();
    }

    private static String virsh(String... command) {
        var words =
                new java.util.ArrayList<>(List.of("virsh", "-c", RealHosts.one().uri()));
        words.addAll(List.of(command));
        return RealHosts.one().exec(words.toArray(String[]::new)).output().strip();
    }
}

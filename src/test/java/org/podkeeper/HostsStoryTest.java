package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostCare;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.HostState;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.kernel.Resources;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.Message;
import org.podkeeper.notification.MessageKind;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.Draining;
import org.podkeeper.provisioning.HostTrials;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.provisioning.TriedHost;
import org.springframework.beans.factory.annotation.Autowired;

/** A host that cannot keep disks: pods come up elsewhere, it leaves the pool, and a real machine brings it back. */
class HostsStoryTest extends OnRealHosts {
    private static final KvmHostForTests SICK = RealHosts.two();
    private static final KvmHostForTests WELL = RealHosts.one();

    @Autowired
    Inventory inventory;

    @Autowired
    HostCare care;

    @Autowired
    HostTrials trials;

    @Autowired
    Draining draining;

    @Autowired
    Inbox inbox;

    private boolean broken;

    /** Also when a test failed while the host was sick. */
    @AfterEach
    void theHostIsWell() throws IOException {
        if (broken) {
            repair();
        }
    }

    @Test
    void aHostThatFailsTwoPodsLeavesThePoolAndComesBackByATrialMachineAndIsEmptiedOnRequest() throws Exception {
        Pod tiny = lab.pod(TINY);
        Pod six = lab.pod(SIX_TINY);
        // the fullest host with room is taken first: the sick one is the smaller
        Resources both = tiny.resources().plus(six.resources());
        HostId sick = lab.realHost(SICK, both);
        HostId well = lab.realHost(WELL, both.plus(both).plus(both));
        care.succeeded(sick);
        Person admin = lab.somebody(Role.LAB_ADMIN);
        breakDisks();

        BookingView first = book(tiny);
        DeploymentView ready = awaitState(first, DeploymentState.READY);
        assertThat(ready.host()).isEqualTo(well);
        assertThat(ready.hostTry()).isEqualTo(2);
        logsIn(ready);
        TriedHost tried = provisioning.triedBefore(ready).getFirst();
        assertThat(tried.host()).isEqualTo(SICK.namespace());
        assertThat(tried.removed()).isFalse();
        assertThat(page(first)).contains(SICK.namespace() + ": failed", String.valueOf(tried.cause()), "2 of 3");
        assertThat(read(first)).contains("triedBefore", SICK.namespace());
        assertThat(inbox.of(person.id(), true))
                .extracting(Message::kind)
                .contains(MessageKind.TRIED_ELSEWHERE, MessageKind.READY);
        assertThat(state(sick)).isEqualTo(HostState.IN_SERVICE);

        BookingView second = book(six);
        await("the second Pod is on the other host", () -> {
            DeploymentView deployment = deploymentOf(second);
            return deployment.host().equals(well) ? deployment : null;
        });
        assertThat(state(sick)).isEqualTo(HostState.WITHDRAWN);
        assertThat(inventory.details(sick).orElseThrow().stateReason()).contains(TINY, SIX_TINY);
        assertThat(inbox.of(admin.id(), true)).extracting(Message::kind).contains(MessageKind.HOST_WITHDRAWN);
        end(second);
        await(
                "a trial fails while it is sick",
                () -> trials.of(sick, 20).stream()
                        .filter(trial -> trial.state() == StepState.FAILED)
                        .findFirst()
                        .orElse(null));
        assertThat(state(sick)).isEqualTo(HostState.WITHDRAWN);

        repair();
        await("a trial machine brings it back", () -> state(sick) == HostState.IN_SERVICE ? sick : null);
        assertThat(trials.latest(sick).orElseThrow().state()).isEqualTo(StepState.DONE);
        assertThat(inbox.of(admin.id(), true)).extracting(Message::kind).contains(MessageKind.HOST_RETURNED);
        await(
                "what was given up there is verified gone",
                () -> provisioning.allOf(first.id()).getFirst().state() == DeploymentState.GONE
                                && provisioning.allOf(second.id()).getFirst().state() == DeploymentState.GONE
                        ? sick
                        : null);
        nothingIsLeftOn(SICK, List.of("podkeeper-access"));

        BookingView later = book(tiny, clock.instant().plus(Duration.ofDays(2)), Duration.ofHours(1));
        assertThat(deploymentOf(later).host()).isEqualTo(sick);
        assertThat(draining.drain(sick, "new disks", admin)).isEqualTo(new Change.Done<>(new Draining.Outcome(1, 0)));
        assertThat(deploymentOf(later).host()).isEqualTo(well);
        draining.undo(sick, "done", admin);
        assertThat(state(sick)).isEqualTo(HostState.IN_SERVICE);
        end(first);
        awaitState(first, DeploymentState.GONE);
    }

    private HostState state(HostId host) {
        return inventory.host(host).orElseThrow().state();
    }

    /** Where disks were kept there is a file: nothing can be written. */
    private void breakDisks() throws IOException {
        Path disks = SICK.directory().resolve("disks");
        if (Files.exists(disks)) {
            Files.move(disks, SICK.directory().resolve("disks.away"));
        }
        Files.writeString(disks, "not a directory");
        broken = true;
    }

    private void repair() throws IOException {
        Path disks = SICK.directory().resolve("disks");
        Path away = SICK.directory().resolve("disks.away");
        Files.delete(disks);
        if (Files.exists(away)) {
            Files.move(away, disks);
        } else {
            Files.createDirectory(disks);
        }
        broken = false;
    }

    private static void nothingIsLeftOn(KvmHostForTests host, List<String> networks) throws IOException {
        assertThat(host.exec("virsh", "-c", host.uri(), "list", "--all", "--name")
                        .output()
                        .strip())
                .isEmpty();
        assertThat(host.exec("virsh", "-c", host.uri(), "net-list", "--all", "--name")
                        .output()
                        .lines()
                        .map(String::strip)
                        .filter(name -> !name.isEmpty() && !networks.contains(name)))
                .isEmpty();
        try (var files = Files.list(host.directory().resolve("disks"))) {
            assertThat(files).isEmpty();
        }
    }

    private void logsIn(DeploymentView deployment) throws Exception {
        List<MachineView> machines = provisioning.machines(deployment);
        for (MachineView machine : machines) {
            assertThat(SSH.run(WELL, machines, machine, "hostname").strip()).isEqualTo(machine.hostName());
        }
    }
}

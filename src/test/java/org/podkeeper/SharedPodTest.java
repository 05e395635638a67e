package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.SshKey;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Sharing;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.KeysOfPeople;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.OperationView;
import org.podkeeper.provisioning.Operator;
import org.podkeeper.provisioning.StepState;
import org.springframework.beans.factory.annotation.Autowired;

/** Several people work on one pod, on a real machine: whose keys open it, and whose do not any more. */
class SharedPodTest extends OnRealHosts {
    @TempDir
    static Path others;

    @Autowired
    Sharing sharing;

    @Autowired
    KeysOfPeople keysOfPeople;

    @Autowired
    Operator operator;

    @Test
    void keysComeAndGoWithThePeopleAlsoFromThePast() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        var ssh = new OwnersSsh(Files.createDirectories(others.resolve("helper")));
        Person helper = people.some(Role.USER);
        keys.add(helper.id(), "laptop", ssh.publicKey());
        BookingView booking = book(single);
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        MachineView machine = machines.getFirst();
        SSH.run(RealHosts.one(), machines, machine, "echo ssh-ed25519 AAAAmine of-a-tool >> .ssh/authorized_keys");
        assertThat(opens(ssh, machines)).isFalse();

        // looking opens nothing, using does
        people(booking, helper, Grade.LOOK);
        assertThat(keysOfPeople.waiting(deployment.id())).isEmpty();
        assertThat(opens(ssh, machines)).isFalse();
        people(booking, helper, Grade.USE);
        toldAll(deployment);
        assertThat(opens(ssh, machines)).isTrue();
        assertThat(keysOfPeople.taken(deployment.id(), helper.id()).everywhere())
                .isTrue();
        assertThat(page(booking)).contains("Full Name of " + helper.userName(), "keys in all machines");
        done(booking, "TAKE_SNAPSHOT", "with both");

        // another key of the helper comes, the first one goes
        var second = new OwnersSsh(Files.createDirectories(others.resolve("second")));
        keys.add(helper.id(), "desk", second.publicKey());
        toldAll(deployment);
        assertThat(opens(second, machines)).isTrue();
        SshKey first = profile(helper).getFirst();
        keys.remove(helper.id(), first.id());
        toldAll(deployment);
        assertThat(opens(ssh, machines)).isFalse();
        assertThat(opens(second, machines)).isTrue();

        // removed: refused, also by a machine that goes back to when both were welcome
        assertThat(api().request("DELETE", "/api/v1/bookings/" + booking.id() + "/people/" + helper.userName(), "")
                        .statusCode())
                .isEqualTo(204);
        toldAll(deployment);
        assertThat(opens(ssh, machines)).isFalse();
        assertThat(opens(second, machines)).isFalse();
        assertThat(SSH.run(RealHosts.one(), machines, machine, "cat .ssh/authorized_keys"))
                .as("what people put there themselves stays")
                .contains("AAAAmine of-a-tool");
        done(booking, "RESTORE_SNAPSHOT", null);
        assertThat(opens(ssh, machines)).as("after the snapshot was restored").isFalse();
        assertThat(opens(second, machines)).isFalse();
        assertThat(opens(SSH, machines)).isTrue();
        done(booking, "RESET", null);
        assertThat(opens(ssh, machines)).as("after the reset").isFalse();
        assertThat(opens(SSH, machines)).isTrue();
        assertThat(keysOfPeople.waiting(deployment.id())).isEmpty();

        // made anew it begins with the keys of now, each time
        people(booking, helper, Grade.USE);
        toldAll(deployment);
        losesItsCleanState(deployment, machine);
        done(booking, "RESET", null);
        machines = provisioning.machines(deployment);
        assertThat(opens(second, machines)).as("after it was made anew").isTrue();
        assertThat(opens(SSH, machines)).isTrue();
        losesItsCleanState(deployment, machine);
        keys.remove(helper.id(), profile(helper).getFirst().id());
        toldAll(deployment);
        done(booking, "RESET", null);
        machines = provisioning.machines(deployment);
        assertThat(opens(second, machines))
                .as("after it was made anew once more")
                .isFalse();
        assertThat(opens(SSH, machines)).isTrue();

        end(booking);
        awaitState(booking, DeploymentState.GONE);
    }

    private void people(BookingView booking, Person whom, Grade grade) throws Exception {
        HttpResponse<String> answer = api().request(
                        "POST",
                        "/api/v1/bookings/" + booking.id() + "/people",
                        "{\"userName\":\"" + whom.userName() + "\",\"grade\":\"" + grade + "\"}");
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    }

    private static void losesItsCleanState(DeploymentView deployment, MachineView machine) {
        KvmHostForTests host = RealHosts.one();
        KvmHostForTests.Result result =
                host.exec("virsh", "-c", host.uri(), "snapshot-delete", domainOf(deployment, machine), "clean");
        assertThat(result.code()).as(result.output()).isZero();
    }

    private List<SshKey> profile(Person person) {
        return known.sshKeysOf(person.id());
    }

    /** Not only is it written down: it happened. */
    private void toldAll(DeploymentView deployment) {
        await(
                "all machines have their keys",
                () -> keysOfPeople.waiting(deployment.id()).isEmpty() ? true : null);
    }

    private static boolean opens(OwnersSsh ssh, List<MachineView> machines) throws Exception {
        return ssh.tryToRun(RealHosts.one(), machines, machines.getFirst(), "true")
                        .code()
                == 0;
    }

    private void done(BookingView booking, String kind, @Nullable String name) throws Exception {
        var snapshots = operator.snapshots(deploymentOf(booking).id());
        String body = "{\"kind\":\"" + kind + "\""
                + (name == null ? "" : ",\"name\":\"" + name + "\"")
                + (kind.equals("RESTORE_SNAPSHOT")
                        ? ",\"snapshot\":\"" + snapshots.getFirst().id() + "\""
                        : "")
                + "}";
        HttpResponse<String> answer = api().request("POST", "/api/v1/bookings/" + booking.id() + "/operations", body);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
        OperationView over = await(kind, () -> {
            OperationView latest = operator.latest(deploymentOf(booking).id()).getFirst();
            return latest.isUnderWay() ? null : latest;
        });
        assertThat(over.state()).as(String.valueOf(over)).isEqualTo(StepState.DONE);
    }
}

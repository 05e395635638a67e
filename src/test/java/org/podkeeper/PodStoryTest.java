package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.podkeeper.StopAtStep.Place;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;

/** The whole way on two real KVM hosts: booked, six machines, logged in to each, ended, nothing left. */
class PodStoryTest extends OnRealHosts {
    /** Two pods of six side by side on one host, and one that has room on the other host only. */
    @Test
    void makesPodsThatLetTheirOwnerInAndNobodyElseAndLeavesNothing() throws Exception {
        Pod six = lab.pod(SIX_TINY);
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), six.resources().plus(six.resources()));
        lab.realHost(RealHosts.two(), single.resources());

        BookingView one = book(six);
        BookingView two = book(six);
        BookingView elsewhere = book(single);
        DeploymentView a = awaitState(one, DeploymentState.READY);
        DeploymentView b = awaitState(two, DeploymentState.READY);
        DeploymentView c = awaitState(elsewhere, DeploymentState.READY);
        assertThat(a.host()).isEqualTo(b.host()).isNotEqualTo(c.host());

        theOwnerGetsIntoEveryMachine(RealHosts.one(), provisioning.machines(a));
        theOwnerGetsIntoEveryMachine(RealHosts.one(), provisioning.machines(b));
        theOwnerGetsIntoEveryMachine(RealHosts.two(), provisioning.machines(c));
        podsDoNotReachEachOther(provisioning.machines(a), provisioning.machines(b));
        podsReachTheWorldButNeitherHostNorPortal(provisioning.machines(a));

        end(one);
        awaitState(one, DeploymentState.GONE);
        theOwnerGetsIntoEveryMachine(RealHosts.one(), provisioning.machines(b));
        end(two);
        end(elsewhere);
        awaitState(two, DeploymentState.GONE);
        awaitState(elsewhere, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
        nothingIsLeftOn(RealHosts.two());
        assertThat(holds()).isZero();
    }

    /**
     * A machine whose own steps are done lets its owner in while the pod waits for others, and says so; not before. Whoever
     * switches it off in that time gets it back clean, and the host is not blamed.
     */
    @Test
    void letsItsOwnerIntoWhatIsReadyBeforeTheWholePodIs() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        Place cleanStateKept = Place.of(Step.CLEAN_STATE, StepState.DONE);
        Place handOverBegins = Place.of(Step.HAND_OVER, StepState.RUNNING);
        BookingView booking;
        try (var stop = new StopAtStep(jdbc)) {
            stop.holdAt(cleanStateKept);
            booking = book(single);
            stop.awaitHeld(cleanStateKept);
            assertThat(access(booking)).contains("\"begun\":false", "\"usable\":false");
            assertThat(page(booking)).doesNotContain("You can log in to");

            stop.holdAt(handOverBegins);
            stop.letPass(cleanStateKept);
            stop.awaitHeld(handOverBegins);
            assertThat(deploymentOf(booking).state()).isEqualTo(DeploymentState.PREPARING);
            List<MachineView> machines = provisioning.machines(deploymentOf(booking));
            String host = machines.getFirst().hostName();
            assertThat(SSH.run(RealHosts.one(), machines, machines.getFirst(), "hostname")
                            .strip())
                    .isEqualTo(host);
            assertThat(access(booking)).contains("\"open\":false", "\"begun\":true", "\"usable\":true");
            assertThat(page(booking))
                    .contains("You can log in to " + host + " already")
                    .contains("ssh pod@" + machines.getFirst().accessAddress());
            SSH.run(
                    RealHosts.one(),
                    machines,
                    machines.getFirst(),
                    "touch mine; sync; (sleep 1; sudo poweroff) >/dev/null 2>&1 &");
            String domain = domainOf(deploymentOf(booking), machines.getFirst());
            await(
                    "it is off",
                    () -> RealHosts.one()
                                    .exec("virsh", "-c", RealHosts.one().uri(), "domstate", domain)
                                    .output()
                                    .contains("shut off")
                            ? domain
                            : null);
            stop.letPass(handOverBegins);
        }
        DeploymentView ready = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(ready);
        assertThat(SSH.run(RealHosts.one(), machines, machines.getFirst(), "ls"))
                .doesNotContain("mine");
        assertThat(access(booking)).contains("\"open\":true", "\"begun\":false", "\"usable\":true");
        assertThat(page(booking)).doesNotContain("You can log in to");
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        assertThat(access(booking)).contains("\"usable\":false");
        nothingIsLeftOn(RealHosts.one());
    }

    private String access(BookingView booking) throws Exception {
        return api().request("GET", "/api/v1/bookings/" + booking.id() + "/access", "")
                .body();
    }

    /** Ended while its machines are half built, it is torn down all the same. */
    @Test
    void tearsDownWhatIsHalfBuilt() throws Exception {
        Pod single = lab.pod(TINY);
        lab.realHost(RealHosts.one(), single.resources());
        lab.realHost(RealHosts.two(), single.resources());
        BookingView booking = book(single);
        awaitStep(booking, Step.ANSWER);
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(RealHosts.one());
        nothingIsLeftOn(RealHosts.two());
    }

    private void theOwnerGetsIntoEveryMachine(KvmHostForTests host, List<MachineView> machines) throws Exception {
        for (MachineView machine : machines) {
            String answer = SSH.run(host, machines, machine, "hostname; sudo id -u; ip -4 -o addr; cat /etc/hosts");
            assertThat(answer).startsWith(machine.hostName() + "\n0\n");
            machine.addresses()
                    .forEach(address -> assertThat(answer)
                            .containsPattern(
                                    address.nic() + " +inet " + address.ip().replace(".", "\\.") + "/"));
            machines.forEach(other -> assertThat(answer).contains(other.hostName()));
        }
    }

    private void podsDoNotReachEachOther(List<MachineView> one, List<MachineView> two) throws Exception {
        MachineView jump = one.getFirst();
        MachineView other = two.getFirst();
        assertThat(reaches(one, jump, String.valueOf(other.accessAddress()), 22))
                .isFalse();
        assertThat(reaches(one, one.getLast(), String.valueOf(other.accessAddress()), 22))
                .isFalse();
        // the same names and addresses, but each pod's own machines: their host keys differ and were checked
        assertThat(one.getLast().addresses()).isEqualTo(two.getLast().addresses());
        assertThat(one.getLast().hostKey()).isNotEqualTo(two.getLast().hostKey());
        SSH.run(RealHosts.one(), one, one.getLast(), "echo mine > note");
        assertThat(SSH.run(RealHosts.one(), two, two.getLast(), "ls")).doesNotContain("note");
    }

    private void podsReachTheWorldButNeitherHostNorPortal(List<MachineView> machines) throws Exception {
        MachineView jump = machines.getFirst();
        try (var onHost = Listener.in(RealHosts.one().namespace());
                var outside = Listener.in(RealHosts.one().outsideNamespace())) {
            assertThat(reaches(machines, jump, KvmHostForTests.OUTSIDE, outside.port()))
                    .isTrue();
            assertThat(reaches(machines, jump, "192.168.150.1", onHost.port())).isFalse();
            assertThat(reaches(machines, jump, KvmHostForTests.UPLINK, onHost.port()))
                    .isFalse();
            assertThat(reaches(machines, machines.getLast(), "192.168.11.1", onHost.port()))
                    .isFalse();
        }
    }

    private boolean reaches(List<MachineView> machines, MachineView from, String address, int port) throws Exception {
        String answer = SSH.run(
                RealHosts.one(),
                machines,
                from,
                "nc -w 4 " + address + " " + port + " </dev/null >/dev/null 2>&1 && echo open || echo closed");
        assertThat(answer.strip()).isIn("open", "closed");
        return answer.strip().equals("open");
    }

    /** Something that takes connections on a port in a network namespace. */
    private record Listener(Process process, int port) implements AutoCloseable {
        private static final int PORT = 8099;

        static Listener in(String namespace) throws Exception {
            Process process = new ProcessBuilder(
                            "ip",
                            "netns",
                            "exec",
                            namespace,
                            "busybox",
                            "nc",
                            "-ll",
                            "-p",
                            String.valueOf(PORT),
                            "-e",
                            "echo",
                            "hello")
                    .start();
            await("a listener in " + namespace, () -> listens(namespace) ? process : null);
            return new Listener(process, PORT);
        }

        private static boolean listens(String namespace) {
            return KvmHostForTests.in(namespace, "ss", "-ltnH").output().contains(":" + PORT);
        }

        @Override
        public void close() {
            process.destroy();
        }
    }
}

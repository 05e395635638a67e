package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.HostAddress;
import org.podkeeper.hypervisor.Hypervisors;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Provisioning;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole way on two real KVM hosts: booked, six machines, logged in to each, ended, nothing left. */
@Tag("vm")
@SpringBootTest
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class})
class PodStoryTest {
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static KvmHostForTests first;
    private static KvmHostForTests second;

    @TempDir
    static Path home;

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    KeyRing keys;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Catalog catalog;

    @Autowired
    Hypervisors hypervisors;

    @Autowired
    JdbcClient jdbc;

    Person person;
    Pod pod;
    Config config;

    @BeforeAll
    static void twoHosts() throws Exception {
        first = KvmHostForTests.start("one");
        second = KvmHostForTests.start("two");
        assertThat(run(
                                "ssh-keygen",
                                "-q",
                                "-t",
                                "ed25519",
                                "-N",
                                "",
                                "-f",
                                home.resolve("key").toString())
                        .code())
                .isZero();
    }

    @AfterAll
    static void noHosts() {
        first.stop();
        second.stop();
    }

    @DynamicPropertySource
    static void tinyImage(DynamicPropertyRegistry registry) {
        registry.add("podkeeper.tiny-image", () -> System.getProperty("podkeeper.test.tiny-image"));
        registry.add("podkeeper.data-directory", () -> home.resolve("data").toString());
    }

    @BeforeEach
    void somebodyWithAKey() throws IOException {
        person = people.some(Role.USER);
        keys.add(person.id(), "laptop", Files.readString(home.resolve("key.pub")));
        pod = lab.pod("virtual-pharos-tiny");
        config = catalog.configsFor(pod.key()).getFirst();
    }

    @Test
    void makesSixMachinesThatLetTheOwnerInAndLeavesNothing() throws Exception {
        lab.realHost(first, pod.resources());
        BookingView booking = book();
        DeploymentView deployment = awaitState(booking, DeploymentState.READY);
        List<MachineView> machines = provisioning.machines(deployment);
        assertThat(machines).hasSize(6);

        Map<String, String> answers = new LinkedHashMap<>();
        for (MachineView machine : machines) {
            answers.put(
                    machine.hostName(),
                    ssh(first, machines, machine, "hostname; ip -4 -o addr; sudo id -u; cat /etc/hosts")
                            .output());
        }
        for (MachineView machine : machines) {
            String answer = answers.get(machine.hostName());
            assertThat(answer).startsWith(machine.hostName() + "\n");
            machine.addresses()
                    .forEach(address ->
                            assertThat(answer).contains(address.nic()).contains("inet " + address.ip() + "/"));
            assertThat(answer).contains("\n0\n");
            machines.forEach(other -> assertThat(answer).contains(other.hostName()));
        }

        desk.end(booking.id(), person);
        awaitState(booking, DeploymentState.GONE);
        assertThat(hypervisors.on(address(first)).belongings("pk-")).isEmpty();
        assertThat(first.exec("virsh", "-c", first.uri(), "list", "--all", "--name")
                        .output()
                        .strip())
                .isEmpty();
        assertThat(first.exec("ip", "-o", "link").output()).doesNotContain("pk" + deployment.tag());
        assertThat(filesOf(first)).isEmpty();
        assertThat(jdbc.sql("select count(*) from capacity_hold where not released")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    private BookingView book() {
        var request = new BookingRequest(pod.id(), config.id(), null, "the whole way", null, Duration.ofHours(1), null);
        Verdict verdict = desk.book(request, person);
        return switch (verdict) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private DeploymentView awaitState(BookingView booking, DeploymentState wanted) {
        return await(wanted + " of booking " + booking.number(), () -> {
            DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
            assertThat(deployment.state())
                    .as(
                            "%s %s",
                            deployment.cause(),
                            provisioning.progress(deployment).steps())
                    .isNotEqualTo(DeploymentState.BROKEN);
            return deployment.state() == wanted ? deployment : null;
        });
    }

    private static <T> T await(String what, Supplier<T> look) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            java.util.concurrent.locks.LockSupport.parkNanos(
                    Duration.ofMillis(100).toNanos());
        }
        throw new AssertionError("Not within " + PATIENCE + ": " + what);
    }

    /** As the owner would: the key of the profile, the host keys of the booking page, through the jump host. */
    private static Result ssh(KvmHostForTests host, List<MachineView> machines, MachineView machine, String command)
            throws Exception {
        MachineView jump =
                machines.stream().filter(MachineView::jumpHost).findFirst().orElseThrow();
        Path directory = Files.createDirectories(home.resolve(jump.fingerprint().replaceAll("[^A-Za-z0-9]", "")));
        Path config = directory.resolve("config");
        var text = new StringBuilder("Host *\n  IdentityFile " + home.resolve("key")
                + "\n  UserKnownHostsFile " + directory.resolve("known_hosts")
                + "\n  StrictHostKeyChecking yes\n  BatchMode yes\n  ConnectTimeout 60\n  User pod\n");
        var known = new StringBuilder();
        for (MachineView each : machines) {
            String address = each.jumpHost()
                    ? String.valueOf(each.accessAddress())
                    : each.addresses().getFirst().ip();
            text.append("Host ")
                    .append(each.node())
                    .append("\n  HostName ")
                    .append(address)
                    .append("\n  HostKeyAlias ")
                    .append(each.node())
                    .append('\n');
            if (!each.jumpHost()) {
                text.append("  ProxyCommand ssh -F ")
                        .append(config)
                        .append(" -W %h:%p ")
                        .append(jump.node())
                        .append('\n');
            }
            known.append(each.node()).append(' ').append(each.hostKey()).append('\n');
        }
        Files.writeString(config, text);
        Files.writeString(directory.resolve("known_hosts"), known);
        Result result = host.exec("ssh", "-F", config.toString(), machine.node(), command);
        assertThat(result.code())
                .as("ssh to %s: %s", machine.node(), result.output())
                .isZero();
        return result;
    }

    private static HostAddress address(KvmHostForTests host) {
        return host.address();
    }

    private static List<String> filesOf(KvmHostForTests host) throws IOException {
        var names = new ArrayList<String>();
        try (var files = Files.list(host.directory().resolve("disks"))) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        return names;
    }

    private static Result run(String... command) throws Exception {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
        return new Result(process.waitFor(), output);
    }
}

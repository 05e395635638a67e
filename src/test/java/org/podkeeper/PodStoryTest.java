package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingId;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.hypervisor.KvmHostForTests.Result;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** The whole way on two real KVM hosts: booked, six machines, logged in to each, ended, nothing left. */
@Tag("vm")
@SpringBootTest(webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
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
    TokenDesk tokens;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Catalog catalog;

    @Autowired
    JdbcClient jdbc;

    Person person;
    String token;

    @LocalServerPort
    int port;

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
    void somebodyWithAKeyAndAToken() throws IOException {
        person = people.some(Role.USER);
        keys.add(person.id(), "laptop", Files.readString(home.resolve("key.pub")));
        token = switch (tokens.issue(person.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    /** Two pods of six side by side on one host, and one that has room on the other host only. */
    @Test
    void makesPodsThatLetTheirOwnerInAndNobodyElseAndLeavesNothing() throws Exception {
        Pod six = lab.pod("virtual-pharos-tiny");
        Pod single = lab.pod("all-in-one-tiny");
        lab.realHost(first, six.resources().plus(six.resources()));
        lab.realHost(second, single.resources());

        BookingView one = book(six);
        BookingView two = book(six);
        BookingView elsewhere = book(single);
        DeploymentView a = awaitState(one, DeploymentState.READY);
        DeploymentView b = awaitState(two, DeploymentState.READY);
        DeploymentView c = awaitState(elsewhere, DeploymentState.READY);
        assertThat(a.host()).isEqualTo(b.host()).isNotEqualTo(c.host());

        theOwnerGetsIntoEveryMachine(first, provisioning.machines(a));
        theOwnerGetsIntoEveryMachine(first, provisioning.machines(b));
        theOwnerGetsIntoEveryMachine(second, provisioning.machines(c));
        podsDoNotReachEachOther(provisioning.machines(a), provisioning.machines(b));
        podsReachTheWorldButNeitherHostNorPortal(provisioning.machines(a));

        end(one);
        awaitState(one, DeploymentState.GONE);
        theOwnerGetsIntoEveryMachine(first, provisioning.machines(b));
        end(two);
        end(elsewhere);
        awaitState(two, DeploymentState.GONE);
        awaitState(elsewhere, DeploymentState.GONE);
        nothingIsLeftOn(first);
        nothingIsLeftOn(second);
        assertThat(jdbc.sql("select count(*) from capacity_hold where not released")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** Ended while its machines are half built, it is torn down all the same. */
    @Test
    void tearsDownWhatIsHalfBuilt() throws Exception {
        Pod single = lab.pod("all-in-one-tiny");
        lab.realHost(first, single.resources());
        lab.realHost(second, single.resources());
        BookingView booking = book(single);
        await("a started machine", () -> {
            DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
            return provisioning.progress(deployment).steps().stream()
                            .anyMatch(step -> step.step() == Step.ANSWER && step.state() == StepState.RUNNING)
                    ? deployment
                    : null;
        });
        end(booking);
        awaitState(booking, DeploymentState.GONE);
        nothingIsLeftOn(first);
        nothingIsLeftOn(second);
    }

    private void theOwnerGetsIntoEveryMachine(KvmHostForTests host, List<MachineView> machines) throws Exception {
        for (MachineView machine : machines) {
            String answer = ssh(host, machines, machine, "hostname; sudo id -u; ip -4 -o addr; cat /etc/hosts")
                    .output();
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
        ssh(first, one, one.getLast(), "echo mine > note");
        assertThat(ssh(first, two, two.getLast(), "ls").output()).doesNotContain("note");
    }

    private void podsReachTheWorldButNeitherHostNorPortal(List<MachineView> machines) throws Exception {
        MachineView jump = machines.getFirst();
        try (var onHost = Listener.in(first.namespace());
                var outside = Listener.in(first.outsideNamespace())) {
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
        String answer = ssh(
                        first,
                        machines,
                        from,
                        "nc -w 4 " + address + " " + port + " </dev/null >/dev/null 2>&1 && echo open || echo closed")
                .output();
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
            try {
                return run("ip", "netns", "exec", namespace, "ss", "-ltnH")
                        .output()
                        .contains(":" + PORT);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            process.destroy();
        }
    }

    private void nothingIsLeftOn(KvmHostForTests host) throws IOException {
        assertThat(host.exec("virsh", "-c", host.uri(), "list", "--all", "--name")
                        .output()
                        .strip())
                .isEmpty();
        assertThat(host.exec("virsh", "-c", host.uri(), "net-list", "--all", "--name")
                        .output())
                .doesNotContain("pk-");
        assertThat(host.exec("ip", "-o", "link").output())
                .doesNotContain("vnet")
                .doesNotContainPattern(": pk[0-9a-f]{10}");
        assertThat(filesOf(host)).isEmpty();
    }

    private BookingView book(Pod pod) throws Exception {
        String config = catalog.configsFor(pod.key()).getFirst().key();
        HttpResponse<String> answer = http("POST", "/api/v1/bookings", """
                {"pod": "%s", "config": "%s", "purpose": "the whole way", "length": "PT1H"}""".formatted(pod.key(), config));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(201);
        String location = answer.headers().firstValue("Location").orElseThrow();
        return desk.find(new BookingId(UUID.fromString(location.substring(location.lastIndexOf('/') + 1))))
                .orElseThrow();
    }

    private void end(BookingView booking) throws Exception {
        assertThat(http("DELETE", "/api/v1/bookings/" + booking.id(), "").statusCode())
                .isEqualTo(202);
    }

    private HttpResponse<String> http(String method, String path, String body) throws Exception {
        try (HttpClient client = HttpClient.newHttpClient()) {
            return client.send(
                    HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                            .header("Authorization", "Bearer " + token)
                            .header("Content-Type", "application/json")
                            .method(method, HttpRequest.BodyPublishers.ofString(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
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

    private static List<String> filesOf(KvmHostForTests host) throws IOException {
        var names = new ArrayList<String>();
        if (!Files.exists(host.directory().resolve("disks"))) {
            return names;
        }
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

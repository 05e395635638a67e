package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.podkeeper.account.IssuedToken;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.People;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.TokenDesk;
import org.podkeeper.account.security.AsPerson;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.catalog.Catalog;
import org.podkeeper.catalog.Pod;
import org.podkeeper.hypervisor.KvmHostForTests;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.DeploymentView;
import org.podkeeper.provisioning.MachineView;
import org.podkeeper.provisioning.Provisioning;
import org.podkeeper.provisioning.Step;
import org.podkeeper.provisioning.StepState;
import org.podkeeper.waiting.WaitingList;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.web.util.HtmlUtils;

/**
 * A portal with two real KVM hosts and somebody with a key and a token, for stories that book over HTTP. All classes of
 * this kind share one portal; its limits of time are shorter than usual, so that sick hosts are noticed soon.
 */
@Tag("vm")
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "podkeeper.booking.shortest=1s",
            "podkeeper.booking.tear-down-margin=10s",
            "podkeeper.hypervisor.call-timeout=10s",
            "podkeeper.hypervisor.connect-timeout=5s",
            "podkeeper.provisioning.attempts=6",
            "podkeeper.provisioning.first-retry=1s",
            "podkeeper.trial.first=2s",
            "podkeeper.trial.longest=4s",
            // a story that wants a golden pod asks for it
            "podkeeper.golden.automatic=false",
            "podkeeper.golden.in-advance=0",
            "podkeeper.golden.retry=1s",
            "podkeeper.standing.look=2s",
            "podkeeper.standing.retry=1s",
        })
@AutoConfigureMockMvc
@Import({PostgresForTests.class, PeopleForTests.class, LabForTests.class})
abstract class OnRealHosts {
    static final String TINY = "all-in-one-tiny";
    static final String SIX_TINY = "virtual-pharos-tiny";

    /** For machines without hardware virtualisation. */
    static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(100);
    private static final Path HOME = home();
    static final OwnersSsh SSH = ssh();

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    People known;

    @Autowired
    KeyRing keys;

    @Autowired
    TokenDesk tokens;

    @Autowired
    BookingDesk desk;

    @Autowired
    Provisioning provisioning;

    @Autowired
    WaitingList waitingList;

    @Autowired
    Catalog catalog;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MockMvcTester mvc;

    @Autowired
    Clock clock;

    Person person;
    String token;

    @LocalServerPort
    int port;

    private static Path home() {
        try {
            Path home = Files.createTempDirectory("podkeeper-real-");
            Runtime.getRuntime()
                    .addShutdownHook(Thread.ofPlatform()
                            .unstarted(
                                    () -> org.springframework.util.FileSystemUtils.deleteRecursively(home.toFile())));
            return home;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OwnersSsh ssh() {
        try {
            return new OwnersSsh(HOME);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @DynamicPropertySource
    static void tinyImage(DynamicPropertyRegistry registry) {
        registry.add("podkeeper.tiny-image", () -> System.getProperty("podkeeper.test.tiny-image"));
        registry.add("podkeeper.data-directory", () -> HOME.resolve("data").toString());
    }

    @BeforeEach
    void somebodyWithAKeyAndAToken() throws IOException {
        lab.removeAll();
        person = people.some(Role.USER);
        keys.add(person.id(), "laptop", SSH.publicKey());
        token = switch (tokens.issue(person.id(), "a test", null)) {
            case Outcome.Done<IssuedToken>(var issued) -> issued.secret();
            case Outcome.Refused<IssuedToken>(var reasons) -> throw new AssertionError(reasons);
        };
    }

    /** Whatever a test that failed left: the next one finds the hosts empty. */
    @AfterEach
    void everythingIsTornDown() {
        nobodyWaits(); // first: what is torn down would become theirs
        Person admin = people.some(Role.ADMIN);
        for (BookingView booking : desk.endingAfter(clock.instant().minus(Duration.ofDays(1)))) {
            if (booking.state() == BookingState.CONFIRMED) {
                desk.end(booking.id(), admin);
            }
            await("booking " + booking.number() + " is torn down", () -> {
                DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
                return deployment.state() == DeploymentState.GONE ? deployment : null;
            });
        }
    }

    private void nobodyWaits() {
        jdbc.sql("select distinct person_id from waiting_wish")
                .query((row, n) -> new PersonId(row.getObject("person_id", UUID.class)))
                .list()
                .forEach(waits -> waitingList.of(waits).stream()
                        .filter(wish -> wish.state().isOpen())
                        .forEach(wish ->
                                waitingList.leave(wish.id(), known.find(waits).orElseThrow())));
    }

    BookingView book(Pod pod) throws Exception {
        return book(pod, null, Duration.ofHours(1));
    }

    /** @param start null for now */
    BookingView book(Pod pod, @Nullable Instant start, Duration length) throws Exception {
        String config = catalog.configsFor(pod.key()).getFirst().key();
        return desk.find(api().book(pod.key(), config, start, length)).orElseThrow();
    }

    void end(BookingView booking) throws Exception {
        api().end(booking.id());
    }

    /** What the API says of a booking. */
    String read(BookingView booking) throws Exception {
        return api().read(booking.id());
    }

    ApiForTests api() {
        return new ApiForTests(port, token);
    }

    /** What its page says to its owner. */
    String page(BookingView booking) throws Exception {
        return HtmlUtils.htmlUnescape(mvc.get()
                .uri("/bookings/" + booking.id())
                .with(AsPerson.signedIn(person))
                .exchange()
                .getResponse()
                .getContentAsString());
    }

    DeploymentView deploymentOf(BookingView booking) {
        return provisioning.of(booking.id()).orElseThrow();
    }

    /** Waits for a state; a pod that breaks instead is a failure. */
    DeploymentView awaitState(BookingView booking, DeploymentState wanted) {
        return await(wanted + " of booking " + booking.number(), () -> {
            DeploymentView deployment = deploymentOf(booking);
            if (wanted != DeploymentState.BROKEN) {
                assertThat(deployment.state())
                        .as(
                                "%s %s",
                                deployment.cause(),
                                provisioning.progress(deployment).steps())
                        .isNotEqualTo(DeploymentState.BROKEN);
            }
            return deployment.state() == wanted ? deployment : null;
        });
    }

    /** Waits until a step is under way. */
    void awaitStep(BookingView booking, Step wanted) {
        await(wanted + " of booking " + booking.number(), () -> {
            DeploymentView deployment = deploymentOf(booking);
            return provisioning.progress(deployment).steps().stream()
                            .anyMatch(step -> step.step() == wanted && step.state() == StepState.RUNNING)
                    ? deployment
                    : null;
        });
    }

    static <T> T await(String what, Supplier<@Nullable T> look) {
        long begun = System.nanoTime();
        while (System.nanoTime() - begun < PATIENCE.toNanos()) {
            T found = look.get();
            if (found != null) {
                return found;
            }
            LockSupport.parkNanos(BETWEEN_LOOKS.toNanos());
        }
        throw new AssertionError("Not within " + PATIENCE + ": " + what);
    }

    static void nothingIsLeftOn(KvmHostForTests host) throws IOException {
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
        Path disks = host.directory().resolve("disks");
        if (Files.exists(disks)) {
            try (Stream<Path> files = Files.list(disks)) {
                assertThat(files).isEmpty();
            }
        }
    }

    /** What is still promised to anybody. */
    int holds() {
        return jdbc.sql("select count(*) from capacity_hold where not released")
                .query(Integer.class)
                .single();
    }

    static String domainOf(DeploymentView deployment, MachineView machine) {
        return "pk-" + deployment.tag() + "-" + machine.node();
    }
}

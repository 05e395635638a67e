package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.Availability;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.Places;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who gets a standing pod, what it holds of its host, and what comes after it. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class, StandingPodsTest.NobodyWorks.class})
class StandingPodsTest {
    /** The hosts exist on paper. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyWorks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    LabForTests lab;

    @Autowired
    Steward steward;

    @Autowired
    StandingBooks books;

    @Autowired
    StandingDesk standingDesk;

    @Autowired
    BookingDesk desk;

    @Autowired
    Places places;

    @Autowired
    Foreman foreman;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Availability availability;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    Person admin;
    Pod pod;
    Config config;

    @BeforeEach
    void somebodyAndAPod() {
        lab.isNotProbed();
        lab.removeAll();
        jdbc.sql("delete from standing_set").update();
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
    }

    /** Hosts on paper never answer: nobody else is to work on what stands there. */
    @AfterEach
    void nothingStands() {
        lab.removeAll();
        jdbc.sql("delete from standing_set").update();
        jdbc.sql("delete from lab_hold where stands").update();
    }

    @Test
    void holdsItsRoomForGoodAndNeverMoreThanThereIs() {
        HostId host = host(2);
        StandingSet set = ask(host, 3);
        List<StandingPod> all = of(set);

        assertThat(all).hasSize(3).allMatch(one -> one.state() == StandingState.WAITING);
        assertThat(all.stream().map(one -> books.begin(one.life())).filter(plan -> plan.isPresent()))
                .hasSize(2);
        assertThat(free()).isZero();
        assertThat(of(set))
                .filteredOn(one -> one.state() == StandingState.WAITING)
                .singleElement()
                .satisfies(waits -> assertThat(waits.cause()).contains("has room for it for good", "vCPUs"));
        assertThat(book(null)).as("now").isNull();
        assertThat(book(clock.instant().plus(Duration.ofDays(10)))).as("later").isNull();
        assertThat(steward.ask(labOf(host), config.key(), 1, admin)).isInstanceOf(Steward.Outcome.ThereAlready.class);
        assertThat(steward.change(set.id(), 0, admin)).isInstanceOf(Steward.Outcome.WrongNumber.class);
        assertThatThrownBy(() -> steward.ask(labOf(host), "no-such-config", 1, admin))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void isHandedOverAndItsPlaceIsNeverAnybodyElses() {
        HostId host = host(1);
        StandingPod ready = ready(ask(host, 1)).getFirst();

        BookingView booking = Objects.requireNonNull(book(null));

        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        assertThat(deployment.id()).isEqualTo(ready.life());
        assertThat(deployment.tag()).isEqualTo(ready.tag());
        assertThat(deployment.state()).isEqualTo(DeploymentState.PREPARING);
        assertThat(provisioning.start(deployment).orElseThrow().way()).isEqualTo(Way.STANDING);
        assertThat(provisioning.machines(deployment)).hasSize(6);
        assertThat(foreman.hasItsPlace(deployment.id())).isTrue();
        assertThat(foreman.begin(deployment.id()).orElseThrow().machines())
                .allSatisfy(machine -> assertThat(
                                Objects.requireNonNull(machine.hostKey()).privateKey())
                        .isNull());
        assertThat(provisioning.progress(deployment).steps())
                .extracting(StepView::step)
                .containsOnly(Step.KEYS, Step.HAND_OVER)
                .hasSize(7);
        assertThat(placeBegins(ready)).isEqualTo(booked(booking));
        assertThat(book(booking.window().end().plus(Duration.ofDays(2))))
                .as("after it")
                .isNull();

        // its tear-down takes longer than planned: the place makes room
        assertThat(places.prolong(booking.id(), host, booked(booking).plus(HOUR)))
                .isTrue();
        assertThat(placeBegins(ready)).isEqualTo(booked(booking));

        desk.end(booking.id(), admin);
        assertThat(free()).as("still held by the booking").isZero();
        foreman.gone(deployment.id());

        assertThat(free()).isZero();
        StandingPod next = of(ready.set()).getFirst();
        assertThat(next.id()).isEqualTo(ready.id());
        assertThat(next.life()).isNotEqualTo(ready.life());
        assertThat(next.state()).isEqualTo(StandingState.WAITING);
        assertThat(next.handedOver()).isOne();
        assertThat(placeBegins(next)).isBefore(clock.instant().plusSeconds(1));
        assertThat(books.begin(next.life()).orElseThrow().host().id()).isEqualTo(host);
        assertThat(orders("make-standing-pod", next)).isOne();
    }

    @Test
    void anOwnerWhoEndsAtOnceLeavesMachinesThatAreReallyRemoved() {
        StandingPod ready = ready(ask(host(1), 1)).getFirst();
        BookingView booking = Objects.requireNonNull(book(null));

        desk.end(booking.id(), admin);

        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        assertThat(deployment.state()).isEqualTo(DeploymentState.TEARING_DOWN);
        assertThat(orders("tear-down-pod", ready)).isOne();
        foreman.gone(deployment.id());
        assertThat(provisioning.of(booking.id()).orElseThrow().state()).isEqualTo(DeploymentState.GONE);
    }

    @Test
    void isOnlyForWhoWantsItNowAndAsItStands() {
        HostId host = host(3);
        ready(ask(host, 1));

        BookingView later = Objects.requireNonNull(book(clock.instant().plus(HOUR.multipliedBy(2))));
        assertThat(standingDesk.takenFor(later.id())).isEmpty();
        BookingView off = Objects.requireNonNull(book(null, new Choices(false, 0, null), null));
        assertThat(standingDesk.takenFor(off.id())).isEmpty();
        BookingView now = Objects.requireNonNull(book(null));
        assertThat(standingDesk.takenFor(now.id())).isPresent();
    }

    @Test
    void isNotOfferedOnAHostThatTakesNoBookings() {
        HostId host = host(1);
        StandingPod ready = ready(ask(host, 1)).getFirst();
        HostId other = host(1);

        for (String state : List.of("SUSPECT", "WITHDRAWN", "OUT_OF_SERVICE")) {
            state(host, state);
            assertThat(standingDesk.ready(pod.id())).as(state).isZero();
            BookingView booking = Objects.requireNonNull(book(null));
            assertThat(desk.hostOf(booking.id())).as(state).contains(other);
            desk.end(booking.id(), admin);
        }
        state(host, "IN_SERVICE");
        assertThat(standingDesk.ready(pod.id())).isOne();
        Instant soon = clock.instant().plus(Duration.ofMinutes(30));
        jdbc.sql(
                        "insert into outage (id, host_id, during, reason) values (gen_random_uuid(), :host, tstzrange(:from, :to), 'new disks')")
                .param("host", host.value())
                .param("from", soon.atOffset(java.time.ZoneOffset.UTC))
                .param("to", soon.plus(HOUR).atOffset(java.time.ZoneOffset.UTC))
                .update();
        BookingView longer = Objects.requireNonNull(book(null));
        assertThat(desk.hostOf(longer.id())).contains(other);
        assertThat(of(ready.set()).getFirst().state()).isEqualTo(StandingState.READY);
        // its place is held through the outage
        jdbc.sql("delete from outage where host_id = :host")
                .param("host", host.value())
                .update();
    }

    @Test
    void twoWhoWantTheLastOneDoNotBothGetIt() throws Exception {
        for (int round = 0; round < 5; round++) {
            lab.removeAll();
            jdbc.sql("delete from standing_set").update();
            StandingPod ready = ready(ask(host(1), 1)).getFirst();
            List<@Nullable BookingView> got = new ArrayList<>();
            try (var threads = Executors.newFixedThreadPool(4)) {
                Callable<@Nullable BookingView> one = () -> book(null);
                for (var each : threads.invokeAll(List.of(one, one, one, one))) {
                    got.add(each.get());
                }
            }
            assertThat(got).filteredOn(Objects::nonNull).hasSize(1);
            assertThat(of(ready.set()).getFirst().state()).isEqualTo(StandingState.IN_USE);
            assertThat(free()).isZero();
        }
    }

    @Test
    void fewerOrNoneAreWanted() {
        HostId host = host(3);
        StandingSet set = ask(host, 3);
        List<StandingPod> all = ready(set);
        BookingView booking = Objects.requireNonNull(book(null));

        steward.change(set.id(), 2, admin);
        StandingPod goes = of(set).stream()
                .filter(one -> one.state() == StandingState.LEAVING)
                .findFirst()
                .orElseThrow();
        assertThat(goes.cause()).isEqualTo("Fewer are wanted.");
        assertThat(orders("remove-standing-pod", goes)).isOne();
        books.removed(goes.life());
        assertThat(free()).isOne();
        steward.change(set.id(), 3, admin);
        assertThat(of(set)).hasSize(3);

        steward.remove(set.id(), admin);
        assertThat(steward.find(set.id()).orElseThrow().leaving()).isTrue();
        assertThat(of(set)).extracting(StandingPod::state).containsOnly(StandingState.LEAVING, StandingState.IN_USE);
        of(set).stream().filter(one -> one.state() == StandingState.LEAVING).forEach(one -> books.removed(one.life()));
        assertThat(free()).isEqualTo(2);
        assertThat(provisioning.of(booking.id()).orElseThrow().state()).isEqualTo(DeploymentState.PREPARING);

        desk.end(booking.id(), admin);
        foreman.gone(provisioning.of(booking.id()).orElseThrow().id());
        assertThat(steward.find(set.id())).isEmpty();
        assertThat(free()).isEqualTo(3);
        assertThat(all).hasSize(3);
        assertThatThrownBy(() -> steward.remove(set.id(), admin)).isInstanceOf(NotFound.class);
    }

    @Test
    void oneThatCannotBeVerifiedIsMadeAgainAndElsewhereAfterAWhile() {
        HostId host = host(1);
        StandingSet set = ask(host, 1);
        ready(set);
        HostId other = host(1);

        StandingPod first = of(set).getFirst();
        books.failed(first.life(), "The machine node2 was found OFF.");
        StandingPod renewing = of(set).getFirst();
        assertThat(renewing.state()).isEqualTo(StandingState.RENEWING);
        assertThat(renewing.cause()).contains("node2");
        assertThat(standingDesk.ready(pod.id())).isZero();
        assertThat(orders("remove-standing-pod", first)).isOne();
        books.removed(first.life());
        StandingPod second = of(set).getFirst();
        assertThat(second.cause()).contains("node2");
        assertThat(second.failures()).isOne();
        assertThat(books.begin(second.life()).orElseThrow().host().id()).isEqualTo(host);
        // work on the first ones comes too late
        assertThat(books.begin(first.life())).isEmpty();
        books.ready(first.life());
        assertThat(of(set).getFirst().state()).isEqualTo(StandingState.MAKING);

        books.failed(second.life(), "no space");
        books.removed(second.life());
        StandingPod third = of(set).getFirst();
        assertThat(books.begin(third.life()).orElseThrow().host().id()).isEqualTo(other);
        assertThat(free()).isOne();
        books.ready(third.life());
        assertThat(of(set).getFirst().failures()).as("it may still die at once").isEqualTo(2);
        books.verified(third.life());
        assertThat(of(set).getFirst().failures()).isZero();
    }

    @Test
    void leavesAHostThatIsEmptied() {
        HostId host = host(1);
        StandingSet set = ask(host, 1);
        StandingPod ready = ready(set).getFirst();
        HostId other = host(1);
        state(host, "OUT_OF_SERVICE");

        steward.tidy();

        assertThat(of(set).getFirst().cause()).contains("taken out of service");
        books.removed(ready.life());
        assertThat(books.begin(of(set).getFirst().life()).orElseThrow().host().id())
                .isEqualTo(other);
    }

    @Test
    void oneWhoseImageHasChangedIsMadeAgain() {
        StandingSet set = ask(host(1), 1);
        ready(set);
        jdbc.sql("update standing_pod set images = array['other'] where set_id = :set")
                .param("set", set.id().value())
                .update();

        steward.tidy();

        StandingPod changed = of(set).getFirst();
        assertThat(changed.state()).isEqualTo(StandingState.RENEWING);
        assertThat(changed.cause()).contains("image");
        assertThat(changed.failures()).isZero();
    }

    @Test
    void whatCannotBeHandedOverIsMadeLikeAnyOtherAndSaysWhy() {
        ready(ask(host(1), 1));
        BookingView booking = Objects.requireNonNull(book(null));
        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        DeploymentPlan plan = foreman.begin(deployment.id()).orElseThrow();
        List<String> before = provisioning.machines(deployment).stream()
                .map(MachineView::fingerprint)
                .toList();

        standingDesk.fallBack(plan, "node2 has no QEMU guest agent that answers.");

        assertThat(standingDesk.isHandedOver(deployment.id())).isFalse();
        assertThat(provisioning.start(deployment)).isEmpty();
        assertThat(provisioning.machines(deployment))
                .extracting(MachineView::fingerprint)
                .doesNotContainAnyElementsOf(before);
        assertThat(foreman.begin(deployment.id()).orElseThrow().machines())
                .allSatisfy(machine -> assertThat(
                                Objects.requireNonNull(machine.hostKey()).privateKey())
                        .isNotNull());
        assertThat(provisioning.progress(deployment).steps())
                .extracting(StepView::step)
                .contains(Step.DISKS, Step.START);
    }

    private StandingSet ask(HostId host, int wanted) {
        return ((Steward.Outcome.Done) steward.ask(labOf(host), config.key(), wanted, admin)).set();
    }

    /** As if its machines had been made. */
    private List<StandingPod> ready(StandingSet set) {
        of(set).forEach(one -> {
            assertThat(books.begin(one.life())).isPresent();
            books.ready(one.life());
        });
        assertThat(of(set)).allMatch(one -> one.state() == StandingState.READY);
        return of(set);
    }

    private List<StandingPod> of(StandingSet set) {
        return of(set.id());
    }

    private List<StandingPod> of(@Nullable StandingSetId set) {
        return steward.pods().stream()
                .filter(one -> Objects.equals(one.set(), set))
                .toList();
    }

    private @Nullable BookingView book(@Nullable Instant start) {
        return book(start, Choices.USUAL, null);
    }

    private @Nullable BookingView book(@Nullable Instant start, Choices choices, @Nullable LabId where) {
        Verdict verdict = desk.book(
                new BookingRequest(pod.id(), config.id(), where, "testing", start, HOUR, null, choices),
                lab.somebody(Role.USER));
        return verdict instanceof Verdict.Booked(BookingView booking) ? booking : null;
    }

    /** Until when the booking holds its host. */
    private Instant booked(BookingView booking) {
        return jdbc.sql("select upper(during) from capacity_hold where booking_id = :booking")
                .param("booking", booking.id().value())
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private Instant placeBegins(StandingPod standing) {
        return jdbc.sql("select lower(during) from lab_hold where id = :id")
                .param("id", standing.id().value())
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private HostId host(int howMany) {
        return lab.host(pod, howMany);
    }

    private LabId labOf(HostId host) {
        return inventory.host(host).orElseThrow().lab();
    }

    private void state(HostId host, String state) {
        jdbc.sql("update kvm_host set state = :state where id = :id")
                .param("state", state)
                .param("id", host.value())
                .update();
    }

    private int free() {
        return availability.freeNow(availability.hostsInService(null), pod.resources(), HOUR);
    }

    private int orders(String task, StandingPod standing) {
        return jdbc.sql("select count(*) from scheduled_tasks where task_name = :task and task_instance = :id")
                .param("task", task)
                .param("id", standing.life().toString())
                .query(Integer.class)
                .single();
    }
}

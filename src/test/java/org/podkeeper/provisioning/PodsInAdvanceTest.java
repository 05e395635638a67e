package org.podkeeper.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
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
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Pods that were made before anybody booked them: they take nobody's room, and whoever books gets one. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class, StandingPodsTest.NobodyWorks.class})
class PodsInAdvanceTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final Choices NOT_STARTED = new Choices(false, 0, null);

    @Autowired
    LabForTests lab;

    @Autowired
    Goldsmith goldsmith;

    @Autowired
    PodsInAdvance inAdvance;

    @Autowired
    StandingBooks books;

    @Autowired
    StandingRows rows;

    @Autowired
    BookingDesk desk;

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
        nothingStands();
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
    }

    /** Hosts on paper never answer: nobody else is to work on what stands there. */
    @AfterEach
    void nothingStands() {
        jdbc.sql("delete from access_address where tag like 'somebody %'").update();
        lab.removeAll();
        jdbc.sql("delete from standing_pod where set_id is null").update();
    }

    @Test
    void holdNoRoomAndAreHandedOverWithTheHostsOwn() {
        HostId host = host(2);
        StandingPod ready = ready(golden(host, 1)).getFirst();
        assertThat(free()).as("as if it were not there").isEqualTo(2);
        assertThat(orders("make-standing-pod", ready)).isOne();

        BookingView booking = Objects.requireNonNull(book(null, Choices.USUAL));

        DeploymentView deployment = provisioning.of(booking.id()).orElseThrow();
        assertThat(deployment.id()).isEqualTo(ready.life());
        assertThat(deployment.tag()).isEqualTo(ready.tag());
        assertThat(provisioning.start(deployment).orElseThrow().way()).isEqualTo(Way.STANDING);
        assertThat(free()).isOne();
        BookingView next = Objects.requireNonNull(book(null, Choices.USUAL));
        assertThat(provisioning.start(provisioning.of(next.id()).orElseThrow())).isEmpty();

        desk.end(booking.id(), admin);
        foreman.gone(deployment.id());
        assertThat(free()).isOne();
        assertThat(rows.find(ready.life())).isEmpty();
    }

    /** Each of those who look at the same time sees what is missing. */
    @Test
    void areAsManyAsWantedHoweverManyLook() throws Exception {
        GoldenPod golden = golden(host(5), 0);
        jdbc.sql("update golden_pod set in_advance = 3").update();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<Void> look = () -> {
                inAdvance.level();
                return null;
            };
            for (Future<Void> looked : threads.invokeAll(Collections.nCopies(6, look))) {
                looked.get();
            }
        }
        assertThat(goldsmith.inAdvance(golden.id())).hasSize(3);
    }

    @Test
    void areForWhoWantsOneNowAndAsItStands() {
        ready(golden(host(3), 1));

        BookingView later = Objects.requireNonNull(book(clock.instant().plus(HOUR.multipliedBy(2)), Choices.USUAL));
        assertThat(handedOver(later)).isFalse();
        BookingView off = Objects.requireNonNull(book(null, NOT_STARTED));
        assertThat(handedOver(off)).isFalse();
        BookingView now = Objects.requireNonNull(book(null, Choices.USUAL));
        assertThat(handedOver(now)).isTrue();
    }

    /** Of two hosts the fuller one would be taken, were there not one on the other. */
    @Test
    void theirHostComesFirst() {
        HostId emptier = host(3);
        ready(golden(emptier, 1));
        HostId fuller = host(1);

        assertThat(hostOf(book(null, Choices.USUAL))).isEqualTo(emptier);
        assertThat(hostOf(book(null, Choices.USUAL))).isEqualTo(fuller);
    }

    @Test
    void areNotMadeWhereTheRoomIsBookedOrAPodIsBeingMade() {
        HostId host = host(1);
        StandingPod waiting = asked(golden(host, 1)).getFirst();
        BookingView booking = Objects.requireNonNull(book(null, Choices.USUAL));

        assertThat(books.begin(waiting.life())).isEmpty();
        assertThat(rows.find(waiting.life()).orElseThrow().cause()).contains("room that nobody has booked");
        assertThat(books.isWaiting(waiting.life())).as("it is tried again").isTrue();

        desk.end(booking.id(), admin);
        assertThat(books.begin(waiting.life())).isPresent();

        HostId larger = host(2);
        StandingPod besides = asked(golden(larger, 1)).getFirst();
        BookingView there = Objects.requireNonNull(book(null, NOT_STARTED));
        assertThat(hostOf(there)).isIn(host, larger);
        jdbc.sql("update deployment set host_id = :host where booking_id = :booking")
                .param("host", larger.value())
                .param("booking", there.id().value())
                .update();
        assertThat(foreman.begin(provisioning.of(there.id()).orElseThrow().id()))
                .isPresent();
        assertThat(books.begin(besides.life())).isEmpty();
        assertThat(rows.find(besides.life()).orElseThrow().cause()).contains("being made");
    }

    @Test
    void leaveAddressesForWhoBooks() {
        HostId host = host(2);
        StandingPod waiting = asked(golden(host, 1)).getFirst();
        jdbc.sql("""
                        insert into access_address (host_id, address, tag)
                        select :host, 'taken ' || n, 'somebody ' || n from generate_series(1, 126) n
                        """).param("host", host.value()).update();

        assertThat(books.begin(waiting.life())).as("of 253").isEmpty();
        assertThat(rows.find(waiting.life()).orElseThrow().cause()).contains("half of the addresses");

        jdbc.sql("delete from access_address where tag = 'somebody 1'").update();
        assertThat(books.begin(waiting.life())).isPresent();
    }

    @Test
    void areNotMadeIntoRoomWhereAPodStandsThoughItsTimeIsOver() {
        HostId host = host(1);
        StandingPod waiting = asked(golden(host, 1)).getFirst();
        BookingView late = Objects.requireNonNull(book(null, NOT_STARTED));
        assertThat(hostOf(late)).isEqualTo(host);
        jdbc.sql("update capacity_hold set during = tstzrange(:from, :to) where booking_id = :booking")
                .param("from", clock.instant().minus(HOUR).atOffset(ZoneOffset.UTC))
                .param("to", clock.instant().minusSeconds(1).atOffset(ZoneOffset.UTC))
                .param("booking", late.id().value())
                .update();

        assertThat(books.begin(waiting.life())).isEmpty();
        assertThat(rows.find(waiting.life()).orElseThrow().cause()).contains("room that nobody has booked");

        jdbc.sql("update capacity_hold set released = true where booking_id = :booking")
                .param("booking", late.id().value())
                .update();
        assertThat(books.begin(waiting.life())).isPresent();
    }

    @Test
    void areNotMadeDuringAnOutageOfTheirHost() {
        HostId host = host(1);
        StandingPod waiting = asked(golden(host, 1)).getFirst();
        jdbc.sql(
                        "insert into outage (id, host_id, during, reason) values (gen_random_uuid(), :host, tstzrange(:from, :to), 'new disks')")
                .param("host", host.value())
                .param("from", clock.instant().plus(Duration.ofMinutes(5)).atOffset(ZoneOffset.UTC))
                .param("to", clock.instant().plus(HOUR).atOffset(ZoneOffset.UTC))
                .update();

        assertThat(books.begin(waiting.life())).isEmpty();
        assertThat(rows.find(waiting.life()).orElseThrow().cause()).contains("outage");

        jdbc.sql("delete from outage where host_id = :host")
                .param("host", host.value())
                .update();
        assertThat(books.begin(waiting.life())).isPresent();
    }

    @Test
    void areNotHandedOverWhenAnImageHasChangedSince() {
        StandingPod ready = ready(golden(host(2), 1)).getFirst();
        jdbc.sql("update standing_pod set images = array['other'] where life = :life")
                .param("life", ready.life().value())
                .update();

        assertThat(handedOver(Objects.requireNonNull(book(null, Choices.USUAL))))
                .isFalse();
        assertThat(rows.find(ready.life()).orElseThrow().state()).isEqualTo(StandingState.READY);
    }

    @Test
    void giveWayToWhatIsBookedBeforeItIsMade() {
        HostId host = host(2);
        List<StandingPod> two = ready(golden(host, 2));
        inAdvance.awaitRoom(host, () -> assertThat(two).as("nobody waits").isEmpty(), () -> {});

        Objects.requireNonNull(book(null, NOT_STARTED));

        var waited = new AtomicInteger();
        inAdvance.awaitRoom(
                host,
                () -> {
                    waited.incrementAndGet();
                    StandingPod leaving = rows.inAdvance().stream()
                            .filter(one -> one.state() == StandingState.LEAVING)
                            .findFirst()
                            .orElseThrow();
                    assertThat(leaving.cause()).contains("room");
                    assertThat(orders("remove-standing-pod", leaving)).isOne();
                    // as if its machines had been removed
                    books.removed(leaving.life());
                },
                () -> {});

        assertThat(waited).hasValue(1);
        assertThat(rows.inAdvance())
                .singleElement()
                .satisfies(stays -> assertThat(stays.state()).isEqualTo(StandingState.READY));
        inAdvance.level();
        assertThat(rows.inAdvance())
                .extracting(StandingPod::state)
                .containsExactlyInAnyOrder(StandingState.READY, StandingState.WAITING);
    }

    @Test
    void whoIsNotWantedAnyMoreDoesNotWaitForRoom() {
        HostId host = host(1);
        ready(golden(host, 1));
        Objects.requireNonNull(book(null, NOT_STARTED));

        assertThatThrownBy(() -> inAdvance.awaitRoom(host, () -> {}, () -> {
                    throw new NoLongerWanted();
                }))
                .isInstanceOf(NoLongerWanted.class);
    }

    @Test
    void goWithTheirGoldenPodAndWithAHostThatIsEmptied() {
        HostId host = host(2);
        GoldenPod golden = golden(host, 1);
        StandingPod ready = ready(golden).getFirst();
        state(host, "OUT_OF_SERVICE");
        inAdvance.level();
        assertThat(rows.find(ready.life()).orElseThrow().state()).isEqualTo(StandingState.LEAVING);
        books.removed(ready.life());
        assertThat(rows.inAdvance()).isEmpty();

        state(host, "IN_SERVICE");
        inAdvance.level();
        StandingPod another = ready(golden).getFirst();
        assertThat(goldsmith.hasStandingPods(golden.id())).isTrue();
        goldsmith.remove(golden.id(), admin);
        books.removed(another.life());
        assertThat(goldsmith.hasStandingPods(golden.id())).isFalse();
    }

    @Test
    void oneThatCannotBeMadeIsTriedAgainLater() {
        StandingPod first = asked(golden(host(1), 1)).getFirst();
        assertThat(books.begin(first.life())).isPresent();

        books.failed(first.life(), "no space");
        inAdvance.level();
        books.removed(first.life());

        StandingPod again = rows.inAdvance().getFirst();
        assertThat(again.failures()).isOne();
        assertThat(again.golden()).isEqualTo(first.golden());
        assertThat(books.begin(again.life())).isPresent();
    }

    @Test
    void thereAreAsManyAsAnAdminWants() {
        GoldenPod golden = golden(host(3), 1);
        ready(golden);
        goldsmith.keepInAdvance(golden.id(), 3);
        assertThat(goldsmith.inAdvance(golden.id())).hasSize(3);

        goldsmith.keepInAdvance(golden.id(), 1);
        assertThat(goldsmith.inAdvance(golden.id()))
                .singleElement()
                .satisfies(stays -> assertThat(stays.state()).isEqualTo(StandingState.READY));
    }

    private GoldenPod golden(HostId host, int count) {
        GoldenPod golden = goldsmith.ask(host, pod.id(), config.id(), admin);
        jdbc.sql("update golden_pod set state = 'READY', made_at = now() where id = :id")
                .param("id", golden.id().value())
                .update();
        goldsmith.keepInAdvance(golden.id(), count);
        return golden;
    }

    private List<StandingPod> asked(GoldenPod golden) {
        inAdvance.level(); // which orders again what is ordered already
        return goldsmith.inAdvance(golden.id());
    }

    /** As if their machines had been made. */
    private List<StandingPod> ready(GoldenPod golden) {
        asked(golden).forEach(one -> {
            assertThat(books.begin(one.life())).isPresent();
            books.ready(one.life());
        });
        assertThat(goldsmith.inAdvance(golden.id())).allMatch(one -> one.state() == StandingState.READY);
        return goldsmith.inAdvance(golden.id());
    }

    private @Nullable BookingView book(@Nullable Instant start, Choices choices) {
        Verdict verdict = desk.book(
                new BookingRequest(pod.id(), config.id(), null, "testing", start, HOUR, null, choices),
                lab.somebody(Role.USER));
        return verdict instanceof Verdict.Booked(BookingView booking) ? booking : null;
    }

    private boolean handedOver(BookingView booking) {
        return provisioning
                .start(provisioning.of(booking.id()).orElseThrow())
                .filter(start -> start.way() == Way.STANDING)
                .isPresent();
    }

    private HostId hostOf(@Nullable BookingView booking) {
        return provisioning
                .of(Objects.requireNonNull(booking).id())
                .orElseThrow()
                .host();
    }

    private HostId host(int howMany) {
        return lab.host(pod, howMany);
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

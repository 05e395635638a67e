package org.podkeeper.outage;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Several at the same moment. */
@SpringBootTest(properties = "podkeeper.outage.look-every=1d")
@Import({PostgresForTests.class, LabForTests.class})
class OutageRacesTest {
    private static final int ROUNDS = 20;
    private static final int PEOPLE = 8;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk bookings;

    @Autowired
    OutageDesk desk;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcClient jdbc;

    private Person owner;
    private Person admin;
    private Pod pod;

    @BeforeEach
    void people() {
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update();
        owner = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void whoBooksWhileAnOutageIsAnnouncedIsRefusedOrListed() throws Exception {
        var config = lab.configFor(pod).id();
        for (int round = 0; round < ROUNDS; round++) {
            lab.removeAll();
            HostId host = lab.host(new Resources(64, 65_536, 900));
            Instant start = Instant.now().plus(Duration.ofDays(3));
            var barrier = new CyclicBarrier(PEOPLE + 1);
            try (var threads = Executors.newFixedThreadPool(PEOPLE + 1)) {
                List<Future<Verdict>> asked = IntStream.range(0, PEOPLE)
                        .mapToObj(one -> threads.submit((Callable<Verdict>) () -> {
                            barrier.await();
                            return bookings.book(
                                    new BookingRequest(
                                            pod.id(), config, null, "a race", start, Duration.ofHours(2), null),
                                    owner);
                        }))
                        .toList();
                Future<PlannedOutage> announced = threads.submit(() -> {
                    barrier.await();
                    return announce(host, start, false);
                });
                PlannedOutage outage = announced.get();
                long booked = 0;
                for (Future<Verdict> one : asked) {
                    if (one.get() instanceof Verdict.Booked(BookingView booking)) {
                        booked++;
                        assertThat(desk.hitsOf(booking.id()))
                                .as("round %d, booking #%d", round, booking.number())
                                .singleElement()
                                .satisfies(hit -> assertThat(hit.told()).isTrue());
                        bookings.end(booking.id(), owner);
                    }
                }
                assertThat(desk.find(outage.id()).orElseThrow().hits()).hasSize((int) booked);
                desk.end(outage.id());
            }
        }
    }

    @Test
    void ofTwoWhoAcceptTheLastPlaceOneGetsItAndTheOtherStays() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            lab.removeAll();
            var needs = pod.resources();
            HostId host = lab.host(new Resources(needs.vcpus() * 2, needs.memoryMib() * 2, needs.diskGib() * 2));
            Instant start = Instant.now().plus(Duration.ofDays(3));
            BookingView one = book(start);
            BookingView two = book(start);
            HostId other = lab.host(needs);
            PlannedOutage outage = announce(host, start, false);
            var barrier = new CyclicBarrier(2);
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Future<OutageDesk.Answer>> answers = List.of(one, two).stream()
                        .map(booking -> threads.submit((Callable<OutageDesk.Answer>) () -> {
                            barrier.await();
                            return desk.accept(
                                    booking.id(),
                                    new OutageDesk.Wish(OtherPlace.Kind.OTHER_HOST, other, start, true),
                                    owner);
                        }))
                        .toList();
                int moved = 0;
                for (Future<OutageDesk.Answer> answer : answers) {
                    moved += answer.get() instanceof OutageDesk.Answer.Moved ? 1 : 0;
                }
                assertThat(moved).as("round %d", round).isOne();
            }
            assertThat(List.of(one, two)).allSatisfy(booking -> {
                assertThat(bookings.find(booking.id()).orElseThrow().state()).isEqualTo(BookingState.CONFIRMED);
                assertThat(bookings.hostOf(booking.id())).isPresent();
            });
            assertThat(desk.find(outage.id()).orElseThrow().count(HitState.OPEN))
                    .isOne();
            desk.end(outage.id());
            bookings.end(one.id(), owner);
            bookings.end(two.id(), owner);
        }
    }

    @Test
    void anAcceptanceAndTheEndOfTheSameBookingLeaveNothingBehind() throws Exception {
        for (int round = 0; round < ROUNDS; round++) {
            lab.removeAll();
            HostId host = lab.host(pod.resources());
            Instant start = Instant.now().plus(Duration.ofDays(3));
            BookingView booking = book(start);
            HostId other = lab.host(pod.resources());
            PlannedOutage outage = announce(host, start, false);
            var barrier = new CyclicBarrier(2);
            try (var threads = Executors.newFixedThreadPool(2)) {
                Future<OutageDesk.Answer> accepted = threads.submit(() -> {
                    barrier.await();
                    return desk.accept(
                            booking.id(), new OutageDesk.Wish(OtherPlace.Kind.OTHER_HOST, other, start, true), owner);
                });
                Future<BookingView> ended = threads.submit(() -> {
                    barrier.await();
                    return bookings.end(booking.id(), owner);
                });
                accepted.get();
                assertThat(ended.get().state()).isEqualTo(BookingState.CANCELLED);
            }
            assertThat(jdbc.sql("select count(*) from capacity_hold where booking_id = :id and not released")
                            .param("id", booking.id().value())
                            .query(Integer.class)
                            .single())
                    .as("round %d", round)
                    .isZero();
            desk.attendAll();
            assertThat(desk.hitsOf(booking.id()).getFirst().state()).isIn(HitState.OVER, HitState.MOVED);
            desk.end(outage.id());
        }
    }

    private BookingView book(Instant start) {
        return ((Verdict.Booked) bookings.book(
                        new BookingRequest(
                                pod.id(), lab.configFor(pod).id(), null, "a race", start, Duration.ofHours(2), null),
                        owner))
                .booking();
    }

    private PlannedOutage announce(HostId host, Instant start, boolean moves) {
        return ((Change.Done<PlannedOutage>) desk.announce(
                        new OutageDraft(
                                inventory.host(host).map(KvmHost::lab).orElseThrow(),
                                host,
                                start.minusSeconds(600),
                                start.plus(Duration.ofHours(1)),
                                "a race",
                                Duration.ZERO,
                                moves),
                        admin))
                .value();
    }
}

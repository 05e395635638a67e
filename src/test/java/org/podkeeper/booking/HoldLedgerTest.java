package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class HoldLedgerTest {
    private static final Instant NOON = Instant.parse("2031-03-30T00:00:00Z");

    @Autowired
    LabForTests lab;

    @Autowired
    HoldLedger ledger;

    @Autowired
    LabHolds labHolds;

    @Autowired
    Bookings bookings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    Person person;
    Pod pod;
    Config config;

    @BeforeEach
    void somebodyAndAPod() {
        person = lab.somebody(Role.USER);
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
    }

    /** Random holds on one host, each asked of PostgreSQL and of a count by hand over every minute. */
    @Test
    void agreesWithACountByHandOnWhatFits() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        for (int round = 0; round < 40; round++) {
            var limit = new Resources(1 + random.nextInt(8), 1 + random.nextInt(8), 1 + random.nextInt(8));
            HostId host = lab.host(limit);
            var taken = new ArrayList<Hold>();
            for (int i = 0; i < 25; i++) {
                var wanted = new Resources(random.nextInt(4), random.nextInt(4), random.nextInt(4));
                int start = random.nextInt(20);
                TimeWindow window = minutes(start, start + 1 + random.nextInt(10));
                boolean fits = fitsByHand(limit, taken, wanted, window);
                assertThat(new HostSchedule(limit, taken, List.of()).hasRoom(wanted, window))
                        .as("advice, seed %d, round %d, hold %d", seed, round, i)
                        .isEqualTo(fits);
                boolean labsOwn = random.nextInt(4) == 0;
                BookingId booking = new BookingId(UUID.randomUUID());
                assertThat(
                                labsOwn
                                        ? labHolds.hold(booking.value(), host, wanted, window, "a test")
                                        : hold(booking, host, wanted, window))
                        .as("PostgreSQL, seed %d, round %d, hold %d", seed, round, i)
                        .isEqualTo(fits);
                if (fits) {
                    taken.add(new Hold(labsOwn ? null : booking, host, wanted, window));
                    if (labsOwn && random.nextInt(4) == 0) {
                        taken.removeLast();
                        labHolds.release(booking.value());
                    } else if (taken.getLast().booking() != null && random.nextInt(4) == 0) {
                        Hold back = taken.removeLast();
                        transaction.executeWithoutResult(tx -> ledger.release(
                                java.util.Objects.requireNonNull(back.booking()),
                                back.host(),
                                back.window().start()));
                    }
                }
            }
            lab.remove(host);
        }
    }

    private static boolean fitsByHand(Resources limit, List<Hold> taken, Resources wanted, TimeWindow window) {
        for (Instant minute = window.start(); minute.isBefore(window.end()); minute = minute.plusSeconds(60)) {
            Instant at = minute;
            Resources sum = taken.stream()
                    .filter(hold -> hold.window().contains(at))
                    .map(Hold::resources)
                    .reduce(wanted, Resources::plus);
            if (!limit.covers(sum)) {
                return false;
            }
        }
        return true;
    }

    @Test
    void letsAHoldBeginAtTheInstantAtWhichAnotherEnds() {
        HostId host = lab.host(new Resources(1, 1, 1));
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(0, 10)))
                .isTrue();
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(10, 20)))
                .isTrue();
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(9, 11)))
                .isFalse();
    }

    @Test
    void refusesOvercommitmentWhateverCodeInserts() {
        HostId host = lab.host(new Resources(4, 4, 4));
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(3, 1, 1), minutes(0, 10)))
                .isTrue();
        BookingId other = booked();
        assertThatThrownBy(() -> jdbc.sql("""
                                insert into capacity_hold (id, booking_id, host_id, vcpus, memory_mib, disk_gib, during)
                                values (:id, :booking, :host, 2, 1, 1, tstzrange('2031-03-30 00:05Z', '2031-03-30 00:06Z'))
                                """)
                        .param("id", UUID.randomUUID())
                        .param("booking", other.value())
                        .param("host", host.value())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("would be promised 5 of 4 vCPUs");
        assertThatThrownBy(() -> jdbc.sql("update capacity_hold set memory_mib = 5 where host_id = :host")
                        .param("host", host.value())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class);
    }

    @Test
    void refusesToLowerALimitBelowWhatIsPromised() {
        HostId host = lab.host(new Resources(4, 4, 4));
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(3, 1, 1), minutes(0, 10)))
                .isTrue();
        assertThatThrownBy(() -> jdbc.sql("update kvm_host set vcpus = 2 where id = :host")
                        .param("host", host.value())
                        .update())
                .isInstanceOf(DataIntegrityViolationException.class)
                .hasMessageContaining("has promised 3 vCPUs");
        assertThat(jdbc.sql("update kvm_host set vcpus = 3 where id = :host")
                        .param("host", host.value())
                        .update())
                .isOne();
    }

    @Test
    void takesNoBookingIntoAnOutageAlsoWhenItWasAnnouncedOverOthers() {
        HostId host = lab.host(new Resources(4, 4, 4));
        outage(host, "[2031-03-30 01:00Z,2031-03-30 02:00Z)");
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(30, 61)))
                .isFalse();
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(30, 60)))
                .isTrue();
        outage(host, "[2031-03-30 00:59Z,2031-03-30 01:00Z)");
        assertThat(hold(new BookingId(UUID.randomUUID()), host, new Resources(1, 1, 1), minutes(58, 60)))
                .as("nothing new, whatever was promised before")
                .isFalse();
    }

    @Test
    void knowsWhoseTimeIsOverAndWhoStillTakesThePlaceOfAnother() {
        HostId host = lab.host(new Resources(3, 3, 3));
        BookingId late = new BookingId(UUID.randomUUID());
        BookingId next = new BookingId(UUID.randomUUID());
        BookingId small = new BookingId(UUID.randomUUID());
        assertThat(hold(late, host, new Resources(2, 2, 2), minutes(0, 10))).isTrue();
        assertThat(hold(next, host, new Resources(2, 1, 1), minutes(10, 20))).isTrue();
        assertThat(hold(small, host, new Resources(1, 1, 1), minutes(20, 30))).isTrue();
        Instant nextBegins = minutes(10, 20).start();

        assertThat(ledger.inTheWayOf(late, minutes(5, 6).start())).isEmpty();
        assertThat(ledger.inTheWayOf(next, nextBegins)).containsExactly(number(late));
        transaction.executeWithoutResult(tx -> ledger.release(next, host, nextBegins.plusSeconds(60)));
        assertThat(ledger.inTheWayOf(small, minutes(20, 30).start()))
                .as("room enough beside what is still there")
                .isEmpty();
        transaction.executeWithoutResult(tx -> ledger.release(late, host, nextBegins));
        assertThat(ledger.inTheWayOf(next, nextBegins)).isEmpty();
    }

    private long number(BookingId id) {
        return jdbc.sql("select number from booking where id = :id")
                .param("id", id.value())
                .query(Long.class)
                .single();
    }

    private void outage(HostId host, String during) {
        jdbc.sql(
                        "insert into outage (id, host_id, during, reason) values (:id, :host, :during::tstzrange, 'new disks')")
                .param("id", UUID.randomUUID())
                .param("host", host.value())
                .param("during", during)
                .update();
    }

    private boolean hold(BookingId id, HostId host, Resources wanted, TimeWindow window) {
        return Boolean.TRUE.equals(transaction.execute(tx -> {
            boolean held = ledger.tryHold(id, host, wanted, window);
            if (held) {
                bookings.saveAndFlush(booking(id));
            }
            return held;
        }));
    }

    private BookingId booked() {
        var id = new BookingId(UUID.randomUUID());
        bookings.saveAndFlush(booking(id));
        return id;
    }

    private Booking booking(BookingId id) {
        var request = new BookingRequest(pod.id(), config.id(), null, "a test", NOON, Duration.ofHours(1), null);
        return new Booking(
                id,
                person.id(),
                new org.podkeeper.inventory.LabId(
                        jdbc.sql("select id from lab limit 1").query(UUID.class).single()),
                request,
                TimeWindow.of(NOON, Duration.ofHours(1)),
                NOON,
                person.userName(),
                "booked",
                NOON);
    }

    private static TimeWindow minutes(int from, int to) {
        return new TimeWindow(NOON.plus(Duration.ofMinutes(from)), NOON.plus(Duration.ofMinutes(to)));
    }
}

package org.podkeeper.outage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingSettings;
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
import org.podkeeper.kernel.TimeWindow;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Random bookings and outages, against somebody who looks at every minute by hand. */
@SpringBootTest(properties = "podkeeper.outage.look-every=1d")
@Import({PostgresForTests.class, LabForTests.class, MovableClock.class})
class OutagesByChanceTest {
    private static final int ROUNDS = 25;
    private static final int HOSTS = 3;
    private static final int MINUTES = 600;
    /** How many pods a host has room for at once. */
    private static final int ROOM = 2;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk bookings;

    @Autowired
    OutageDesk desk;

    @Autowired
    Inventory inventory;

    @Autowired
    BookingSettings settings;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MovableClock clock;

    private Person owner;
    private Person admin;
    private Pod pod;

    @BeforeEach
    void people() {
        owner = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void hitsExactlyWhomItTouchesAndProposesOnlyWhatIsFree() {
        for (int seed = 0; seed < ROUNDS; seed++) {
            round(new Random(seed), seed);
        }
    }

    private void round(Random random, int seed) {
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update();
        var needs = pod.resources();
        List<HostId> hosts = new ArrayList<>();
        for (int host = 0; host < HOSTS; host++) {
            hosts.add(lab.host(new Resources(needs.vcpus() * ROOM, needs.memoryMib() * ROOM, needs.diskGib() * ROOM)));
        }
        List<BookingView> made = new ArrayList<>();
        for (int number = 0; number < 12; number++) {
            book(random).ifPresent(made::add);
        }
        assumeThat(made).isNotEmpty();
        boolean whole = random.nextInt(4) == 0;
        HostId one = hosts.get(random.nextInt(HOSTS));
        Instant start = random.nextBoolean()
                ? made.get(random.nextInt(made.size())).window().end()
                : minute(60 + random.nextInt(MINUTES));
        Instant end = random.nextBoolean()
                ? start.plus(Duration.ofMinutes(1 + random.nextInt(200)))
                : latest(
                        start.plusSeconds(1),
                        made.get(random.nextInt(made.size())).prepareFrom());
        Map<UUID, HostId> places = new HashMap<>();
        made.forEach(booking ->
                places.put(booking.id().value(), bookings.hostOf(booking.id()).orElseThrow()));

        PlannedOutage outage = announce(whole ? null : one, one, new TimeWindow(start, end));

        Set<HostId> closed = whole ? Set.copyOf(hosts) : Set.of(one);
        Set<UUID> expected = made.stream()
                .filter(booking -> closed.contains(places.get(booking.id().value())))
                // half-open: [prepareFrom, end) and [start, end)
                .filter(booking -> booking.prepareFrom().isBefore(end)
                        && start.isBefore(booking.window().end()))
                .map(booking -> booking.id().value())
                .collect(Collectors.toSet());
        OutageDesk.Announced announced = desk.find(outage.id()).orElseThrow();
        assertThat(announced.hits())
                .as("seed %d", seed)
                .extracting(hit -> hit.booking().value())
                .containsExactlyInAnyOrderElementsOf(expected);
        for (OutageHit hit : announced.hits()) {
            BookingView booking = bookings.find(hit.booking()).orElseThrow();
            Optional<OutageDesk.Hit> hitting = desk.hitting(booking);
            if (hitting.isEmpty() || hitting.get().proposal().places().isEmpty()) {
                continue;
            }
            for (OtherPlace place : hitting.get().proposal().places()) {
                check(booking, place, closed, outage, seed);
            }
            OtherPlace taken = hitting.get()
                    .proposal()
                    .places()
                    .get(random.nextInt(hitting.get().proposal().places().size()));
            assertThat(desk.accept(
                            booking.id(),
                            new OutageDesk.Wish(
                                    taken.kind(),
                                    taken.host().id(),
                                    taken.window().start(),
                                    true),
                            owner))
                    .as("seed %d, %s", seed, taken)
                    .isInstanceOf(OutageDesk.Answer.Moved.class);
        }
        assertThat(overfull(hosts)).as("seed %d", seed).isZero();
        assertThat(jdbc.sql("""
                        select count(*) from capacity_hold h join outage o on o.host_id = h.host_id and o.during && h.during
                            join booking b on b.id = h.booking_id
                        where o.plan_id = :plan and b.state = 'CONFIRMED' and not exists (
                            select from outage_hit t where t.plan_id = o.plan_id and t.booking_id = b.id and t.state = 'OPEN')
                            and tstzrange(b.prepare_from, b.ends_at) && o.during
                        """)
                        .param("plan", outage.id().value())
                        .query(Integer.class)
                        .single())
                .as("seed %d: in the outage without being listed", seed)
                .isZero();
        bookings.of(owner.id()).stream()
                .filter(booking -> booking.state() == BookingState.CONFIRMED)
                .forEach(booking -> bookings.end(booking.id(), owner));
    }

    /** Every minute of the place is counted by hand. */
    private void check(BookingView booking, OtherPlace place, Set<HostId> closed, PlannedOutage outage, int seed) {
        String what = "seed %d, booking #%d, %s".formatted(seed, booking.number(), place);
        assertThat(place.window().length()).as(what).isEqualTo(booking.window().length());
        assertThat(place.prepareFrom())
                .as(what)
                .isBeforeOrEqualTo(place.window().start());
        if (place.kind() == OtherPlace.Kind.LATER) {
            assertThat(place.window().start()).as(what).isAfter(booking.window().start());
        } else {
            assertThat(place.window()).as(what).isEqualTo(booking.window());
        }
        Instant until = place.window().end().plus(settings.tearDownMargin());
        if (closed.contains(place.host().id())) {
            assertThat(outage.window().overlaps(new TimeWindow(place.prepareFrom(), until)))
                    .as(what)
                    .isFalse();
        }
        for (Instant at = place.prepareFrom(); at.isBefore(until); at = at.plusSeconds(60)) {
            int others = jdbc.sql("""
                            select count(*) from capacity_hold
                            where host_id = :host and booking_id <> :booking and during @> cast(:at as timestamptz)
                            """)
                    .param("host", place.host().id().value())
                    .param("booking", booking.id().value())
                    .param("at", at.atOffset(ZoneOffset.UTC))
                    .query(Integer.class)
                    .single();
            assertThat(others).as("%s at %s", what, at).isLessThan(ROOM);
        }
    }

    private int overfull(List<HostId> hosts) {
        return jdbc.sql("""
                        select count(*) from kvm_host k cross join lateral capacity_peak(k.id, tstzrange(now() - interval '1 day', 'infinity')) p
                        where k.id in (:hosts) and p.vcpus > k.vcpu_limit
                        """)
                .param("hosts", hosts.stream().map(HostId::value).toList())
                .query(Integer.class)
                .single();
    }

    private Optional<BookingView> book(Random random) {
        Verdict verdict = bookings.book(
                new BookingRequest(
                        pod.id(),
                        lab.configFor(pod).id(),
                        null,
                        "by chance",
                        minute(30 + random.nextInt(MINUTES)),
                        Duration.ofMinutes(10 + random.nextInt(120)),
                        null),
                owner);
        return verdict instanceof Verdict.Booked(BookingView booking) ? Optional.of(booking) : Optional.empty();
    }

    private PlannedOutage announce(@Nullable HostId host, HostId any, TimeWindow window) {
        return ((Change.Done<PlannedOutage>) desk.announce(
                        new OutageDraft(
                                inventory.host(any).map(KvmHost::lab).orElseThrow(),
                                host,
                                window.start(),
                                window.end(),
                                "by chance",
                                Duration.ZERO,
                                false),
                        admin))
                .value();
    }

    private Instant minute(int number) {
        return clock.instant().plus(Duration.ofMinutes(number));
    }

    private static Instant latest(Instant a, Instant b) {
        return a.isAfter(b) ? a : b;
    }
}

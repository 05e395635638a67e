package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.Resources;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whatever is booked, moved, given back and ended in whatever order: places add up, on every host. */
@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class PlacesTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Places places;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Clock clock;

    /** One host that a booking was moved away from, and whose part of it is not given back yet. */
    record Left(BookingView booking, HostId host) {}

    private final Set<BookingId> mine = new java.util.HashSet<>();

    @Test
    void everyBookingHasOnePlaceAndNoHostIsEverPromisedTwice() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        Pod pod = lab.pod("all-in-one-tiny");
        Person owner = lab.somebody(Role.USER);
        for (int round = 0; round < 4; round++) {
            lab.removeAll();
            for (int i = 0; i < 3; i++) {
                lab.host(times(pod.resources(), 1 + random.nextInt(3)));
            }
            Map<BookingView, HostId> placed = new HashMap<>();
            var left = new ArrayList<Left>();
            for (int i = 0; i < 40; i++) {
                switch (random.nextInt(5)) {
                    case 0, 1 -> {
                        BookingView booking = book(pod, owner, random.nextInt(4));
                        if (booking != null) {
                            mine.add(booking.id());
                            placed.put(booking, desk.hostOf(booking.id()).orElseThrow());
                        }
                    }
                    case 2, 3 -> {
                        if (!placed.isEmpty()) {
                            BookingView booking = any(placed.keySet(), random);
                            HostId from = desk.hostOf(booking.id()).orElseThrow();
                            Optional<HostId> to = places.moveTo(booking.id(), from, Set.of());
                            to.ifPresent(host -> {
                                assertThat(host).as("seed %d", seed).isNotEqualTo(from);
                                placed.put(booking, host);
                                left.add(new Left(booking, from));
                            });
                        }
                    }
                    default -> {
                        if (!left.isEmpty()) {
                            Left over = left.remove(random.nextInt(left.size()));
                            places.release(over.booking().id(), over.host());
                        }
                    }
                }
                addUp(placed, left, seed);
            }
            placed.forEach((booking, host) -> {
                desk.end(booking.id(), owner);
                places.release(booking.id(), host);
            });
            left.forEach(over -> places.release(over.booking().id(), over.host()));
            assertThat(holders()).as("seed %d", seed).isEmpty();
        }
    }

    private void addUp(Map<BookingView, HostId> placed, List<Left> left, long seed) {
        placed.forEach((booking, host) -> assertThat(desk.hostOf(booking.id()))
                .as("seed %d, booking %d", seed, booking.number())
                .contains(host));
        Set<Holder> expected = new java.util.HashSet<>();
        placed.forEach((booking, host) -> expected.add(new Holder(booking.id(), host)));
        left.forEach(over -> expected.add(new Holder(over.booking().id(), over.host())));
        assertThat(holders()).as("seed %d", seed).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(jdbc.sql("""
                                select count(*) from kvm_host k, capacity_hold h,
                                    lateral capacity_peak(k.id, h.during) p
                                where h.host_id = k.id and (p.vcpus > k.vcpu_limit or p.memory_mib > k.memory_limit_mib
                                    or p.disk_gib > k.disk_limit_gib)
                                """).query(Integer.class).single())
                .as("seed %d", seed)
                .isZero();
    }

    /** Other tests have bookings in this database too. */
    private List<Holder> holders() {
        return places.holders().stream()
                .filter(holder -> mine.contains(holder.booking()))
                .toList();
    }

    private static BookingView any(Set<BookingView> bookings, Random random) {
        return bookings.stream()
                .skip(random.nextInt(bookings.size()))
                .findFirst()
                .orElseThrow();
    }

    private @Nullable BookingView book(Pod pod, Person owner, int hoursLater) {
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                "to be moved about",
                clock.instant().plus(Duration.ofDays(2)).plus(Duration.ofHours(hoursLater)),
                Duration.ofHours(1 + hoursLater % 2),
                null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused refused -> null;
        };
    }

    private static Resources times(Resources one, int times) {
        Resources all = Resources.NONE;
        for (int i = 0; i < times; i++) {
            all = all.plus(one);
        }
        return all;
    }
}

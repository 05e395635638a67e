package org.podkeeper.waiting;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingView;
import org.podkeeper.inventory.HostId;
import org.podkeeper.kernel.TimeWindow;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The list on PostgreSQL against somebody who goes through it by hand: in order, each tries every minute on every host, and
 * what is given is given before the next one tries. All instants are whole minutes, so every minute is every instant.
 */
@SpringBootTest(
        properties = {
            "podkeeper.waiting.day-begins=00:00",
            "podkeeper.waiting.day-ends=00:00",
            "podkeeper.waiting.per-person=1000"
        })
@Import({PostgresForTests.class, WaitingForTests.class})
class WaitingListOracleTest {
    private static final Duration OFFER = Duration.ofMinutes(30);
    private static final Duration BEFORE = Duration.ofMinutes(5);
    private static final Duration AFTER = Duration.ofMinutes(10);
    private static final int SCENES = 25;
    private static final int ROUNDS_EACH = 6;

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    WaitingList list;

    @Autowired
    Rounds rounds;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient jdbc;

    private final List<HostId> hosts = new ArrayList<>();
    private final List<Wish> order = new ArrayList<>();
    private final List<BookingView> bookings = new ArrayList<>();
    private Person booker;
    private List<Person> waiters;
    private int given;

    @BeforeEach
    void people() {
        booker = lab.somebody(Role.USER);
        waiters = Stream.generate(() -> lab.somebody(Role.USER)).limit(4).toList();
    }

    @Test
    void givesEverybodyWhatGoingThroughItByHandGives() {
        var random = new Random(28);
        for (int scene = 0; scene < SCENES; scene++) {
            begin(random);
            for (int round = 0; round < ROUNDS_EACH; round++) {
                join(random);
                something(random);
                expectWhatIsDoneByHand("scene " + scene + ", round " + round);
            }
        }
        assertThat(given).as("wishes that were served").isGreaterThan(SCENES * 2);
    }

    private void begin(Random random) {
        waiting.begin();
        hosts.clear();
        order.clear();
        bookings.clear();
        for (int i = 0; i <= random.nextInt(3); i++) {
            hosts.add(waiting.host(1 + random.nextInt(2)));
        }
        for (int i = 0; i < 6; i++) {
            waiting.tryToBook(booker, minutes(random.nextInt(240)), Duration.ofMinutes(20 + random.nextInt(200)))
                    .ifPresent(bookings::add);
        }
        if (random.nextBoolean()) {
            int from = 400 + random.nextInt(200);
            HostId host = hosts.get(random.nextInt(hosts.size()));
            waiting.tryOutage(host, minutes(from), minutes(from + 60));
        }
    }

    private void join(Random random) {
        for (int i = 0; i < random.nextInt(4); i++) {
            Instant earliest = random.nextBoolean() ? null : minutes(random.nextInt(120));
            Instant latest =
                    (earliest == null ? clock.instant() : earliest).plus(random.nextInt(200), ChronoUnit.MINUTES);
            Wish wish = waiting.join(
                    waiters.get(random.nextInt(waiters.size())),
                    random.nextBoolean() ? WishMode.OFFER : WishMode.AUTOMATIC,
                    earliest,
                    // no two are alike
                    Duration.ofMinutes(10 + random.nextInt(120)).plusSeconds(60L * 200 * order.size()),
                    latest);
            order.add(wish);
        }
    }

    /** Time passes, somebody returns a booking, takes or declines. */
    private void something(Random random) {
        clock.move(Duration.ofMinutes(random.nextInt(40)));
        if (!bookings.isEmpty() && random.nextInt(3) > 0) {
            BookingView returned = bookings.remove(random.nextInt(bookings.size()));
            if (clock.instant().isBefore(returned.window().end())) {
                waiting.giveBack(returned, booker);
            }
        }
        order.stream()
                .map(waiting::now)
                .filter(wish -> wish.state() == WishState.OFFERED)
                .findFirst()
                .ifPresent(wish -> {
                    Person person = waiters.stream()
                            .filter(waiter -> waiter.id().equals(wish.person()))
                            .findFirst()
                            .orElseThrow();
                    switch (random.nextInt(3)) {
                        case 0 -> list.take(wish.id(), person);
                        case 1 -> list.decline(wish.id(), person);
                        default -> {} // let it pass
                    }
                });
    }

    private void expectWhatIsDoneByHand(String when) {
        Instant now = clock.instant();
        List<Wish> before = order.stream().map(waiting::now).toList();
        List<Held> held = new ArrayList<>(heldNow());
        // what was let pass is given back first, and goes behind all others, the first one first
        List<Wish> lapsed = before.stream()
                .filter(wish -> wish.offer() != null
                        && !now.isBefore(requireNonNull(wish.offer()).until()))
                .toList();
        lapsed.forEach(wish -> held.removeIf(one -> one.id().equals(wish.id().value())));
        List<Wish> inOrder = new ArrayList<>(
                before.stream().filter(wish -> !lapsed.contains(wish)).toList());
        lapsed.stream().filter(wish -> wish.lapses() == 0).forEach(inOrder::add);

        rounds.serve();

        for (Wish wish : inOrder) {
            if (wish.state() != WishState.WAITING && !lapsed.contains(wish)) {
                continue;
            }
            Wish after = waiting.now(wish);
            if (now.isAfter(wish.latest())) {
                assertThat(after.state()).as(when).isEqualTo(WishState.EXPIRED);
                continue;
            }
            Optional<Instant> byHand = firstStart(wish, held, now);
            Held got = heldFor(after);
            assertThat(Optional.ofNullable(got).map(one -> startOf(after, one)))
                    .as("%s: %s", when, wish)
                    .isEqualTo(byHand);
            if (got != null) {
                assertThat(isFree(got.host(), got.window(), held))
                        .as("%s: promised once", when)
                        .isTrue();
                held.add(got);
                given++;
            }
        }
        order.clear();
        order.addAll(inOrder);
    }

    private Instant startOf(Wish wish, Held held) {
        return wish.offer() == null
                ? waiting.booking(wish).window().start()
                : wish.offer().start();
    }

    private Optional<Instant> firstStart(Wish wish, List<Held> held, Instant now) {
        Instant earliest = wish.earliest();
        Instant from = earliest == null || earliest.isBefore(now) ? now : earliest;
        Instant deadline = now.plus(OFFER).isBefore(wish.latest()) ? now.plus(OFFER) : wish.latest();
        if (wish.mode() == WishMode.OFFER && !deadline.isAfter(now)) {
            return Optional.empty();
        }
        return LongStream.rangeClosed(0, Duration.between(from, wish.latest()).toMinutes())
                .mapToObj(minute -> from.plus(minute, ChronoUnit.MINUTES))
                .filter(start -> {
                    Instant begin = start.minus(BEFORE).isBefore(now) ? now : start.minus(BEFORE);
                    Instant taken = wish.mode() == WishMode.OFFER && start.isBefore(deadline) ? deadline : start;
                    var window = new TimeWindow(begin, taken.plus(wish.length()).plus(AFTER));
                    return hosts.stream().anyMatch(host -> isFree(host, window, held));
                })
                .findFirst();
    }

    private boolean isFree(HostId host, TimeWindow window, List<Held> held) {
        long room = jdbc.sql("select vcpus from kvm_host where id = :id")
                        .param("id", host.value())
                        .query(Long.class)
                        .single()
                / waiting.pod().resources().vcpus();
        List<Held> there = held.stream()
                .filter(one -> one.host().equals(host) && one.window().overlaps(window))
                .toList();
        return there.stream().noneMatch(Held::closed)
                && LongStream.range(0, window.length().toMinutes())
                        .mapToObj(minute -> window.start().plus(minute, ChronoUnit.MINUTES))
                        .allMatch(minute -> there.stream()
                                        .filter(one -> one.window().contains(minute))
                                        .count()
                                < room);
    }

    /** Part of a host, or all of it. */
    private record Held(UUID id, HostId host, TimeWindow window, boolean closed) {}

    private List<Held> heldNow() {
        return jdbc.sql("""
                        select booking_id as id, host_id, lower(during) as s, upper(during) as e, false as closed from capacity_hold
                        union all select id, host_id, lower(during), upper(during), false from lab_hold
                        union all select id, host_id, lower(during), upper(during), true from outage
                        """)
                .query((row, n) -> new Held(
                        row.getObject("id", UUID.class),
                        new HostId(row.getObject("host_id", UUID.class)),
                        new TimeWindow(
                                row.getObject("s", OffsetDateTime.class).toInstant(),
                                row.getObject("e", OffsetDateTime.class).toInstant()),
                        row.getBoolean("closed")))
                .list();
    }

    private @Nullable Held heldFor(Wish wish) {
        UUID id = wish.booking() == null ? wish.id().value() : wish.booking().value();
        return heldNow().stream().filter(one -> one.id().equals(id)).findFirst().orElse(null);
    }

    private Instant minutes(int count) {
        return clock.instant().plus(count, ChronoUnit.MINUTES);
    }
}

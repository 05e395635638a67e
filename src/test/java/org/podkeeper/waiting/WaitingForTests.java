package org.podkeeper.waiting;

import static java.util.Objects.requireNonNull;

import com.github.kagkarlsson.scheduler.boot.config.DbSchedulerStarter;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.podkeeper.LabForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Person;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Places;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.OutagePlan;
import org.podkeeper.kernel.Resources;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A waiting list of which tests say when it is gone through, with hosts on paper and a clock that they move. */
@TestComponent
@Import({LabForTests.class, MovableClock.class, WaitingForTests.NobodyWorks.class})
public class WaitingForTests {
    /** The hosts exist on paper, and the list is gone through when a test says so. */
    @TestConfiguration(proxyBeanMethods = false)
    static class NobodyWorks {
        @Bean
        DbSchedulerStarter neverStarted() {
            return () -> {};
        }
    }

    static final Duration HOUR = Duration.ofHours(1);

    private final LabForTests lab;
    private final WaitingList list;
    private final BookingDesk desk;
    private final Places places;
    private final Rounds rounds;
    private final OutagePlan outages;
    private final MovableClock clock;
    private final JdbcClient jdbc;

    WaitingForTests(
            LabForTests lab,
            WaitingList list,
            BookingDesk desk,
            Places places,
            Rounds rounds,
            OutagePlan outages,
            MovableClock clock,
            JdbcClient jdbc) {
        this.lab = lab;
        this.list = list;
        this.desk = desk;
        this.places = places;
        this.rounds = rounds;
        this.outages = outages;
        this.clock = clock;
        this.jdbc = jdbc;
    }

    /** No host, no wish, and a whole minute. */
    public void begin() {
        lab.isNotProbed();
        lab.removeAll();
        jdbc.sql("delete from lab_hold where id in (select id from waiting_wish)")
                .update();
        jdbc.sql("delete from waiting_wish").update();
        Instant now = clock.instant();
        clock.move(Duration.between(now, now.truncatedTo(ChronoUnit.MINUTES).plus(1, ChronoUnit.MINUTES)));
    }

    Pod pod() {
        return lab.pod("virtual-pharos-tiny");
    }

    /** A host that has room for so many pods at a time. */
    public HostId host(int pods) {
        Resources one = pod().resources();
        return lab.host(new Resources(one.vcpus() * pods, one.memoryMib() * pods, one.diskGib() * pods));
    }

    BookingRequest request(@Nullable Instant start, Duration length) {
        return new BookingRequest(pod().id(), lab.configFor(pod()).id(), null, "to test", start, length, null);
    }

    public BookingView book(Person person, @Nullable Instant start, Duration length) {
        return switch (desk.book(request(start, length), person)) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    /** Empty when there is no room. */
    Optional<BookingView> tryToBook(Person person, Instant start, Duration length) {
        return desk.book(request(start, length), person) instanceof Verdict.Booked(var booking)
                ? Optional.of(booking)
                : Optional.empty();
    }

    /** The list is gone through. */
    public void serve() {
        rounds.serve();
    }

    public Wish join(Person person, WishMode mode) {
        return join(person, mode, null, HOUR, clock.instant().plus(Duration.ofDays(3)));
    }

    Wish join(Person person, WishMode mode, @Nullable Instant earliest, Duration length, Instant latest) {
        return switch (list.join(new NewWish(request(earliest, length), latest, mode), person)) {
            case WaitingList.Answer.Listed(var wish) -> wish;
            case WaitingList.Answer.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    Wish now(Wish wish) {
        return list.of(wish.person()).stream()
                .filter(other -> other.id().equals(wish.id()))
                .findFirst()
                .orElseThrow();
    }

    /** What is offered now. */
    Wish.Offer offer(Wish wish) {
        return requireNonNull(now(wish).offer());
    }

    /** What became of it. */
    BookingView booking(Wish wish) {
        return desk.find(requireNonNull(wish.booking())).orElseThrow();
    }

    /** Ended by its owner, and nothing of it is left on its host. */
    public void giveBack(BookingView booking, Person owner) {
        HostId host = desk.hostOf(booking.id()).orElseThrow();
        desk.end(booking.id(), owner);
        places.release(booking.id(), host);
    }

    /** All at once, until all are done. */
    static void together(List<Runnable> all) throws Exception {
        try (var threads = Executors.newFixedThreadPool(all.size())) {
            var work = all.stream().map(threads::submit).toList();
            for (var each : work) {
                each.get();
            }
        }
    }

    /** What is held of hosts for wishes in the list. */
    int heldForWishes() {
        return jdbc.sql("select count(*) from lab_hold where id in (select id from waiting_wish)")
                .query(Integer.class)
                .single();
    }

    int orders() {
        return jdbc.sql("select count(*) from scheduled_tasks where task_name = 'serve-waiting-list-now'")
                .query(Integer.class)
                .single();
    }

    /** Nothing is changed where a booking is in the way. */
    void tryOutage(HostId host, Instant from, Instant to) {
        boolean booked = jdbc.sql(
                        "select exists (select from capacity_hold where host_id = :host and during && tstzrange(:from, :to))")
                .param("host", host.value())
                .param("from", from.atOffset(ZoneOffset.UTC))
                .param("to", to.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
        if (!booked) {
            LabId lab = new LabId(jdbc.sql("select lab_id from kvm_host where id = :host")
                    .param("host", host.value())
                    .query(UUID.class)
                    .single());
            outages.announce(new OutageDraft(lab, host, from, to, "new disks", Duration.ZERO, false), "ada");
        }
    }
}

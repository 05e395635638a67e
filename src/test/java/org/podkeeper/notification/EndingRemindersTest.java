package org.podkeeper.notification;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Person;
import org.podkeeper.account.Profiles;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.OtherPlaces;
import org.podkeeper.booking.Places;
import org.podkeeper.booking.Sharing;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.notification.ReminderSchedule.Which;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.transaction.support.TransactionTemplate;

/** Who is reminded of an end, when, and how often. */
@SpringBootTest(properties = "podkeeper.mail.every=1d")
@Import({PostgresForTests.class, LabForTests.class, MovableClock.class})
class EndingRemindersTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    Sharing sharing;

    @Autowired
    Profiles profiles;

    @Autowired
    EndingReminders reminders;

    @Autowired
    Inbox inbox;

    @Autowired
    MovableClock clock;

    @Autowired
    Inventory inventory;

    @Autowired
    Places places;

    @Autowired
    OtherPlaces otherPlaces;

    @Autowired
    TransactionTemplate transaction;

    private Person owner;

    @BeforeEach
    void somebody() {
        lab.removeAll();
        lab.host(lab.pod("all-in-one-tiny").resources());
        owner = lab.somebody(Role.USER);
    }

    @Test
    void aWeekIsRemindedOfInItsLastTenthAndInItsLastHour() {
        BookingView booking = book(Duration.ofDays(7));
        Person manager = lab.somebody(Role.USER);
        Person helper = lab.somebody(Role.USER);
        assertThat(sharing.allow(booking.id(), manager.userName(), Grade.MANAGE, owner))
                .isEmpty();
        assertThat(sharing.allow(booking.id(), helper.userName(), Grade.USE, owner))
                .isEmpty();
        moveTo(booking.window().end().minus(Duration.ofMinutes(1_009)));
        assertThat(told(owner)).isZero();
        moveTo(booking.window().end().minus(Duration.ofMinutes(1_008)));
        assertThat(told(owner)).isOne();
        assertThat(told(manager)).isOne();
        assertThat(told(helper)).as("who cannot extend it").isZero();
        assertThat(inbox.of(owner.id(), true).getFirst()).satisfies(message -> {
            assertThat(message.title()).contains("#" + booking.number(), "ends on");
            assertThat(message.body()).contains("let it end later, up to", "at most 21 days", "are deleted");
            assertThat(message.link()).isEqualTo("/bookings/" + booking.id() + "#extend");
        });
        moveTo(booking.window().end().minus(Duration.ofHours(1)));
        assertThat(told(owner)).isEqualTo(2);
    }

    @Test
    void severalPortalsRemindOnce() {
        BookingView booking = book(Duration.ofDays(2));
        clock.move(Duration.between(clock.instant(), booking.window().end().minusSeconds(60)));
        CompletableFuture.allOf(
                        CompletableFuture.runAsync(reminders::tell), CompletableFuture.runAsync(reminders::tell))
                .join();
        reminders.tell();
        assertThat(told(owner)).as("both were due, and are told as one").isOne();
    }

    @Test
    void aBookingThatIsOverIsNotRemindedOf() {
        BookingView booking = book(Duration.ofDays(2));
        desk.end(booking.id(), owner);
        moveTo(booking.window().end().minusSeconds(60));
        assertThat(told(owner)).isZero();
    }

    @Test
    void aBookingThatWasMovedIsRemindedOfItsNewEnd() {
        BookingView booking = book(Duration.ofDays(2));
        HostId host = desk.hostOf(booking.id()).orElseThrow();
        TimeWindow later = TimeWindow.of(booking.window().start().plus(Duration.ofDays(5)), Duration.ofDays(2));
        transaction.executeWithoutResult(status -> {
            places.release(booking.id(), host);
            var place =
                    new OtherPlace(OtherPlace.Kind.LATER, inventory.host(host).orElseThrow(), later, later.start());
            assertThat(otherPlaces.take(
                            booking.id(), place, lab.pod("all-in-one-tiny").resources(), "ingrid", "an outage"))
                    .isPresent();
        });
        moveTo(booking.window().end().minusSeconds(60));
        assertThat(told(owner)).isZero();
        moveTo(later.end().minusSeconds(60));
        assertThat(told(owner)).isOne();
    }

    @Test
    void timesAreThoseOfTheReadersClockOnBothSidesOfAChange() {
        profiles.edit(owner.id(), owner.fullName(), owner.email(), "Europe/Berlin");
        Instant winter = Instant.parse("2027-03-28T00:30:00Z");
        moveTo(winter.minus(Duration.ofDays(1)));
        BookingView booking = book(Duration.ofHours(26));
        moveTo(booking.window().end().minus(Duration.ofHours(1)));
        assertThat(inbox.of(owner.id(), true).getFirst().title()).contains("Sun 28 Mar 2027, 04:30 (Europe/Berlin)");
    }

    /** A simple model of what has to be told beside the real thing, through random lengths, waits and moves. */
    @Test
    void everyEndIsRemindedOfAsTheModelSays() {
        var random = new Random(20_261_122);
        for (int round = 0; round < 12; round++) {
            owner = lab.somebody(Role.USER);
            BookingView booking = book(Duration.ofMinutes(10 + random.nextInt(round < 6 ? 300 : 20 * 1_440)));
            Set<String> told = new HashSet<>();
            Map<Which, Instant> pending = planned(booking.window(), clock.instant(), told);
            int expected = 0;
            Instant end = booking.window().end();
            for (int step = 0; step < 14 && clock.instant().isBefore(end); step++) {
                Instant now = clock.instant()
                        .plus(Duration.between(clock.instant(), end).dividedBy(1 + random.nextInt(6)))
                        .truncatedTo(ChronoUnit.SECONDS);
                moveTo(now.isAfter(clock.instant()) ? now : clock.instant().plusSeconds(1));
                Instant at = clock.instant();
                Instant until = end;
                boolean due = pending.entrySet()
                        .removeIf(one -> !one.getValue().isAfter(at) && told.add(one.getKey() + " " + until));
                if (due && at.isBefore(end)) {
                    expected++;
                }
                assertThat(told(owner))
                        .as("round %d step %d: %s until %s at %s", round, step, booking.window(), end, at)
                        .isEqualTo(expected);
                Instant wanted = end.plus(Duration.ofMinutes(random.nextInt(4_000) - 2_000L));
                if (random.nextBoolean()
                        && extensions.moveEnd(booking.id(), wanted, null, "", owner)
                                instanceof Verdict.Booked(var moved)
                        && !moved.window().end().equals(end)) {
                    end = moved.window().end();
                    pending = planned(moved.window(), at, told);
                }
            }
            desk.end(booking.id(), owner);
        }
    }

    private static Map<Which, Instant> planned(TimeWindow window, Instant now, Set<String> told) {
        long minutes = window.length().toMinutes();
        var due = new EnumMap<Which, Instant>(Which.class);
        if (minutes >= 60) {
            long tenth = window.length().toMillis() / 10;
            due.put(Which.FIRST, window.end().minusMillis(Math.clamp(tenth, 600_000L, 259_200_000L)));
        }
        if (minutes >= 24 * 60) {
            due.put(Which.LAST, window.end().minusSeconds(3_600));
        }
        due.entrySet()
                .removeIf(one -> !one.getValue().isAfter(now) || told.contains(one.getKey() + " " + window.end()));
        return due;
    }

    private void moveTo(Instant instant) {
        clock.move(Duration.between(clock.instant(), instant));
        reminders.tell();
    }

    private long told(Person person) {
        return inbox.of(person.id(), false).stream()
                .filter(message -> message.kind() == MessageKind.ENDING)
                .count();
    }

    private BookingView book(Duration length) {
        Pod pod = lab.pod("all-in-one-tiny");
        var request =
                new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "to be reminded of", null, length, null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }
}

package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
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
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class ExtensionsTest {
    private static final Duration MARGIN = Duration.ofMinutes(10);
    private static final Duration HOUR = Duration.ofHours(1);
    /** Its clocks go forward in the night to 28 March 2027. */
    private static final ZoneId MADRID = ZoneId.of("Europe/Madrid");

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    LabHolds labHolds;

    @Autowired
    JdbcClient jdbc;

    Person owner;
    Pod pod;
    Config config;
    HostId host;
    Instant start;

    @BeforeEach
    void aHostForOnePod() {
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
        lab.removeAll();
        host = lab.host(pod.resources());
        owner = lab.somebody(Role.USER);
        start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
    }

    @Test
    void movesEverythingThatDependsOnTheEnd() {
        BookingView booking = booked(start, HOUR);
        Instant later = start.plus(HOUR.multipliedBy(3));

        assertThat(moved(booking, later, owner).window()).isEqualTo(new TimeWindow(start, later));

        assertThat(jdbc.sql(
                                "select execution_time from scheduled_tasks where task_name = 'end-booking' and task_instance = :id")
                        .param("id", booking.id().toString())
                        .query((row, n) -> row.getTimestamp(1).toInstant())
                        .list())
                .containsExactly(later);
        assertThat(holdEnd(booking)).isEqualTo(later.plus(MARGIN));
        assertThat(extensions.changes(booking.id())).singleElement().satisfies(change -> {
            assertThat(change.who()).isEqualTo(owner.userName());
            assertThat(change.endBefore()).isEqualTo(start.plus(HOUR));
            assertThat(change.endAfter()).isEqualTo(later);
        });
    }

    @Test
    void anEarlierEndGivesTheRestToOthers() {
        BookingView booking = booked(start, HOUR.multipliedBy(5));
        moved(booking, start.plus(HOUR), owner);
        booked(start.plus(HOUR).plus(MARGIN).plus(Duration.ofMinutes(5)), HOUR);
        assertThat(codes(extensions.moveEnd(booking.id(), start.plusSeconds(60), null, "", owner)))
                .containsExactly("end-too-early");
    }

    @Test
    void whatWasScheduledForTheFormerEndDoesNotEndTheBooking() {
        BookingView booking = booked(start, HOUR);
        Instant later = start.plus(HOUR.multipliedBy(2));
        moved(booking, later, owner);
        assertThat(desk.endAtItsTime(booking.id(), start.plus(HOUR))).contains(later);
        assertThat(desk.find(booking.id()).orElseThrow().state()).isEqualTo(BookingState.CONFIRMED);
        assertThat(desk.endAtItsTime(booking.id(), later)).isEmpty();
        assertThat(codes(extensions.moveEnd(booking.id(), later.plus(HOUR), null, "", owner)))
                .containsExactly("end-over");
    }

    @Test
    void saysWhichBookingIsInTheWayAndGoesUpToIt() {
        BookingView booking = booked(start, HOUR);
        BookingView next = booked(start.plus(HOUR.multipliedBy(6)), HOUR);
        Extent extent = extensions.extent(booking, owner);
        Instant latest = next.prepareFrom().minus(MARGIN);
        assertThat(extent.latest()).isEqualTo(latest);
        assertThat(extent.limit().code()).isEqualTo("end-booked");
        assertThat(extent.limit().args()).contains("#" + next.number());
        assertThat(codes(extensions.moveEnd(booking.id(), latest.plusSeconds(1), null, "", owner)))
                .containsExactly("end-booked");
        moved(booking, latest, owner);
    }

    @Test
    void saysThatAnOutageIsInTheWay() {
        BookingView booking = booked(start, HOUR);
        Instant from = start.plus(Duration.ofDays(1));
        jdbc.sql(
                        "insert into outage (id, host_id, during, reason) values (:id, :host, tstzrange(:from, :to), 'new disks')")
                .param("id", UUID.randomUUID())
                .param("host", host.value())
                .param("from", from.atOffset(java.time.ZoneOffset.UTC))
                .param("to", from.plus(HOUR).atOffset(java.time.ZoneOffset.UTC))
                .update();
        Extent extent = extensions.extent(booking, owner);
        assertThat(extent.latest()).isEqualTo(from.minus(MARGIN));
        assertThat(extent.limit().args()).contains("new disks");
        moved(booking, from.minus(MARGIN), owner);
    }

    @Test
    void aHostThatTakesNoBookingsIsNotPromisedForLonger() {
        BookingView booking = booked(start, HOUR);
        lab.remove(host);
        assertThat(codes(extensions.moveEnd(booking.id(), start.plus(HOUR).plusSeconds(60), null, "", owner)))
                .containsExactly("end-host");
        moved(booking, start.plus(Duration.ofMinutes(30)), owner);
    }

    @Test
    void goesBeyondThePolicyAsFarAsARoleAllowsAndWithAReason() {
        BookingView booking = booked(start, HOUR);
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        Person admin = lab.somebody(Role.LAB_ADMIN);
        Instant beyond = start.plus(Duration.ofDays(22));
        assertThat(codes(extensions.moveEnd(booking.id(), beyond, null, "please", owner)))
                .containsExactly("end-policy");
        assertThat(codes(extensions.moveEnd(booking.id(), beyond, null, " ", instructor)))
                .containsExactly("end-why-foreign");
        assertThat(codes(extensions.moveEnd(booking.id(), start.plus(Duration.ofDays(43)), null, "", instructor)))
                .containsExactly("end-policy-instructor", "end-why-foreign");
        assertThat(extensions.moveEnd(booking.id(), beyond, null, "the exam is late", instructor))
                .isInstanceOf(Verdict.Booked.class);
        assertThat(extensions.moveEnd(booking.id(), start.plus(Duration.ofDays(180)), null, "research", admin))
                .isInstanceOf(Verdict.Booked.class);
        // what somebody else allowed is not taken back by the owner looking at it
        BookingView now = desk.find(booking.id()).orElseThrow();
        assertThat(extensions.extent(now, owner).latest())
                .isEqualTo(now.window().end());
        assertThatThrownBy(() -> extensions.moveEnd(booking.id(), beyond, null, "mine?", lab.somebody(Role.USER)))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void whoSawAnotherEndChangesNothing() {
        BookingView booking = booked(start, HOUR);
        Instant seen = start.plus(HOUR);
        moved(booking, seen.plus(HOUR), owner);
        assertThat(codes(extensions.moveEnd(booking.id(), seen.plus(HOUR.multipliedBy(4)), seen, "", owner)))
                .containsExactly("end-moved-meanwhile");
    }

    /** Random promises, outages and holds of the lab around a booking; how far it can go is counted by hand, minute by minute. */
    @Test
    void agreesWithACountByHandOnHowFarABookingCanGo() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        // the hours around the night in which Madrid's clocks go forward
        Instant night = LocalDateTime.of(2027, 3, 27, 22, 0).atZone(MADRID).toInstant();
        for (int round = 0; round < 60; round++) {
            Resources limit = pod.resources().plus(random.nextBoolean() ? pod.resources() : Resources.NONE);
            HostId here = lab.host(limit);
            var others = new ArrayList<TimeWindow>();
            var closed = new ArrayList<TimeWindow>();
            Instant end = night.plus(Duration.ofMinutes(60));
            UUID id = paperBooking(here, new TimeWindow(night, end));
            for (int i = 0; i < 3; i++) {
                TimeWindow window = TimeWindow.of(
                        end.plus(Duration.ofMinutes(random.nextInt(300))), Duration.ofMinutes(1 + random.nextInt(90)));
                switch (random.nextInt(3)) {
                    case 0 -> {
                        boolean taken = jdbc.sql("""
                                        select exists (select from outage where host_id = :h and during && tstzrange(:f, :t))
                                            or exists (select from capacity_hold where host_id = :h and during && tstzrange(:f, :t))
                                        """)
                                .param("h", here.value())
                                .param("f", window.start().atOffset(java.time.ZoneOffset.UTC))
                                .param("t", window.end().atOffset(java.time.ZoneOffset.UTC))
                                .query(Boolean.class)
                                .single();
                        if (!taken) {
                            jdbc.sql(
                                            "insert into outage (id, host_id, during, reason) values (gen_random_uuid(), :h, tstzrange(:f, :t), 'by chance')")
                                    .param("h", here.value())
                                    .param("f", window.start().atOffset(java.time.ZoneOffset.UTC))
                                    .param("t", window.end().atOffset(java.time.ZoneOffset.UTC))
                                    .update();
                            closed.add(window);
                        }
                    }
                    default -> {
                        if (labHolds.hold(UUID.randomUUID(), here, pod.resources(), window, "by chance")) {
                            others.add(window);
                        }
                    }
                }
            }
            int room = limit.equals(pod.resources()) ? 1 : 2;
            Instant byHand = end.plus(MARGIN);
            Instant horizon = end.plus(Duration.ofHours(12));
            while (byHand.isBefore(horizon) && isFree(byHand, others, closed, room)) {
                byHand = byHand.plusSeconds(60);
            }
            Instant latest = byHand.minus(MARGIN);
            BookingView booking = desk.find(new BookingId(id)).orElseThrow();
            if (byHand.isBefore(horizon)) {
                assertThat(extensions.extent(booking, owner).latest())
                        .as("seed %d, round %d", seed, round)
                        .isEqualTo(latest);
                assertThat(extensions.moveEnd(booking.id(), latest.plusSeconds(1), null, "", owner))
                        .as("beyond, seed %d, round %d", seed, round)
                        .isInstanceOf(Verdict.Refused.class);
            }
            assertThat(extensions.moveEnd(booking.id(), latest, null, "", owner))
                    .as("up to it, seed %d, round %d", seed, round)
                    .isInstanceOf(Verdict.Booked.class);
            lab.remove(here);
        }
    }

    private static boolean isFree(Instant minute, List<TimeWindow> others, List<TimeWindow> closed, int room) {
        return closed.stream().noneMatch(window -> window.contains(minute))
                && others.stream().filter(window -> window.contains(minute)).count() < room;
    }

    /** Two bookings with one gap after both: whoever is first has it, and the host is never promised twice. */
    @Test
    void ofTwoWhoWantTheSameTimeOneGetsIt() throws Exception {
        lab.removeAll();
        HostId shared = lab.host(pod.resources().plus(pod.resources()));
        for (int round = 0; round < 40; round++) {
            Instant from = start.plus(Duration.ofDays(round));
            BookingView one = booked(from, HOUR);
            BookingView other = booked(from, HOUR);
            // from then on there is room for one of them only
            UUID lease = UUID.randomUUID();
            assertThat(labHolds.hold(
                            lease,
                            shared,
                            pod.resources(),
                            TimeWindow.of(from.plus(HOUR.multipliedBy(2)), HOUR),
                            "a test"))
                    .isTrue();
            Instant wanted = from.plus(HOUR.multipliedBy(2).plusMinutes(30));
            var together = new CyclicBarrier(2);
            try (var threads = Executors.newFixedThreadPool(2)) {
                List<Verdict> verdicts = new ArrayList<>();
                for (var answer : threads.invokeAll(List.of(one, other).stream()
                        .map(booking -> (Callable<Verdict>) () -> {
                            together.await();
                            return extensions.moveEnd(booking.id(), wanted, null, "", owner);
                        })
                        .toList())) {
                    verdicts.add(answer.get());
                }
                assertThat(verdicts)
                        .as("round %d", round)
                        .filteredOn(Verdict.Booked.class::isInstance)
                        .hasSize(1);
                assertThat(verdicts)
                        .filteredOn(Verdict.Refused.class::isInstance)
                        .singleElement()
                        .satisfies(verdict -> assertThat(codes(verdict)).containsExactly("end-booked"));
            }
            desk.end(one.id(), owner);
            desk.end(other.id(), owner);
            labHolds.release(lease);
        }
    }

    private UUID paperBooking(HostId here, TimeWindow window) {
        var id = UUID.randomUUID();
        jdbc.sql("""
                        with made as (
                            insert into booking (id, owner_id, lab_id, pod_id, config_id, purpose, starts_at, ends_at,
                                prepare_from, state, booked_at)
                            select :id, :owner, lab_id, :pod, :config, 'by chance', :from, :to, :from, 'CONFIRMED', now()
                            from kvm_host where id = :host
                        )
                        insert into capacity_hold (id, booking_id, host_id, vcpus, memory_mib, disk_gib, during)
                        values (gen_random_uuid(), :id, :host, :cpus, :memory, :disk, tstzrange(:from, :until))
                        """)
                .param("id", id)
                .param("owner", owner.id().value())
                .param("pod", pod.id().value())
                .param("config", config.id().value())
                .param("from", window.start().atOffset(java.time.ZoneOffset.UTC))
                .param("to", window.end().atOffset(java.time.ZoneOffset.UTC))
                .param("until", window.end().plus(MARGIN).atOffset(java.time.ZoneOffset.UTC))
                .param("host", here.value())
                .param("cpus", pod.resources().vcpus())
                .param("memory", pod.resources().memoryMib())
                .param("disk", pod.resources().diskGib())
                .update();
        return id;
    }

    private Instant holdEnd(BookingView booking) {
        return jdbc.sql("select upper(during) from capacity_hold where booking_id = :id")
                .param("id", booking.id().value())
                .query((row, n) -> row.getTimestamp(1).toInstant())
                .single();
    }

    private BookingView booked(Instant from, Duration length) {
        return switch (desk.book(
                new BookingRequest(pod.id(), config.id(), null, "a test", from, length, null), owner)) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private BookingView moved(BookingView booking, Instant end, Person by) {
        return switch (extensions.moveEnd(booking.id(), end, null, "", by)) {
            case Verdict.Booked(var moved) -> moved;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private static List<String> codes(Verdict verdict) {
        return ((Verdict.Refused) verdict).reasons().stream().map(Refusal::code).toList();
    }
}

package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class BookingDeskTest {
    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    BookingDesk desk;

    @Autowired
    JdbcClient jdbc;

    Person person;
    Pod pod;
    Config config;
    HostId host;

    @BeforeEach
    void aHostForOnePod() {
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
        lab.removeAll();
        host = lab.host(pod.resources());
        person = lab.somebody(Role.USER);
    }

    @AfterEach
    void noHost() {
        lab.remove(host);
    }

    @Test
    void endsABookingOnceHoweverOftenItIsAsked() {
        BookingView booking = booked(request(in(Duration.ofDays(3)), Duration.ofHours(2), null));
        assertThat(desk.end(booking.id(), person).state()).isEqualTo(BookingState.CANCELLED);
        assertThat(desk.end(booking.id(), person).state()).isEqualTo(BookingState.CANCELLED);
        assertThat(jdbc.sql("select to_state from booking_history where booking_id = :id order by id")
                        .param("id", booking.id().value())
                        .query(String.class)
                        .list())
                .containsExactly("CONFIRMED", "CANCELLED");
        assertThat(jdbc.sql("select state from deployment where booking_id = :id")
                        .param("id", booking.id().value())
                        .query(String.class)
                        .single())
                .isEqualTo("GONE");
    }

    @Test
    void givesTheCapacityOfACancelledBookingToTheNext() {
        Instant start = in(Duration.ofDays(3));
        BookingView first = booked(request(start, Duration.ofHours(2), null));
        assertThat(desk.book(request(start, Duration.ofHours(2), null), person)).isInstanceOf(Verdict.Refused.class);
        desk.end(first.id(), person);
        booked(request(start, Duration.ofHours(2), null));
    }

    /** Else the fullest host with room is taken first. */
    @Test
    void goesWhereTheMemoryIsThatThePodCanGoOnFrom() {
        HostId roomier = lab.host(pod.resources().plus(pod.resources()).plus(pod.resources()));
        Instant start = in(Duration.ofDays(3));
        BookingView before = booked(request(in(Duration.ofDays(9)), Duration.ofHours(2), null));
        assertThat(desk.hostOf(before.id())).contains(host);
        UUID kept = UUID.randomUUID();
        jdbc.sql("""
                        insert into kept_pod (id, booking_id, booking_number, owner_id, pod_id, config_id, keep_days, state, memory,
                            host_id, host_bytes, taken_at, expires_at)
                        select :id, b.id, b.number, b.owner_id, b.pod_id, b.config_id, 3, 'WHOLE', 'WHOLE',
                            :host, 1, now(), now() + interval '3 days'
                        from booking b where b.id = :booking
                        """)
                .param("id", kept)
                .param("host", roomier.value())
                .param("booking", before.id().value())
                .update();
        var request = new BookingRequest(
                pod.id(),
                config.id(),
                null,
                "to go on",
                start,
                Duration.ofHours(2),
                null,
                new Choices(true, 0, new KeptId(kept)));

        assertThat(desk.hostOf(booked(request).id())).contains(roomier);
        assertThat(desk.hostOf(booked(request(start, Duration.ofHours(2), null)).id()))
                .contains(host);
        lab.remove(roomier);
    }

    @Test
    void saysEveryReasonAtOnce() {
        Person keyless = people.some(Role.USER);
        var request = new BookingRequest(
                pod.id(), config.id(), null, " ", in(Duration.ofDays(400)), Duration.ofDays(22), null);
        assertThat(reasons(desk.book(request, keyless)))
                .extracting(Refusal::code)
                .containsExactlyInAnyOrder("no-purpose", "too-long", "too-far-ahead", "no-keys");
    }

    @Test
    void namesTheFirstFreeStartWhenAllIsTaken() {
        Instant start = in(Duration.ofDays(3));
        booked(request(start, Duration.ofHours(2), null));
        assertThat(reasons(desk.book(request(start, Duration.ofHours(2), null), person)))
                .singleElement()
                .satisfies(reason -> {
                    assertThat(reason.code()).isEqualTo("full");
                    assertThat((Instant) reason.args().getLast()).isAfterOrEqualTo(start.plus(Duration.ofHours(2)));
                    booked(request((Instant) reason.args().getLast(), Duration.ofHours(2), null));
                });
    }

    @Test
    void saysThatAPodIsTooLargeForEveryHost() {
        Pod large = lab.pod("virtual-pharos");
        var request = new BookingRequest(
                large.id(), lab.configFor(large).id(), null, "a test", null, Duration.ofHours(1), null);
        assertThat(reasons(desk.book(request, person)))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("never-fits"));
    }

    @Test
    void makesOneBookingOfARequestThatIsRepeatedAtTheSameMoment() throws Exception {
        String key = UUID.randomUUID().toString();
        var request = request(in(Duration.ofDays(3)), Duration.ofHours(2), key);
        try (var threads = Executors.newFixedThreadPool(8)) {
            Callable<Verdict> ask = () -> desk.book(request, person);
            List<BookingId> ids = threads
                    .invokeAll(IntStream.range(0, 8).mapToObj(i -> ask).toList())
                    .stream()
                    .map(answer ->
                            ((Verdict.Booked) answer.resultNow()).booking().id())
                    .distinct()
                    .toList();
            assertThat(ids).hasSize(1);
        }
        var other = request(in(Duration.ofDays(3)), Duration.ofHours(1), key);
        assertThat(reasons(desk.book(other, person)))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("key-reused"));
    }

    @Test
    void letsOnlyTheOwnerAndLabAdminsEndABooking() {
        BookingView booking = booked(request(in(Duration.ofDays(3)), Duration.ofHours(2), null));
        assertThatThrownBy(() -> desk.end(booking.id(), people.some(Role.INSTRUCTOR)))
                .isInstanceOf(AccessDeniedException.class);
        assertThat(desk.end(booking.id(), people.some(Role.LAB_ADMIN)).state()).isEqualTo(BookingState.CANCELLED);
    }

    private static List<Refusal> reasons(Verdict verdict) {
        return ((Verdict.Refused) verdict).reasons();
    }

    private BookingView booked(BookingRequest request) {
        return switch (desk.book(request, person)) {
            case Verdict.Booked(var booking) -> booking;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private BookingRequest request(Instant start, Duration length, @Nullable String key) {
        return new BookingRequest(pod.id(), config.id(), null, "a test", start, length, key);
    }

    private static Instant in(Duration ahead) {
        return Instant.now().plus(ahead).truncatedTo(java.time.temporal.ChronoUnit.MINUTES);
    }
}

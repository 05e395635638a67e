package org.podkeeper.outage;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
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
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.Continuations;
import org.podkeeper.booking.OtherPlace;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.Change;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.KvmHost;
import org.podkeeper.inventory.LabId;
import org.podkeeper.inventory.OutageDraft;
import org.podkeeper.inventory.PlannedOutage;
import org.podkeeper.kernel.TimeWindow;
import org.podkeeper.provisioning.DeploymentState;
import org.podkeeper.provisioning.Provisioning;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Outages over bookings: who is hit, where they can go, and what becomes of those who stay. */
@SpringBootTest(properties = "podkeeper.outage.look-every=1d")
@Import({PostgresForTests.class, LabForTests.class, MovableClock.class})
class OutageDeskTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk bookings;

    @Autowired
    OutageDesk desk;

    @Autowired
    Continuations continuations;

    @Autowired
    Provisioning provisioning;

    @Autowired
    Inventory inventory;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MovableClock clock;

    private Person owner;
    private Person admin;
    private Pod pod;

    @BeforeEach
    void nothingYet() {
        lab.removeAll();
        jdbc.sql("delete from outage_plan").update(); // those of the lab would reach the hosts of the next test
        owner = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        pod = lab.pod("all-in-one-tiny");
    }

    @Test
    void previewNamesWhoWouldBeHitAndWritesNothing() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        HostId b = lab.host(pod.resources());

        OutageDesk.Preview preview = desk.preview(draft(a, in(3), in(5), true));

        assertThat(preview.complaints()).isEmpty();
        Proposal proposal = preview.hit().getFirst();
        assertThat(proposal.booking().id()).isEqualTo(booking.id());
        assertThat(proposal.begun()).isFalse();
        assertThat(proposal.places().getFirst().kind()).isEqualTo(OtherPlace.Kind.OTHER_HOST);
        assertThat(proposal.places().getFirst().host().id()).isEqualTo(b);
        assertThat(proposal.places().getFirst().window()).isEqualTo(booking.window());
        assertThat(desk.hitsOf(booking.id())).isEmpty();
        assertThat(inventory.outages(a, new TimeWindow(in(0), in(20)))).isEmpty();
    }

    @Test
    void bookingsEndHalfOpenWhereAnOutageBeginsAndTheOtherWayRound() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(2));
        Instant end = booking.window().end();
        assertThat(desk.preview(draft(a, end, end.plusSeconds(60), true)).hit()).isEmpty();
        assertThat(desk.preview(draft(a, end.minusSeconds(1), end, true)).hit()).hasSize(1);
        Instant begin = booking.prepareFrom();
        assertThat(desk.preview(draft(a, begin.minusSeconds(60), begin, true)).hit())
                .isEmpty();
        assertThat(desk.preview(draft(a, begin, begin.plusSeconds(1), true)).hit())
                .hasSize(1);
    }

    @Test
    void whatHasNotBegunMovesByItselfWhereTheAdminLetsIt() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        HostId b = lab.host(pod.resources());

        announce(draft(a, in(3), in(5), true));

        assertThat(hit(booking).state()).isEqualTo(HitState.MOVED);
        assertThat(bookings.hostOf(booking.id())).contains(b);
        assertThat(now(booking).window()).isEqualTo(booking.window());
        assertThat(provisioning.of(booking.id()).orElseThrow().host()).isEqualTo(b);
        assertThat(told(owner)).containsExactly("OUTAGE_MOVED");
    }

    @Test
    void anOwnerAcceptsALaterTimeOnTheSameHost() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        announce(draft(a, in(3), in(5), true));
        assertThat(told(owner)).containsExactly("OUTAGE_HIT");
        OtherPlace later = proposal(booking).places().getFirst();
        assertThat(later.kind()).isEqualTo(OtherPlace.Kind.LATER);
        assertThat(later.prepareFrom()).isAfterOrEqualTo(in(5));
        assertThat(later.window().length()).isEqualTo(Duration.ofHours(8));

        assertThat(accept(booking, later, true)).isInstanceOf(OutageDesk.Answer.Moved.class);

        assertThat(now(booking).window()).isEqualTo(later.window());
        assertThat(now(booking).number()).isEqualTo(booking.number());
        assertThat(bookings.hostOf(booking.id())).contains(a);
        assertThat(hit(booking).state()).isEqualTo(HitState.MOVED);
        assertThat(holds(booking)).isOne();
        clock.move(Duration.ofHours(4));
        desk.attendAll();
        assertThat(now(booking).state()).isEqualTo(BookingState.CONFIRMED);
    }

    @Test
    void aRunningPodGoesOnFromItsDisksOnAnotherHost() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(null, Duration.ofHours(8));
        ready(booking);
        HostId b = lab.host(pod.resources());
        announce(draft(a, in(3), in(5), true));
        Proposal proposal = proposal(booking);
        assertThat(proposal.begun()).isTrue();
        assertThat(proposal.disks()).isTrue();
        assertThat(hit(booking).state()).isEqualTo(HitState.OPEN);

        var moved = (OutageDesk.Answer.Moved) accept(booking, proposal.places().getFirst(), true);

        assertThat(now(booking).state()).isEqualTo(BookingState.ENDED);
        BookingView next = moved.booking();
        assertThat(next.window().end()).isEqualTo(booking.window().end());
        assertThat(bookings.hostOf(next.id())).contains(b);
        assertThat(next.owner()).isEqualTo(owner.id());
        assertThat(next.choices().memory()).isEqualTo(booking.choices().memory());
        assertThat(next.choices().keepDays()).as("nothing was to be kept").isZero();
        UUID kept = jdbc.sql("select id from kept_pod where booking_id = :id and memory = 'NONE'")
                .param("id", booking.id().value())
                .query(UUID.class)
                .single();
        assertThat(now(next).choices().from()).isNotNull().extracting("value").isEqualTo(kept);
        assertThat(continuations.before(next.id()))
                .get()
                .extracting(BookingView::id)
                .isEqualTo(booking.id());
        assertThat(hit(booking).next()).isEqualTo(next.id());
        assertThat(told(owner)).contains("OUTAGE_MOVED");
    }

    @Test
    void aRunningPodRunsUntilTheOutageWhenItGoesOnLater() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(null, Duration.ofHours(8));
        ready(booking);
        Instant start = in(3);
        announce(draft(a, start, in(5), true));
        OtherPlace later = proposal(booking).places().getFirst();
        assertThat(later.kind()).isEqualTo(OtherPlace.Kind.LATER);

        var moved = (OutageDesk.Answer.Moved) accept(booking, later, true);

        assertThat(now(booking).state()).isEqualTo(BookingState.CONFIRMED);
        assertThat(now(booking).window().end()).isEqualTo(start);
        assertThat(moved.booking().window().start()).isAfterOrEqualTo(in(5));
        assertThat(moved.booking().window().length())
                .isEqualTo(Duration.between(start, booking.window().end()));
        assertThat(now(moved.booking()).choices().from()).isNull();
        clock.move(Duration.ofHours(3));
        bookings.endBecause(booking.id(), "the clock", "its time is over");
        assertThat(now(moved.booking()).choices().from())
                .as("what is kept of the first is what the second begins with")
                .isNotNull();
    }

    @Test
    void whatWasNotMovedEndsWhenTheOutageBeginsAndNotBefore() {
        HostId a = lab.host(pod.resources());
        BookingView running = book(null, Duration.ofHours(8));
        ready(running);
        announce(draft(a, in(3), in(30), false));
        clock.move(Duration.ofHours(3).minusSeconds(1));
        desk.attendAll();
        assertThat(now(running).state()).isEqualTo(BookingState.CONFIRMED);
        clock.move(Duration.ofSeconds(1));
        desk.attendAll();
        assertThat(now(running).state()).isEqualTo(BookingState.ENDED);
        assertThat(hit(running).state()).isEqualTo(HitState.ENDED);
        assertThat(told(owner)).containsExactlyInAnyOrder("OUTAGE_HIT", "OUTAGE_ENDED");
        desk.attendAll();
        assertThat(told(owner)).as("told once").hasSize(2);
    }

    @Test
    void whatWouldBeginInTheOutageIsLeftUntilItWouldBePrepared() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(6), Duration.ofHours(8));
        PlannedOutage outage = announce(draft(a, in(3), in(30), false));
        clock.move(Duration.ofHours(4));
        desk.attendAll();
        assertThat(now(booking).state()).isEqualTo(BookingState.CONFIRMED);
        desk.end(outage.id());
        assertThat(hit(booking).state()).as("the outage was over before").isEqualTo(HitState.SPARED);
        assertThat(told(owner)).containsExactlyInAnyOrder("OUTAGE_HIT", "OUTAGE_SPARED");
        assertThat(now(booking).state()).isEqualTo(BookingState.CONFIRMED);
    }

    @Test
    void anOutageNowLeavesTheNoticeThatItsAdminGives() {
        HostId a = lab.host(pod.resources());
        BookingView running = book(null, Duration.ofHours(8));
        ready(running);
        announce(new OutageDraft(labOf(a), a, null, in(5), "smoke", Duration.ofMinutes(15), true));
        assertThat(now(running).state()).isEqualTo(BookingState.CONFIRMED);
        assertThat(proposal(running).endsAt()).isEqualTo(clock.instant().plus(Duration.ofMinutes(15)));
        clock.move(Duration.ofMinutes(15));
        desk.attendAll();
        assertThat(now(running).state()).isEqualTo(BookingState.ENDED);
    }

    @Test
    void anOutageThatTakesLongerHitsWhatWasMovedBehindIt() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        PlannedOutage outage = announce(draft(a, in(3), in(5), true));
        accept(booking, proposal(booking).places().getFirst(), true);
        desk.until(outage.id(), in(7));
        assertThat(hit(booking).state()).isEqualTo(HitState.OPEN);
        assertThat(told(owner)).filteredOn("OUTAGE_HIT"::equals).hasSize(2);
    }

    @Test
    void anOutageOfTheLabLeavesOnlyLater() {
        HostId a = lab.host(pod.resources());
        lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        announce(new OutageDraft(labOf(a), null, in(3), in(5), "power", Duration.ZERO, true));
        assertThat(proposal(booking).places())
                .singleElement()
                .extracting(OtherPlace::kind)
                .isEqualTo(OtherPlace.Kind.LATER);
    }

    @Test
    void whoComesTooLateIsToldWhatThereIsInstead() {
        HostId a = lab.host(pod.resources());
        BookingView booking = book(in(2), Duration.ofHours(8));
        lab.host(pod.resources());
        announce(draft(a, in(3), in(5), false));
        OtherPlace other = proposal(booking).places().getFirst();
        assertThat(other.kind()).isEqualTo(OtherPlace.Kind.OTHER_HOST);
        BookingView faster = book(in(2), Duration.ofHours(8));
        assertThat(bookings.hostOf(faster.id())).contains(other.host().id());

        var stale = (OutageDesk.Answer.Stale) accept(booking, other, true);

        assertThat(now(booking).window()).isEqualTo(booking.window());
        assertThat(bookings.hostOf(booking.id())).contains(a);
        assertThat(requireNonNull(stale.now()).proposal().places())
                .extracting(OtherPlace::kind)
                .containsExactly(OtherPlace.Kind.LATER);
    }

    private OutageDesk.Answer accept(BookingView booking, OtherPlace place, boolean disks) {
        return desk.accept(
                booking.id(),
                new OutageDesk.Wish(
                        place.kind(), place.host().id(), place.window().start(), disks),
                owner);
    }

    private PlannedOutage announce(OutageDraft draft) {
        return ((Change.Done<PlannedOutage>) desk.announce(draft, admin)).value();
    }

    private OutageDraft draft(HostId host, Instant start, Instant end, boolean moves) {
        return new OutageDraft(labOf(host), host, start, end, "new fans", Duration.ZERO, moves);
    }

    private LabId labOf(HostId host) {
        return inventory.host(host).map(KvmHost::lab).orElseThrow();
    }

    private Instant in(int hours) {
        return clock.instant().plus(Duration.ofHours(hours));
    }

    private BookingView book(@Nullable Instant start, Duration length) {
        Verdict verdict = bookings.book(
                new BookingRequest(
                        pod.id(), lab.configFor(pod).id(), null, "a test", start, length, null, Choices.USUAL),
                owner);
        assertThat(verdict).isInstanceOf(Verdict.Booked.class);
        return ((Verdict.Booked) verdict).booking();
    }

    /** Its machines stand, on paper. */
    private void ready(BookingView booking) {
        jdbc.sql(
                        "delete from scheduled_tasks where task_instance = (select id::text from deployment where booking_id = :id)")
                .param("id", booking.id().value())
                .update();
        jdbc.sql(
                        "update deployment set state = 'READY', work_began_at = now(), ready_at = now(), version = version + 1 where booking_id = :id")
                .param("id", booking.id().value())
                .update();
        assertThat(provisioning.of(booking.id()).orElseThrow().state()).isEqualTo(DeploymentState.READY);
    }

    private BookingView now(BookingView booking) {
        return bookings.find(booking.id()).orElseThrow();
    }

    private Proposal proposal(BookingView booking) {
        return desk.hitting(now(booking)).orElseThrow().proposal();
    }

    private OutageHit hit(BookingView booking) {
        return desk.hitsOf(booking.id()).getLast();
    }

    private int holds(BookingView booking) {
        return jdbc.sql("select count(*) from capacity_hold where booking_id = :id and not released")
                .param("id", booking.id().value())
                .query(Integer.class)
                .single();
    }

    private List<String> told(Person person) {
        return jdbc.sql("select kind from inbox_message where person_id = :id and kind like 'OUTAGE%' order by at, id")
                .param("id", person.id().value())
                .query((row, n) -> row.getString("kind"))
                .list();
    }
}

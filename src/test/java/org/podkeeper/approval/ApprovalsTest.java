package org.podkeeper.approval;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.PersonId;
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.booking.Asking.Asked;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Choices;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.Limits;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class ApprovalsTest {
    private static final Duration HOUR = Duration.ofHours(1);

    @Autowired
    LabForTests lab;

    @Autowired
    Approvals approvals;

    @Autowired
    BookingDesk desk;

    @Autowired
    Limits limits;

    @Autowired
    Teams teams;

    @Autowired
    JdbcClient jdbc;

    Person admin;
    Person person;
    Pod pod;
    Config config;
    HostId host;
    Instant start;

    @BeforeEach
    void aHostForOnePodAndSomebodyWhoMayHaveNone() {
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
        lab.removeAll();
        host = lab.host(pod.resources());
        person = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
        limits.put(LimitKind.AT_ONCE, LimitScope.of(person.id()), "0", "for a test", admin);
    }

    @AfterEach
    void noHostAndNoRules() {
        lab.remove(host);
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        jdbc.sql(
                        "update approval_request set state = 'WITHDRAWN', decided_by = 'a test', decided_at = now() where state = 'ASKED'")
                .update();
    }

    @Test
    void booksInTheNameOfWhoAskedWhenALabAdminAgrees() {
        Approval waiting = asked("for the demo");
        assertThat(approvals.open(admin)).extracting(Approval::id).contains(waiting.id());
        assertThat(messagesTo(admin.id())).contains(person.fullName() + " asks for more than the limits leave");

        Approval done = made(approvals.approve(waiting.id(), "enjoy", admin));

        assertThat(done.state()).isEqualTo(ApprovalState.APPROVED);
        BookingView booking =
                desk.find(java.util.Objects.requireNonNull(done.booking())).orElseThrow();
        assertThat(booking.owner()).isEqualTo(person.id());
        assertThat(booking.window().start()).isEqualTo(start);
        assertThat(jdbc.sql("select why from booking_history where booking_id = :id")
                        .param("id", booking.id().value())
                        .query(String.class)
                        .single())
                .endsWith("with the consent of " + admin.userName());
        assertThat(messagesTo(person.id())).contains("Your request " + done.number() + " is approved");
    }

    @Test
    void saysWhyNotAndBooksNothing() {
        Approval waiting = asked("for the demo");
        assertThat(approvals.deny(waiting.id(), " ", admin)).isInstanceOf(Decision.Impossible.class);
        Approval denied = made(approvals.deny(waiting.id(), "not this week", admin));
        assertThat(denied.state()).isEqualTo(ApprovalState.DENIED);
        assertThat(denied.answer()).isEqualTo("not this week");
        assertThat(desk.of(person.id())).isEmpty();
        assertThat(messagesTo(person.id())).contains("Your request " + denied.number() + " is not approved");
        assertThat(approvals.approve(waiting.id(), "", admin)).isInstanceOf(Decision.TooLate.class);
    }

    @Test
    void goesOnWaitingWhenTheRoomIsGoneAndNamesTheNext() {
        Approval waiting = asked("for the demo");
        Person faster = lab.somebody(Role.USER);
        assertThat(desk.book(request(), faster)).isInstanceOf(Verdict.Booked.class);
        assertThat(approvals.approve(waiting.id(), "", admin))
                .isInstanceOfSatisfying(
                        Decision.Impossible.class,
                        impossible -> assertThat(impossible.reasons())
                                .extracting(Refusal::code)
                                .containsExactly("full"));
        assertThat(approvals.find(waiting.id(), person).orElseThrow().state()).isEqualTo(ApprovalState.ASKED);
    }

    @Test
    void oneOfTwoAnswersAtOnceCounts() throws Exception {
        Person other = lab.somebody(Role.LAB_ADMIN);
        for (int round = 0; round < 10; round++) {
            Approval waiting = asked("for the demo");
            assertOneCounts(
                    () -> approvals.approve(waiting.id(), "", admin), () -> approvals.deny(waiting.id(), "no", other));
            desk.of(person.id()).forEach(booking -> desk.end(booking.id(), admin));
        }
    }

    @Test
    void asksForNothingThatIsAllowedAndForNothingThatNobodyCouldAllow() {
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        assertThat(approvals.forBooking(request(), "why not", person)).isInstanceOf(Asked.NoNeed.class);
        limits.put(LimitKind.AT_ONCE, LimitScope.of(person.id()), "0", "", admin);
        var wordless = new BookingRequest(pod.id(), config.id(), null, " ", start, HOUR, null);
        assertThat(approvals.forBooking(wordless, "why not", person))
                .isInstanceOfSatisfying(
                        Asked.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .contains("no-purpose"));
        assertThat(approvals.forBooking(request(), " ", person))
                .isInstanceOfSatisfying(
                        Asked.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly("ask-why"));
    }

    @Test
    void extendsABookingBeyondTheLimitOfItsOwner() {
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
        limits.put(LimitKind.IN_ALL, LimitScope.of(person.id()), "PT2H", "", admin);
        BookingView booking = ((Verdict.Booked) desk.book(request(), person)).booking();
        Instant until = start.plus(HOUR.multipliedBy(5));
        Asked asked = approvals.forEnd(booking.id(), until, "not finished", person);
        assertThat(asked).isInstanceOf(Asked.Waits.class);
        made(approvals.approve(new ApprovalId(((Asked.Waits) asked).request()), "", admin));
        assertThat(desk.find(booking.id()).orElseThrow().window().end()).isEqualTo(until);
    }

    @Test
    void isTakenBackByWhoAskedAndNobodyElse() {
        Approval waiting = asked("for the demo");
        assertThatThrownBy(() -> approvals.withdraw(waiting.id(), admin)).isInstanceOf(AccessDeniedException.class);
        assertThat(made(approvals.withdraw(waiting.id(), person)).state()).isEqualTo(ApprovalState.WITHDRAWN);
        assertThatThrownBy(() -> approvals.approve(waiting.id(), "", person)).isInstanceOf(AccessDeniedException.class);
        assertThat(approvals.find(waiting.id(), lab.somebody(Role.INSTRUCTOR))).isEmpty();
    }

    @Test
    void isDecidedByInstructorsWhereItIsForATeamThatTheyManage() {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        Person managingUser = lab.somebody(Role.USER);
        Person member = lab.somebody(Role.INSTRUCTOR);
        TeamId team = team(instructor);
        teams.let(team, managingUser.userName(), true, instructor);
        teams.let(team, member.userName(), false, instructor);
        teams.let(team, person.userName(), false, instructor);
        Approval own = asked("for the demo");
        Approval forTeam = asked(person, team);

        assertThat(approvals.open(instructor)).extracting(Approval::id).containsExactly(forTeam.id());
        assertThat(approvals.open(admin)).extracting(Approval::id).contains(own.id(), forTeam.id());
        assertThat(messagesTo(instructor.id()))
                .containsExactly(person.fullName() + " asks for more than the limits leave");
        assertThat(messagesTo(admin.id())).hasSize(2);
        for (Person other : List.of(member, managingUser, lab.somebody(Role.INSTRUCTOR))) {
            assertThat(approvals.open(other)).isEmpty();
            assertThat(approvals.find(forTeam.id(), other)).isEmpty();
            assertThatThrownBy(() -> approvals.approve(forTeam.id(), "", other))
                    .isInstanceOf(AccessDeniedException.class);
            assertThatThrownBy(() -> approvals.deny(forTeam.id(), "no", other))
                    .isInstanceOf(AccessDeniedException.class);
        }
        assertThatThrownBy(() -> approvals.approve(own.id(), "", instructor)).isInstanceOf(AccessDeniedException.class);

        Approval done = made(approvals.approve(forTeam.id(), "enjoy", instructor));
        assertThat(done.decidedBy()).isEqualTo(instructor.userName());
        BookingView booking =
                desk.find(java.util.Objects.requireNonNull(done.booking())).orElseThrow();
        assertThat(booking.owner()).isEqualTo(person.id());
        assertThat(booking.choices().team()).isEqualTo(team);
        assertThat(approvals.decided(instructor)).extracting(Approval::id).contains(forTeam.id());
        assertThat(approvals.decided(member)).isEmpty();
    }

    @Test
    void isDecidedByNobodyWhoAskedForItThemselves() {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        TeamId team = team(instructor);
        for (Person asker : List.of(instructor, admin)) {
            limits.put(LimitKind.AT_ONCE, LimitScope.of(asker.id()), "0", "for a test", lab.somebody(Role.LAB_ADMIN));
            Approval asked = asker == admin ? asked(admin, null) : asked(instructor, team);
            assertThat(approvals.open(asker)).isEmpty();
            assertThat(messagesTo(asker.id()))
                    .doesNotContain(asker.fullName() + " asks for more than the limits leave");
            assertThat(approvals.decides(asker, asked)).isFalse();
            assertThatThrownBy(() -> approvals.approve(asked.id(), "", asker))
                    .isInstanceOf(AccessDeniedException.class);
            approvals.withdraw(asked.id(), asker);
        }
        assertThatThrownBy(() -> desk.bookBeyondLimits(request(), admin, admin))
                .isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> desk.bookBeyondLimits(request(), person, instructor))
                .isInstanceOf(AccessDeniedException.class);
    }

    @Test
    void ofAnInstructorAndALabAdminAtOnceOneCounts() throws Exception {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        TeamId team = team(instructor);
        teams.let(team, person.userName(), false, instructor);
        for (int round = 0; round < 5; round++) {
            Approval waiting = asked(person, team);
            assertOneCounts(
                    () -> approvals.approve(waiting.id(), "", instructor),
                    () -> approvals.deny(waiting.id(), "no", admin));
            desk.of(person.id()).forEach(booking -> desk.end(booking.id(), admin));
        }
    }

    private TeamId team(Person manager) {
        return switch (teams.make("Course of " + manager.userName(), manager)) {
            case Outcome.Done<Team>(var team) -> team.id();
            case Outcome.Refused<Team>(var refusals) -> throw new AssertionError(refusals);
        };
    }

    private Approval asked(Person by, @Nullable TeamId team) {
        BookingRequest any = request();
        var request = new BookingRequest(
                any.pod(),
                any.config(),
                null,
                any.purpose(),
                any.start(),
                any.length(),
                null,
                new Choices(true, 0, false, null, team));
        Asked asked = approvals.forBooking(request, "for the demo", by);
        assertThat(asked).isInstanceOf(Asked.Waits.class);
        return approvals
                .find(new ApprovalId(((Asked.Waits) asked).request()), by)
                .orElseThrow();
    }

    private static void assertOneCounts(Callable<Decision> one, Callable<Decision> other) throws Exception {
        var barrier = new CyclicBarrier(2);
        try (var threads = Executors.newFixedThreadPool(2)) {
            var answers = new ArrayList<Decision>();
            for (var answer : threads.invokeAll(List.of(together(barrier, one), together(barrier, other)))) {
                answers.add(answer.get());
            }
            assertThat(answers).filteredOn(Decision.Made.class::isInstance).hasSize(1);
            assertThat(answers).filteredOn(Decision.TooLate.class::isInstance).hasSize(1);
        }
    }

    private static Callable<Decision> together(CyclicBarrier barrier, Callable<Decision> act) {
        return () -> {
            barrier.await();
            return act.call();
        };
    }

    @Test
    void expiresWhenItsTimeCame() {
        Approval waiting = asked("for the demo");
        jdbc.sql("update approval_request set starts_at = now() - interval '2 hours' where id = :id")
                .param("id", waiting.id().value())
                .update();
        approvals.expire();
        assertThat(approvals.find(waiting.id(), person).orElseThrow().state()).isEqualTo(ApprovalState.EXPIRED);
        assertThat(messagesTo(person.id())).contains("Your request " + waiting.number() + " expired");
    }

    @Test
    void booksTheRestOfATimeThatHasBegun() {
        Approval waiting = asked("for the demo");
        jdbc.sql("update approval_request set starts_at = now() - interval '30 minutes' where id = :id")
                .param("id", waiting.id().value())
                .update();
        Approval done = made(approvals.approve(waiting.id(), "", admin));
        BookingView booking =
                desk.find(java.util.Objects.requireNonNull(done.booking())).orElseThrow();
        assertThat(booking.window().length()).isLessThanOrEqualTo(Duration.ofMinutes(30));
        desk.end(booking.id(), admin);
    }

    private Approval asked(String why) {
        Asked asked = approvals.forBooking(request(), why, person);
        assertThat(asked).isInstanceOf(Asked.Waits.class);
        return approvals
                .find(new ApprovalId(((Asked.Waits) asked).request()), person)
                .orElseThrow();
    }

    private static Approval made(Decision decision) {
        assertThat(decision).isInstanceOf(Decision.Made.class);
        return ((Decision.Made) decision).approval();
    }

    private BookingRequest request() {
        return new BookingRequest(pod.id(), config.id(), null, "a test", start, HOUR, null);
    }

    private List<@Nullable String> messagesTo(PersonId reader) {
        return jdbc.sql("select title from inbox_message where person_id = :person")
                .param("person", reader.value())
                .query(String.class)
                .list();
    }
}

package org.podkeeper.booking;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
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
import org.podkeeper.account.Role;
import org.podkeeper.account.Team;
import org.podkeeper.account.TeamId;
import org.podkeeper.account.Teams;
import org.podkeeper.catalog.Config;
import org.podkeeper.catalog.Pod;
import org.podkeeper.inventory.HostId;
import org.podkeeper.inventory.Inventory;
import org.podkeeper.inventory.LabId;
import org.podkeeper.kernel.Resources;
import org.podkeeper.limits.LimitKind;
import org.podkeeper.limits.LimitScope;
import org.podkeeper.limits.Limits;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

@SpringBootTest
@Import({PostgresForTests.class, LabForTests.class})
class BookingLimitsTest {
    private static final Duration HOUR = Duration.ofHours(1);
    private static final int ROUNDS = 40;

    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    Sharing sharing;

    @Autowired
    Limits limits;

    @Autowired
    Quotas quotas;

    @Autowired
    Teams teams;

    @Autowired
    Inventory inventory;

    @Autowired
    RefusalText text;

    Person admin;
    Person person;
    Pod pod;
    Config config;
    HostId host;
    Instant start;

    @BeforeEach
    void aHostForManyPods() {
        pod = lab.pod("virtual-pharos-tiny");
        config = lab.configFor(pod);
        lab.removeAll();
        Resources one = pod.resources();
        host = lab.host(new Resources(one.vcpus() * 20, one.memoryMib() * 20, one.diskGib() * 20));
        person = lab.somebody(Role.USER);
        admin = lab.somebody(Role.LAB_ADMIN);
        start = Instant.now().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS);
    }

    @AfterEach
    void noHostAndNoRules() {
        lab.remove(host);
        limits.rules().forEach(rule -> limits.remove(rule.id(), admin));
    }

    @Test
    void countsBookingsThatAreNotOver() {
        put(LimitKind.AT_ONCE, LimitScope.of(Role.USER), "2");
        BookingView first = booked(at(0));
        booked(at(30));
        assertThat(said(at(60)))
                .containsExactly("You have 2 of 2 bookings (limit for all users). End one, or ask for more.");
        desk.end(first.id(), person);
        booked(at(60));
    }

    @Test
    void countsWhatOverlapsAndNotWhatFollows() {
        put(LimitKind.VCPUS, LimitScope.EVERYONE, String.valueOf(pod.resources().vcpus()));
        booked(at(0));
        booked(at(1));
        assertThat(said(new BookingRequest(
                        pod.id(), config.id(), null, "a test", start.plus(HOUR.dividedBy(2)), HOUR, null)))
                .singleElement()
                .asString()
                .startsWith("This takes %d vCPUs, and you have %d of %d at that time (limit for everyone)."
                        .formatted(
                                pod.resources().vcpus(),
                                pod.resources().vcpus(),
                                pod.resources().vcpus()));
        assertThat(quotas.used(limits.effective(person, null, (LabId) null))
                        .get(1)
                        .used())
                .isEqualTo(pod.resources().vcpus());
    }

    @Test
    void namesEveryLimitAtOnce() {
        put(LimitKind.LONGEST, LimitScope.of(person.id()), "PT30M");
        put(LimitKind.AHEAD, LimitScope.EVERYONE, "PT24H");
        put(LimitKind.PODS, LimitScope.of(Role.USER), "none");
        put(LimitKind.AT_ONCE, LimitScope.EVERYONE, "0");
        Verdict.Refused refused = refused(at(0));
        assertThat(refused.reasons())
                .extracting(Refusal::code)
                .containsExactlyInAnyOrder("too-long", "too-far-ahead", "limit-pod", "limit-at-once");
        assertThat(refused.isByLimits()).isTrue();
        assertThat(said(at(0)))
                .anySatisfy(sentence -> assertThat(sentence)
                        .isEqualTo("A booking lasts at most 30 min; you asked for 1 h (limit for " + person.fullName()
                                + "). Book 30 min, or ask for more."))
                .anySatisfy(sentence -> assertThat(sentence).endsWith("Choose another, or ask for it."));
    }

    @Test
    void asksForApprovalWhereARuleSaysSo() {
        put(LimitKind.APPROVAL, LimitScope.EVERYONE, pod.key());
        assertThat(refused(at(0)).reasons()).extracting(Refusal::code).containsExactly("limit-approval");
        assertThat(desk.bookBeyondLimits(at(0), person, admin)).isInstanceOf(Verdict.Booked.class);
    }

    @Test
    void isNotByLimitsWhenSomethingElseIsWrongToo() {
        put(LimitKind.AT_ONCE, LimitScope.EVERYONE, "0");
        var wordless = new BookingRequest(pod.id(), config.id(), null, " ", start, HOUR, null);
        assertThat(refused(wordless).isByLimits()).isFalse();
    }

    @Test
    void countsBookingsOfATeamTogetherWhereTheTeamHasARule() {
        Person other = lab.somebody(Role.USER);
        Team team = team(person, other);
        put(LimitKind.AT_ONCE, LimitScope.EVERYONE, "1");
        put(LimitKind.AT_ONCE, LimitScope.of(team.id()), "3");
        booked(forTeam(team.id(), 0), person);
        booked(forTeam(team.id(), 2), person);
        booked(forTeam(team.id(), 4), other);
        assertThat(said(forTeam(team.id(), 6), other))
                .containsExactly("The team has 3 of 3 bookings (limit for the team " + team.name()
                        + ", all its bookings together). End one of them, or ask for more.");
        assertThat(refused(at(8)).reasons()).extracting(Refusal::code).containsExactly("limit-at-once");
    }

    @Test
    void refusesATeamThatThePersonIsNotIn() {
        Team team = team(lab.somebody(Role.USER));
        assertThat(refused(forTeam(team.id(), 0)).reasons())
                .extracting(Refusal::code)
                .containsExactly("share-team");
    }

    @Test
    void letsNobodyEscapeByATeamOfTheirOwn() {
        Team team = team(person);
        put(LimitKind.AT_ONCE, LimitScope.EVERYONE, "1");
        booked(forTeam(team.id(), 0), person);
        assertThat(refused(forTeam(team.id(), 2)).reasons())
                .extracting(Refusal::code)
                .containsExactly("limit-at-once");
    }

    @Test
    void goesToTheLabWhereItIsWithinTheLimits() {
        LabId here = inventory.host(host).orElseThrow().lab();
        put(LimitKind.PODS, LimitScope.EVERYONE, "none");
        assertThat(refused(at(0)).reasons()).extracting(Refusal::code).containsExactly("limit-pod");
        put(LimitKind.PODS, LimitScope.EVERYONE.in(here), pod.key());
        booked(at(0));
    }

    @Test
    void extendsToWhatItsOwnersLimitsLeave() {
        put(LimitKind.IN_ALL, LimitScope.of(person.id()), "PT3H");
        BookingView booking = booked(at(0));
        assertThat(extensions.extent(booking, person).latest()).isEqualTo(start.plus(HOUR.multipliedBy(3)));
        assertThat(text.of(extensions.extent(booking, person).limit(), ZoneOffset.UTC))
                .contains("limit for " + person.fullName())
                .endsWith("or ask for it.");
        assertThat(extensions.extent(booking, admin).latest()).isAfter(start.plus(HOUR.multipliedBy(3)));
    }

    @Test
    void extendsAsOftenAsItMayAndInstructorsOnceMore() {
        put(LimitKind.EXTENSIONS, LimitScope.EVERYONE, "1");
        BookingView booking = booked(at(0));
        assertThat(extensions.moveEnd(booking.id(), start.plus(HOUR.multipliedBy(2)), null, "", person))
                .isInstanceOf(Verdict.Booked.class);
        assertThat(extensions.moveEnd(booking.id(), start.plus(HOUR.multipliedBy(3)), null, "", person))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly("limit-extensions"));
        assertThat(extensions.moveEnd(
                        booking.id(), start.plus(HOUR.multipliedBy(3)), null, "a demo", lab.somebody(Role.INSTRUCTOR)))
                .isInstanceOf(Verdict.Booked.class);
    }

    @Test
    void doesNotExtendIntoTimeInWhichTheOwnerHasTooMuch() {
        put(LimitKind.MEMORY_GIB, LimitScope.EVERYONE, gib(pod.resources().memoryMib()));
        BookingView booking = booked(at(0));
        booked(at(2));
        assertThat(extensions.moveEnd(booking.id(), start.plus(HOUR.multipliedBy(2)), null, "", person))
                .isInstanceOf(Verdict.Booked.class);
        assertThat(extensions.moveEnd(booking.id(), start.plus(Duration.ofMinutes(121)), null, "", person))
                .isInstanceOfSatisfying(
                        Verdict.Refused.class,
                        refused -> assertThat(refused.reasons())
                                .extracting(Refusal::code)
                                .containsExactly("limit-sum-MEMORY_GIB"));
    }

    @Test
    void handsNothingToSomebodyWhoHasEnough() {
        Person other = lab.somebody(Role.USER);
        put(LimitKind.AT_ONCE, LimitScope.of(other.id()), "1");
        booked(at(0), other);
        BookingView booking = booked(at(2));
        assertThat(sharing.handOver(booking.id(), other.userName(), false, person))
                .extracting(Refusal::code)
                .containsExactly("limit-of-another");
        assertThat(sharing.handOver(booking.id(), other.userName(), false, admin))
                .isEmpty();
    }

    @Test
    void doesNotFreeATeamsBookingIntoSomebodysFullAccount() {
        Team team = team(person);
        put(LimitKind.AT_ONCE, LimitScope.EVERYONE, "1");
        put(LimitKind.AT_ONCE, LimitScope.of(team.id()), "5");
        booked(at(0));
        BookingView ofTheTeam = booked(forTeam(team.id(), 2), person);
        assertThat(sharing.giveTo(ofTheTeam.id(), null, person))
                .extracting(Refusal::code)
                .containsExactly("limit-at-once");
    }

    /** Two at the same moment would both count what is there before the other commits. */
    @Test
    void hasOneWinnerOfTwoAtOnceOnTheLastPlaceOfALimit() throws Exception {
        Person other = lab.somebody(Role.USER);
        Team team = team(person, other);
        put(LimitKind.AT_ONCE, LimitScope.of(person.id()), "1");
        put(
                LimitKind.VCPUS,
                LimitScope.of(team.id()),
                String.valueOf(pod.resources().vcpus()));
        try (var threads = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < ROUNDS; round++) {
                race(threads, List.of(() -> desk.book(at(0), person), () -> desk.book(at(5), person)));
                race(
                        threads,
                        List.of(
                                () -> desk.book(forTeam(team.id(), 0), other),
                                () -> desk.book(forTeam(team.id(), 0), person)));
            }
        }
    }

    private void race(java.util.concurrent.ExecutorService threads, List<Callable<Verdict>> both) throws Exception {
        var barrier = new CyclicBarrier(both.size());
        var verdicts = new ArrayList<Verdict>();
        for (var answer : threads.invokeAll(both.stream()
                .<Callable<Verdict>>map(one -> () -> {
                    barrier.await();
                    return one.call();
                })
                .toList())) {
            verdicts.add(answer.get());
        }
        assertThat(verdicts).filteredOn(Verdict.Booked.class::isInstance).hasSize(1);
        verdicts.stream()
                .filter(Verdict.Booked.class::isInstance)
                .map(verdict -> ((Verdict.Booked) verdict).booking())
                .forEach(booking -> desk.end(booking.id(), admin));
    }

    private static String gib(long mib) {
        return String.valueOf((mib + 1023) / 1024);
    }

    private Team team(Person manager, Person... others) {
        Team team = ((Outcome.Done<Team>)
                        teams.make("Team of " + manager.userName() + " " + System.nanoTime(), manager))
                .value();
        for (Person other : others) {
            teams.let(team.id(), other.userName(), false, manager);
        }
        return team;
    }

    private void put(LimitKind kind, LimitScope scope, String value) {
        assertThat(limits.put(kind, scope, value, "for a test", admin)).isInstanceOf(Outcome.Done.class);
    }

    private BookingRequest at(int hours) {
        return forTeam(null, hours);
    }

    private BookingRequest forTeam(@Nullable TeamId team, int hours) {
        return new BookingRequest(
                pod.id(),
                config.id(),
                null,
                "a test",
                start.plus(HOUR.multipliedBy(hours)),
                HOUR,
                null,
                new Choices(true, 0, null, team));
    }

    private BookingView booked(BookingRequest request) {
        return booked(request, person);
    }

    private BookingView booked(BookingRequest request, Person by) {
        Verdict verdict = desk.book(request, by);
        assertThat(verdict).isInstanceOf(Verdict.Booked.class);
        return ((Verdict.Booked) verdict).booking();
    }

    private Verdict.Refused refused(BookingRequest request) {
        return (Verdict.Refused) desk.book(request, person);
    }

    private List<String> said(BookingRequest request) {
        return said(request, person);
    }

    private List<String> said(BookingRequest request, Person by) {
        return ((Verdict.Refused) desk.book(request, by))
                .reasons().stream()
                        .map(reason -> text.of(reason, ZoneOffset.UTC))
                        .toList();
    }
}

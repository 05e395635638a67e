package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.podkeeper.waiting.WaitingForTests.HOUR;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.KeyRing;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.People;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Refusal;
import org.podkeeper.booking.Verdict;
import org.podkeeper.inventory.HostId;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.WaitingList.Standing;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;

/** Who gets what becomes free, in which order, for how long it is held, and what is told. */
@SpringBootTest
@Import({PostgresForTests.class, WaitingForTests.class})
class WaitingListTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    WaitingList list;

    @Autowired
    Rounds rounds;

    @Autowired
    BookingDesk desk;

    @Autowired
    MovableClock clock;

    @Autowired
    KeyRing keys;

    @Autowired
    People people;

    Person ada;
    Person ben;
    Person cleo;
    HostId host;
    BookingView inTheWay;

    @BeforeEach
    void aFullHostAndPeople() {
        waiting.begin();
        ada = lab.somebody(Role.USER);
        ben = lab.somebody(Role.USER);
        cleo = lab.somebody(Role.USER);
        host = waiting.host(1);
        inTheWay = waiting.book(ada, null, Duration.ofDays(10));
    }

    @Test
    void booksForWhoeverIsFirstWhenABookingIsReturned() {
        Wish first = waiting.join(ben, WishMode.AUTOMATIC);
        Wish second = waiting.join(cleo, WishMode.AUTOMATIC);
        rounds.serve();
        assertThat(waiting.now(first).state()).isEqualTo(WishState.WAITING);

        int orders = waiting.orders();
        waiting.giveBack(inTheWay, ada);
        assertThat(waiting.orders()).as("the list is gone through at once").isGreaterThan(orders);
        rounds.serve();

        Wish taken = waiting.now(first);
        assertThat(taken.state()).isEqualTo(WishState.TAKEN);
        BookingView booking = waiting.booking(taken);
        assertThat(booking.owner()).isEqualTo(ben.id());
        assertThat(booking.window().start()).isEqualTo(clock.instant());
        assertThat(list.history(first.id()).getLast().why()).contains("#" + booking.number());
        // an hour later there is room for the next one, and it is within what was asked for
        Wish next = waiting.now(second);
        assertThat(waiting.booking(next).window().start())
                .isAfter(booking.window().end());
    }

    @Test
    void holdsWhatItOffersForThatPersonAlone() {
        Wish wish = waiting.join(ben, WishMode.OFFER);
        waiting.giveBack(inTheWay, ada);
        rounds.serve();

        Wish.Offer offer = waiting.offer(wish);
        assertThat(waiting.now(wish).state()).isEqualTo(WishState.OFFERED);
        assertThat(offer.host()).isEqualTo(host);
        assertThat(codes(desk.book(waiting.request(null, HOUR), cleo))).containsExactly("full");

        Duration late = Duration.between(clock.instant(), offer.until()).minusMillis(1);
        clock.move(late);
        Verdict verdict = list.take(wish.id(), ben);
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Booked.class, booked -> {
            assertThat(booked.booking().window().start()).isEqualTo(clock.instant());
            assertThat(booked.booking().window().length())
                    .as("the whole length")
                    .isEqualTo(HOUR);
        });
        assertThat(waiting.heldForWishes()).isZero();
        assertThat(list.take(wish.id(), ben)).as("clicked twice").isEqualTo(verdict);
    }

    @Test
    void offersToTheNextOneWhatWasNotTakenInTime() {
        Wish first = waiting.join(
                ben, WishMode.OFFER, null, Duration.ofDays(3), clock.instant().plus(DAY));
        Wish second = waiting.join(
                cleo, WishMode.OFFER, null, Duration.ofDays(3), clock.instant().plus(DAY));
        waiting.giveBack(inTheWay, ada);
        rounds.serve();
        assertThat(waiting.now(second).state()).isEqualTo(WishState.WAITING);

        goBeyondTheOfferOf(first);
        assertThat(codes(list.take(first.id(), ben))).as("a moment too late").containsExactly("wait-not-offered");
        rounds.serve();

        assertThat(waiting.now(first).state()).isEqualTo(WishState.WAITING);
        assertThat(waiting.now(first).lapses()).isEqualTo(1);
        assertThat(waiting.now(second).state()).isEqualTo(WishState.OFFERED);
        assertThat(standing(first)).isEqualTo(new Standing(2, 2, 0));

        list.decline(second.id(), cleo);
        rounds.serve();
        assertThat(waiting.now(second).state()).isEqualTo(WishState.DECLINED);
        assertThat(waiting.now(first).state()).isEqualTo(WishState.OFFERED);

        goBeyondTheOfferOf(first);
        rounds.serve();
        assertThat(waiting.now(first).state()).as("let pass twice").isEqualTo(WishState.LAPSED);
        assertThat(waiting.heldForWishes()).isZero();
    }

    @Test
    void letsSomebodyBehindGoFirstOnlyWhereThatTakesNothingFromWhoIsAhead() {
        Instant now = clock.instant();
        Wish tooLong = waiting.join(ben, WishMode.AUTOMATIC, null, Duration.ofDays(9), now.plus(HOUR));
        Wish shorter = waiting.join(cleo, WishMode.AUTOMATIC, null, HOUR, now.plus(HOUR));
        waiting.giveBack(inTheWay, ada);
        waiting.book(ada, now.plus(DAY), HOUR);
        rounds.serve();
        assertThat(waiting.now(tooLong).state()).isEqualTo(WishState.WAITING);
        assertThat(waiting.now(shorter).state()).isEqualTo(WishState.TAKEN);
    }

    @Test
    void keepsTheTurnOfWhoHasNoKeyAndSaysSo() {
        Wish first = waiting.join(ben, WishMode.AUTOMATIC);
        Wish second = waiting.join(cleo, WishMode.AUTOMATIC);
        keys.remove(ben.id(), people.sshKeysOf(ben.id()).getFirst().id());
        waiting.giveBack(inTheWay, ada);
        rounds.serve();

        assertThat(waiting.now(first).state()).isEqualTo(WishState.WAITING);
        assertThat(waiting.now(first).obstacle()).contains("SSH key");
        assertThat(waiting.now(second).state()).isEqualTo(WishState.TAKEN);

        keys.add(ben.id(), "laptop", LabForTests.PUBLIC_KEY);
        rounds.serve();
        assertThat(waiting.now(first).state()).isEqualTo(WishState.TAKEN);
        assertThat(waiting.now(first).obstacle()).isNull();
    }

    @Test
    void givesUpAfterTheLatestStart() {
        Wish wish =
                waiting.join(ben, WishMode.OFFER, null, HOUR, clock.instant().plus(HOUR));
        clock.move(HOUR);
        rounds.serve();
        assertThat(waiting.now(wish).state()).isEqualTo(WishState.WAITING);
        clock.move(Duration.ofMillis(1));
        rounds.serve();
        assertThat(waiting.now(wish).state()).isEqualTo(WishState.EXPIRED);
    }

    @Test
    void offersSomethingElseWhenTheHostOfAnOfferGoes() {
        Wish wish = waiting.join(ben, WishMode.OFFER);
        waiting.giveBack(inTheWay, ada);
        rounds.serve();
        HostId other = waiting.host(1);
        lab.remove(host);
        rounds.serve();
        assertThat(waiting.now(wish).state()).isEqualTo(WishState.OFFERED);
        assertThat(waiting.offer(wish).host()).isEqualTo(other);
        assertThat(list.history(wish.id()).stream().map(WishMove::to))
                .containsExactly(WishState.WAITING, WishState.OFFERED, WishState.WAITING, WishState.OFFERED);
    }

    @Test
    void takesWhatAppearsWithoutAnybodysDoing() {
        Wish host2 = waiting.join(ben, WishMode.AUTOMATIC);
        waiting.host(1);
        rounds.serve();
        assertThat(waiting.now(host2).state()).as("a host came").isEqualTo(WishState.TAKEN);
        // the time that can be booked ahead reaches the end of the booking in the way
        Instant wanted = clock.instant().plus(Duration.ofDays(91));
        Wish later = waiting.join(
                cleo,
                WishMode.AUTOMATIC,
                null,
                Duration.ofDays(20),
                clock.instant().plus(DAY));
        rounds.serve();
        assertThat(waiting.now(later).state()).isEqualTo(WishState.TAKEN);
        assertThat(codes(desk.book(waiting.request(wanted, HOUR), cleo))).containsExactly("too-far-ahead");
    }

    @Test
    void saysWhoIsHowFarInTheList() {
        Wish first = waiting.join(ben, WishMode.OFFER);
        Wish second = waiting.join(cleo, WishMode.OFFER);
        assertThat(standing(first)).isEqualTo(new Standing(1, 2, 0));
        assertThat(standing(second)).isEqualTo(new Standing(2, 2, 0));
        list.leave(first.id(), ben);
        assertThat(standing(second)).isEqualTo(new Standing(1, 1, 0));
        assertThat(list.standing(waiting.now(first))).isEmpty();
    }

    @Test
    void changesOnlyWhatWaits() {
        Wish wish = waiting.join(ben, WishMode.OFFER);
        Instant later = clock.instant().plus(Duration.ofDays(5));
        assertThat(list.change(wish.id(), new WishChange("another", null, later, WishMode.AUTOMATIC), ben))
                .isInstanceOfSatisfying(Answer.Listed.class, answer -> {
                    assertThat(answer.wish().mode()).isEqualTo(WishMode.AUTOMATIC);
                    assertThat(answer.wish().latest()).isEqualTo(later);
                    assertThat(answer.wish().purpose()).isEqualTo("another");
                });
        assertThat(codes(list.change(
                        wish.id(), new WishChange(" ", later, clock.instant().minusSeconds(1), WishMode.OFFER), ben)))
                .containsExactly("wait-over", "no-purpose");
        list.leave(wish.id(), ben);
        list.leave(wish.id(), ben);
        assertThat(codes(list.change(wish.id(), new WishChange("x", null, later, WishMode.OFFER), ben)))
                .containsExactly("wait-not-waiting");
        assertThat(list.history(wish.id()).stream().map(WishMove::to))
                .containsExactly(WishState.WAITING, WishState.WITHDRAWN);
    }

    @Test
    void isNobodyElsesBusiness() {
        Wish wish = waiting.join(ben, WishMode.OFFER);
        assertThat(list.find(wish.id(), cleo)).isEmpty();
        assertThatThrownBy(() -> list.take(wish.id(), cleo)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> list.leave(wish.id(), cleo)).isInstanceOf(NotFound.class);
        assertThatThrownBy(() -> list.decline(wish.id(), cleo)).isInstanceOf(NotFound.class);
    }

    @Test
    void refusesWhatNoWaitingHelps() {
        Instant now = clock.instant();
        assertThat(codes(list.join(
                        new NewWish(waiting.request(now.plus(DAY), HOUR), now.plus(HOUR), WishMode.OFFER), ben)))
                .containsExactly("wait-backwards");
        assertThat(codes(list.join(
                        new NewWish(waiting.request(null, HOUR), now.plus(Duration.ofDays(400)), WishMode.OFFER), ben)))
                .containsExactly("wait-too-long");
        assertThat(codes(list.join(new NewWish(waiting.request(null, Duration.ofDays(90)), null, WishMode.OFFER), ben)))
                .containsExactly("too-long");
        Wish one = waiting.join(ben, WishMode.OFFER);
        assertThat(waiting.join(ben, WishMode.OFFER).id()).as("asked for twice").isEqualTo(one.id());
        for (int hours = 2; hours <= 5; hours++) {
            waiting.join(ben, WishMode.OFFER, null, Duration.ofHours(hours), now.plus(DAY));
        }
        assertThat(codes(
                        list.join(new NewWish(waiting.request(null, HOUR.multipliedBy(6)), null, WishMode.OFFER), ben)))
                .containsExactly("wait-too-many");
    }

    @Test
    void letsOneOfManyPortalsServeEachWishOnce() throws Exception {
        Wish first = waiting.join(
                ben, WishMode.AUTOMATIC, null, HOUR, clock.instant().plus(HOUR));
        Wish second =
                waiting.join(cleo, WishMode.OFFER, null, HOUR, clock.instant().plus(HOUR));
        waiting.giveBack(inTheWay, ada);
        WaitingForTests.together(
                Stream.<Runnable>generate(() -> rounds::serve).limit(6).toList());
        assertThat(waiting.now(first).state()).isEqualTo(WishState.TAKEN);
        assertThat(waiting.now(second).state()).isEqualTo(WishState.WAITING);
        assertThat(desk.of(ben.id())).hasSize(1);
    }

    @Test
    void givesAFreedWindowToOneOfTwoWhoWantItAtTheSameMoment() throws Exception {
        for (int round = 0; round < 20; round++) {
            waiting.begin();
            host = waiting.host(1);
            inTheWay = waiting.book(ada, null, Duration.ofDays(10));
            Instant hour = clock.instant().plus(HOUR);
            Wish wish = waiting.join(ben, WishMode.AUTOMATIC, null, HOUR, hour);
            waiting.giveBack(inTheWay, ada);
            WaitingForTests.together(List.of(
                    rounds::serve, () -> desk.book(waiting.request(null, Duration.ofHours(3)), cleo)));
            rounds.serve();
            boolean served = waiting.now(wish).state() == WishState.TAKEN;
            long others = desk.of(cleo.id()).stream()
                    .filter(booking -> booking.window().contains(clock.instant()))
                    .filter(booking -> desk.hostOf(booking.id()).orElseThrow().equals(host))
                    .count();
            assertThat(others + (served ? 1 : 0)).as("round %d", round).isEqualTo(1);
            lab.remove(host);
        }
    }

    private void goBeyondTheOfferOf(Wish wish) {
        clock.move(Duration.between(clock.instant(), waiting.offer(wish).until()));
    }

    private Standing standing(Wish wish) {
        return list.standing(waiting.now(wish)).orElseThrow();
    }

    private static List<String> codes(Answer answer) {
        return answer instanceof Answer.Refused refused
                ? refused.reasons().stream().map(Refusal::code).toList()
                : List.of();
    }

    private static List<String> codes(Verdict verdict) {
        return verdict instanceof Verdict.Refused refused
                ? refused.reasons().stream().map(Refusal::code).toList()
                : List.of();
    }
}

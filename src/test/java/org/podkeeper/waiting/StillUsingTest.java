package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Outcome;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingState;
import org.podkeeper.booking.BookingView;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.Message;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who is asked whether they still use what others wait for, and what follows from their answer or their silence. */
@SpringBootTest(properties = "podkeeper.still-using.return-after=6h")
@Import({PostgresForTests.class, WaitingForTests.class})
class StillUsingTest {
    private static final Duration DAY = Duration.ofDays(1);

    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    WaitedFor waitedFor;

    @Autowired
    Questions questions;

    @Autowired
    UseWatch watch;

    @Autowired
    UseRules rules;

    @Autowired
    WaitingList list;

    @Autowired
    BookingDesk desk;

    @Autowired
    Inbox inbox;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient jdbc;

    Person ada;
    Person ben;
    BookingView booking;

    @AfterEach
    void noLabSaysAnything() {
        jdbc.sql("delete from lab_use_rule").update();
    }

    @BeforeEach
    void somebodyHasWhatSomebodyElseWaitsFor() {
        waiting.begin();
        waiting.host(1);
        ada = lab.somebody(Role.USER);
        ben = lab.somebody(Role.USER);
        booking = waiting.book(ada, null, Duration.ofDays(10));
    }

    @Test
    void concernsOnlyWhatSomebodyWaitsFor() {
        assertThat(waitedFor.now()).isEmpty();
        Wish wish = waiting.join(ben, WishMode.OFFER);
        assertThat(waitedFor.now()).containsExactly(booking.id());
        list.leave(wish.id(), ben);
        assertThat(waitedFor.now()).isEmpty();
        waiting.join(
                ben, WishMode.OFFER, null, Duration.ofDays(20), clock.instant().plus(DAY));
        waiting.book(ada, clock.instant().plus(Duration.ofDays(11)), DAY);
        assertThat(waitedFor.now())
                .as("without it there would be no room either")
                .isEmpty();
    }

    @Test
    void asksOnceAndNotWhoseUseIsUnknown() {
        waiting.join(ben, WishMode.OFFER);
        questions.consider(booking.id(), null);
        questions.consider(booking.id(), idle(Duration.ofHours(23)));
        assertThat(questions.question(booking.id())).isEmpty();
        questions.consider(booking.id(), idle(DAY));
        questions.consider(booking.id(), idle(DAY));
        assertThat(questions.question(booking.id()))
                .hasValueSatisfying(question -> assertThat(question.returnsAt())
                        .isEqualTo(clock.instant().plus(Duration.ofHours(6))));
        assertThat(messages()).singleElement().asString().contains("#" + booking.number());
    }

    @Test
    void takesTheQuestionBackWhenSomebodyWasThereOrNobodyWaits() {
        Wish wish = waiting.join(ben, WishMode.OFFER);
        questions.consider(booking.id(), idle(DAY));
        questions.consider(booking.id(), idle(Duration.ofMinutes(1)));
        assertThat(questions.question(booking.id())).isEmpty();
        questions.consider(booking.id(), idle(DAY));
        questions.takeBackAllBut(Set.of(booking.id()));
        assertThat(questions.question(booking.id())).isPresent();
        list.leave(wish.id(), ben);
        watch.look();
        assertThat(questions.question(booking.id())).isEmpty();
    }

    @Test
    void doesNotAskAgainForAWhileWhoNeedsIt() {
        questions.consider(booking.id(), idle(DAY));
        assertThatThrownBy(() -> questions.needed(booking.id(), ben)).isInstanceOf(NotFound.class);
        Instant until = questions.needed(booking.id(), ada);
        questions.consider(booking.id(), idle(DAY));
        assertThat(questions.question(booking.id())).isEmpty();
        clock.move(Duration.ofHours(7));
        questions.consider(booking.id(), idle(DAY));
        assertThat(state()).isEqualTo(BookingState.CONFIRMED);
        clock.move(Duration.between(clock.instant(), until));
        questions.consider(booking.id(), idle(DAY));
        assertThat(questions.question(booking.id())).isPresent();
    }

    @Test
    void endsWhatNobodyAnsweredForOnlyAfterTheTimeThatWasTold() {
        questions.consider(booking.id(), idle(DAY));
        clock.move(Duration.ofHours(6).minusMillis(1));
        questions.consider(booking.id(), idle(DAY));
        assertThat(state()).isEqualTo(BookingState.CONFIRMED);
        clock.move(Duration.ofMillis(1));
        questions.consider(booking.id(), idle(DAY));
        assertThat(state()).isEqualTo(BookingState.ENDED);
        assertThat(questions.question(booking.id())).isEmpty();
    }

    @Test
    void asksInALabWhenTheLabSaysSo() {
        rule(12, null);
        questions.consider(booking.id(), idle(Duration.ofHours(11)));
        assertThat(questions.question(booking.id())).isEmpty();
        questions.consider(booking.id(), idle(Duration.ofHours(12)));
        assertThat(questions.question(booking.id()))
                .as("the portal's setting would end it")
                .hasValueSatisfying(question -> assertThat(question.returnsAt()).isNull());
        clock.move(Duration.ofDays(5));
        questions.consider(booking.id(), idle(Duration.ofDays(6)));
        assertThat(state()).isEqualTo(BookingState.CONFIRMED);
        rules.followPortal(booking.lab(), version(), "", admin());
        questions.needed(booking.id(), ada);
        clock.move(Duration.ofDays(3));
        questions.consider(booking.id(), idle(DAY));
        assertThat(returnsAt()).isEqualTo(clock.instant().plus(Duration.ofHours(6)));
    }

    @Test
    void endsNothingAtATimeThatNobodyWasTold() {
        rule(24, null);
        questions.consider(booking.id(), idle(DAY));
        clock.move(DAY);
        rule(24, 2);
        questions.consider(booking.id(), idle(DAY.multipliedBy(2)));
        assertThat(state()).as("its owner was told that nothing follows").isEqualTo(BookingState.CONFIRMED);
        Instant told = clock.instant().plus(Duration.ofHours(2));
        assertThat(returnsAt()).isEqualTo(told);
        assertThat(messages()).as("asked, and asked anew with an end").hasSize(2);
        rule(24, 1);
        clock.move(Duration.ofHours(2).minusMillis(1));
        questions.consider(booking.id(), idle(DAY.multipliedBy(2)));
        assertThat(state()).as("what was told counts").isEqualTo(BookingState.CONFIRMED);
        rule(24, null);
        clock.move(Duration.ofHours(1));
        questions.consider(booking.id(), idle(DAY.multipliedBy(2)));
        assertThat(state()).as("the lab ends nothing any more").isEqualTo(BookingState.CONFIRMED);
        assertThat(returnsAt()).isNull();
        assertThat(messages()).hasSize(2);
    }

    private void rule(int idle, @Nullable Integer answer) {
        assertThat(rules.set(booking.lab(), version(), idle, answer != null, answer, "", admin()))
                .isInstanceOf(Outcome.Done.class);
    }

    private long version() {
        return rules.of(booking.lab()).version();
    }

    private Person admin() {
        return lab.somebody(Role.LAB_ADMIN);
    }

    private @Nullable Instant returnsAt() {
        return questions.question(booking.id()).orElseThrow().returnsAt();
    }

    private List<String> messages() {
        return inbox.of(ada.id(), true).stream()
                .map(Message::title)
                .filter(title -> title.contains("still using"))
                .toList();
    }

    private Instant idle(Duration since) {
        return clock.instant().minus(since);
    }

    private BookingState state() {
        return desk.find(booking.id()).orElseThrow().state();
    }
}

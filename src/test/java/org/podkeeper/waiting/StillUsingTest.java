package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
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
    WaitingList list;

    @Autowired
    BookingDesk desk;

    @Autowired
    Inbox inbox;

    @Autowired
    MovableClock clock;

    Person ada;
    Person ben;
    BookingView booking;

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
        assertThat(inbox.of(ada.id(), true).stream().map(Message::title))
                .filteredOn(title -> title.contains("still using"))
                .singleElement()
                .asString()
                .contains("#" + booking.number());
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

    private Instant idle(Duration since) {
        return clock.instant().minus(since);
    }

    private BookingState state() {
        return desk.find(booking.id()).orElseThrow().state();
    }
}

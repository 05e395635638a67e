package org.podkeeper.waiting;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Refusal;
import org.podkeeper.inventory.LabId;
import org.podkeeper.notification.Inbox;
import org.podkeeper.notification.Message;
import org.podkeeper.waiting.Usher.Waiter;
import org.podkeeper.waiting.WaitingList.Answer;
import org.podkeeper.waiting.WaitingList.Standing;
import org.podkeeper.web.NotFound;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.access.AccessDeniedException;

/** What lab admins see of the waiting list, and whom they take off it. */
@SpringBootTest
@Import({PostgresForTests.class, WaitingForTests.class})
class UsherTest {
    @Autowired
    WaitingForTests waiting;

    @Autowired
    LabForTests lab;

    @Autowired
    Usher usher;

    @Autowired
    WaitingList list;

    @Autowired
    Inbox inbox;

    @Autowired
    MovableClock clock;

    @Autowired
    JdbcClient jdbc;

    Person admin;
    Person ada;
    Person ben;
    Person owner;
    BookingView inTheWay;

    @BeforeEach
    void aFullHost() {
        waiting.begin();
        waiting.host(1);
        admin = lab.somebody(Role.LAB_ADMIN);
        ada = lab.somebody(Role.USER);
        ben = lab.somebody(Role.USER);
        owner = lab.somebody(Role.USER);
        inTheWay = waiting.book(owner, null, Duration.ofDays(10));
    }

    @Test
    void seesEverybodyInTheOrderInWhichTheyAreServed() {
        Wish first = waiting.join(ada, WishMode.OFFER);
        Wish second = waiting.join(ben, WishMode.AUTOMATIC);
        assertThat(usher.everybody(null, admin))
                .containsExactly(
                        new Waiter(first, 1, new Standing(1, 2, 0)), new Waiter(second, 2, new Standing(2, 2, 0)));
        assertThat(usher.everybody(null, admin))
                .allSatisfy(waiter -> assertThat(list.standing(waiter.wish())).contains(waiter.standing()));
        list.leave(first.id(), ada);
        assertThat(usher.everybody(null, admin)).containsExactly(new Waiter(second, 1, new Standing(1, 1, 0)));
    }

    @Test
    void seesThoseWhoALabCouldServe() {
        LabId here = inTheWay.lab();
        LabId elsewhere = anotherLab();
        Wish anywhere = waiting.join(ada, WishMode.OFFER);
        Wish onlyHere = join(ben, here);
        assertThat(usher.everybody(here, admin)).extracting(Waiter::wish).containsExactly(anywhere, onlyHere);
        assertThat(usher.everybody(elsewhere, admin)).extracting(Waiter::wish).containsExactly(anywhere);
    }

    @Test
    void takesSomebodyOffTellsThemWhyAndGivesTheirOfferToTheNextOne() {
        Wish adas = waiting.join(ada, WishMode.OFFER);
        Wish bens = waiting.join(
                ben, WishMode.OFFER, null, WaitingForTests.HOUR, clock.instant().plus(Duration.ofMinutes(20)));
        jdbc.sql("delete from scheduled_tasks where task_name = 'serve-waiting-list-now'")
                .update();
        waiting.giveBack(inTheWay, owner);
        waiting.serve();
        assertThat(waiting.now(adas).state()).isEqualTo(WishState.OFFERED);
        assertThat(waiting.now(bens).state()).isEqualTo(WishState.WAITING);

        assertThat(usher.remove(adas.id(), " The course is over. ", admin)).isInstanceOf(Answer.Listed.class);

        assertThat(waiting.now(adas).state()).isEqualTo(WishState.REMOVED);
        WishMove last = list.history(adas.id()).getLast();
        assertThat(last.who()).isEqualTo(admin.userName());
        assertThat(last.why()).isEqualTo("The course is over.");
        assertThat(inbox.of(ada.id(), true).stream().map(Message::title))
                .contains("You were taken off the waiting list for "
                        + waiting.pod().name());
        assertThat(inbox.of(ada.id(), true).stream().map(Message::body))
                .anySatisfy(body ->
                        assertThat(body).contains(admin.fullName(), "The course is over.", "Your purpose: to test."));
        assertThat(waiting.heldForWishes()).isZero();
        assertThat(waiting.orders()).as("the list is gone through at once").isPositive();
        waiting.serve();
        assertThat(waiting.now(bens).state()).isEqualTo(WishState.OFFERED);
    }

    @Test
    void takesNobodyOffWithoutAReasonOrTwice() {
        Wish wish = waiting.join(ada, WishMode.OFFER);
        assertThat(codes(usher.remove(wish.id(), " ", admin))).containsExactly("wait-remove-why");
        assertThat(codes(usher.remove(wish.id(), "x".repeat(301), admin))).containsExactly("end-why-long");
        assertThat(waiting.now(wish).state()).isEqualTo(WishState.WAITING);
        usher.remove(wish.id(), "over", admin);
        assertThat(codes(usher.remove(wish.id(), "over", admin))).containsExactly("wait-not-in-list");
        assertThat(list.history(wish.id())).hasSize(2);
        assertThat(waiting.join(ada, WishMode.OFFER).id())
                .as("they may ask again")
                .isNotEqualTo(wish.id());
    }

    @Test
    void isForLabAdminsAlone() {
        Wish wish = waiting.join(ada, WishMode.OFFER);
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        assertThatThrownBy(() -> usher.everybody(null, instructor)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> usher.remove(wish.id(), "over", instructor)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> usher.remove(wish.id(), "over", ada)).isInstanceOf(AccessDeniedException.class);
        assertThatThrownBy(() -> usher.remove(new WishId(UUID.randomUUID()), "over", admin))
                .isInstanceOf(NotFound.class);
    }

    @Test
    void ofTwoAtOnceOneTakesSomebodyOffAndTheOtherIsTold() throws Exception {
        for (int round = 0; round < 10; round++) {
            Wish wish = waiting.join(ada, WishMode.OFFER);
            WaitingForTests.together(List.of(
                    () -> usher.remove(wish.id(), "over", admin),
                    () -> usher.remove(wish.id(), "over", admin),
                    () -> list.leave(wish.id(), ada)));
            assertThat(list.history(wish.id())).hasSize(2);
            assertThat(waiting.now(wish).state()).isIn(WishState.REMOVED, WishState.WITHDRAWN);
        }
    }

    private Wish join(Person person, LabId where) {
        BookingRequest any = waiting.request(null, WaitingForTests.HOUR);
        var request = new BookingRequest(any.pod(), any.config(), where, any.purpose(), null, any.length(), null);
        return switch (list.join(new NewWish(request, null, WishMode.OFFER), person)) {
            case Answer.Listed(var wish) -> wish;
            case Answer.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    private LabId anotherLab() {
        var id = UUID.randomUUID();
        jdbc.sql("insert into lab (id, name) values (:id, :name)")
                .param("id", id)
                .param("name", "Lab " + id)
                .update();
        return new LabId(id);
    }

    private static List<String> codes(Answer answer) {
        assertThat(answer).isInstanceOf(Answer.Refused.class);
        return ((Answer.Refused) answer).reasons().stream().map(Refusal::code).toList();
    }
}

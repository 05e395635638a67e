package org.podkeeper.notification.calendar;

import static org.assertj.core.api.Assertions.assertThat;

import biweekly.Biweekly;
import biweekly.ICalendar;
import biweekly.component.VEvent;
import biweekly.property.Status;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.LabForTests;
import org.podkeeper.PostgresForTests;
import org.podkeeper.account.MovableClock;
import org.podkeeper.account.PeopleForTests;
import org.podkeeper.account.Person;
import org.podkeeper.account.Registrar;
import org.podkeeper.account.Role;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Extensions;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Sharing;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

/** Bookings as calendar programs read them. */
@SpringBootTest(properties = "podkeeper.mail.every=1d")
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class, MovableClock.class})
class CalendarTest {
    private static final String PURPOSE = "CI; one, two \\ three\nEND:VEVENT";

    @Autowired
    LabForTests lab;

    @Autowired
    PeopleForTests people;

    @Autowired
    Registrar registrar;

    @Autowired
    BookingDesk desk;

    @Autowired
    Extensions extensions;

    @Autowired
    Sharing sharing;

    @Autowired
    CalendarFeeds feeds;

    @Autowired
    BookingCalendar calendar;

    @Autowired
    MovableClock clock;

    @Autowired
    MockMvcTester mvc;

    private Person owner;

    @BeforeEach
    void somebody() {
        lab.removeAll();
        lab.host(lab.pod("all-in-one-tiny").resources());
        owner = lab.somebody(Role.USER);
    }

    @Test
    void aBookingKeepsItsIdentityThroughItsChanges() throws Exception {
        String feed = feeds.renew(owner.id());
        BookingView booking = book();
        VEvent made = only(feed);
        assertThat(made.getUid().getValue()).isEqualTo("booking-" + booking.id() + "@localhost");
        assertThat(made.getSequence().getValue()).isZero();
        assertThat(made.getDateStart().getValue())
                .isEqualTo(Date.from(booking.window().start()));
        assertThat(made.getDateEnd().getValue())
                .isEqualTo(Date.from(booking.window().end()));
        assertThat(made.getStatus()).isEqualTo(Status.confirmed());
        assertThat(made.getDescription().getValue())
                .isEqualTo(PURPOSE + "\nhttp://localhost:8080/bookings/" + booking.id());

        clock.move(Duration.ofHours(1));
        Instant later = booking.window().end().plusSeconds(3_600);
        extensions.moveEnd(booking.id(), later, null, "", owner);
        VEvent moved = only(feed);
        assertThat(moved.getUid()).isEqualTo(made.getUid());
        assertThat(moved.getSequence().getValue()).isOne();
        assertThat(moved.getDateEnd().getValue()).isEqualTo(Date.from(later));
        assertThat(moved.getLastModified().getValue())
                .isAfter(made.getLastModified().getValue());

        clock.move(Duration.ofHours(1));
        BookingView over = desk.end(booking.id(), owner);
        VEvent cancelled = only(feed);
        assertThat(cancelled.getUid()).isEqualTo(made.getUid());
        assertThat(cancelled.getStatus()).isEqualTo(Status.cancelled());
        assertThat(cancelled.getSequence().getValue()).isEqualTo(2);
        ICalendar mailed = Biweekly.parse(calendar.publish(over)).first();
        assertThat(mailed.getMethod().getValue()).isEqualTo("PUBLISH");
        assertThat(mailed.getEvents())
                .singleElement()
                .satisfies(event -> assertThat(event.getUid()).isEqualTo(made.getUid()));
        assertThat(mailed.validate(biweekly.ICalVersion.V2_0).getWarnings()).isEmpty();
    }

    @Test
    void aFeedHasWhatIsSharedAndNothingOfOthers() throws Exception {
        Person friend = lab.somebody(Role.USER);
        String feed = feeds.renew(friend.id());
        BookingView booking = book();
        assertThat(events(feed)).isEmpty();
        assertThat(sharing.allow(booking.id(), friend.userName(), Grade.LOOK, owner))
                .isEmpty();
        assertThat(only(feed).getUid().getValue()).contains(booking.id().toString());
        assertThat(feeds.of(friend.id()).orElseThrow().read()).isEqualTo(clock.instant());
    }

    @Test
    void anAddressLeadsNowhereOnceItIsRenewedRemovedOrItsPersonIsGone() {
        String first = feeds.renew(owner.id());
        String second = feeds.renew(owner.id());
        assertThat(get(first)).hasStatus(404);
        assertThat(get(second)).hasStatusOk();
        feeds.remove(owner.id());
        assertThat(get(second)).hasStatus(404);
        String third = feeds.renew(owner.id());
        registrar.disable(owner.id(), people.some(Role.ADMIN));
        assertThat(get(third)).hasStatus(404);
        assertThat(get("/calendar/feed/nonsense.ics")).hasStatus(404);
    }

    @Test
    void whatHasNotChangedIsNotSentAgainAndNoSessionBegins() {
        String feed = feeds.renew(owner.id());
        book();
        MvcTestResult first = get(feed);
        String tag = String.valueOf(first.getResponse().getHeader(HttpHeaders.ETAG));
        assertThat(first.getResponse().getContentType()).isEqualTo("text/calendar; charset=UTF-8");
        assertThat(first.getRequest().getSession(false)).isNull();
        clock.move(Duration.ofMinutes(20));
        assertThat(mvc.get().uri(feed).header(HttpHeaders.IF_NONE_MATCH, tag)).hasStatus(304);
    }

    private VEvent only(String feed) throws Exception {
        List<VEvent> events = events(feed);
        assertThat(events).hasSize(1);
        return events.getFirst();
    }

    private List<VEvent> events(String feed) throws Exception {
        MvcTestResult answer = get(feed);
        assertThat(answer).hasStatusOk();
        return Biweekly.parse(answer.getResponse().getContentAsString()).first().getEvents();
    }

    private MvcTestResult get(String path) {
        return mvc.get().uri(path).exchange();
    }

    private BookingView book() {
        Pod pod = lab.pod("all-in-one-tiny");
        var request = new BookingRequest(
                pod.id(),
                lab.configFor(pod).id(),
                null,
                PURPOSE,
                clock.instant().plus(Duration.ofDays(3)).truncatedTo(ChronoUnit.HOURS),
                Duration.ofHours(5),
                null);
        return switch (desk.book(request, owner)) {
            case Verdict.Booked(var booked) -> booked;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }
}

package org.podkeeper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.security.test.web.servlet.request.SecurityMockMvcRequestPostProcessors.csrf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.podkeeper.account.Person;
import org.podkeeper.account.Role;
import org.podkeeper.account.security.AsPerson;
import org.podkeeper.booking.BookingDesk;
import org.podkeeper.booking.BookingRequest;
import org.podkeeper.booking.BookingView;
import org.podkeeper.booking.Grade;
import org.podkeeper.booking.Rights;
import org.podkeeper.booking.Sharing;
import org.podkeeper.booking.Verdict;
import org.podkeeper.catalog.Pod;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;
import org.springframework.web.util.HtmlUtils;

/** What people change about a booking on its page: its end, and who works on it. */
@SpringBootTest
@AutoConfigureMockMvc
@Import({PostgresForTests.class, LabForTests.class})
class BookingChangesTest {
    @Autowired
    LabForTests lab;

    @Autowired
    BookingDesk desk;

    @Autowired
    Sharing sharing;

    @Autowired
    MockMvcTester mvc;

    Person owner;
    Person other;
    BookingView booking;
    Instant end;

    @BeforeEach
    void aBooking() {
        lab.removeAll();
        Pod pod = lab.pod("all-in-one-tiny");
        lab.host(pod.resources());
        owner = lab.somebody(Role.USER);
        other = lab.somebody(Role.USER);
        Instant start = Instant.now().plus(Duration.ofDays(2)).truncatedTo(ChronoUnit.HOURS);
        end = start.plus(Duration.ofDays(1));
        booking = switch (desk.book(
                new BookingRequest(pod.id(), lab.configFor(pod).id(), null, "a test", start, Duration.ofDays(1), null),
                owner)) {
            case Verdict.Booked(var made) -> made;
            case Verdict.Refused(var reasons) -> throw new AssertionError(reasons);
        };
    }

    @Test
    void itsPageOffersAnotherEndAndTakesItWithAndWithoutTheSlider() throws Exception {
        assertThat(page(owner))
                .contains("Another end", "A booking lasts at most 21 days", "type=\"range\"", "data-zone=\"UTC\"")
                .contains("value=\"" + LocalDateTime.ofInstant(end, java.time.ZoneOffset.UTC) + "\"");
        post(
                owner,
                "/move-end",
                "until",
                LocalDateTime.ofInstant(end.plusSeconds(3_600), java.time.ZoneOffset.UTC) + "",
                "seen",
                end + "");
        assertThat(now().window().end()).isEqualTo(end.plusSeconds(3_600));
        post(owner, "/move-end", "at", end.minusSeconds(60).getEpochSecond() + "", "until", "2026-01-01T00:00");
        assertThat(now().window().end()).isEqualTo(end.minusSeconds(60));
        assertThat(page(owner)).contains("End moved", "by " + owner.userName());

        MvcTestResult refused =
                post(owner, "/move-end", "at", end.plus(Duration.ofDays(30)).getEpochSecond() + "");
        assertThat(extendProblems(refused))
                .contains("A booking lasts at most 21 days", "Instructors can extend it to 42 days");
        assertThat(extendProblems(post(owner, "/move-end")))
                .contains("Choose when it should end");
    }

    @Test
    void itsOwnerIsToldWhatAnInstructorChanged() throws Exception {
        Person instructor = lab.somebody(Role.INSTRUCTOR);
        assertThat(page(instructor)).contains("Another end", "Needed for somebody else’s booking");
        post(instructor, "/move-end", "at", end.plusSeconds(7_200).getEpochSecond() + "", "why", "the exam is late");
        assertThat(HtmlUtils.htmlUnescape(mvc.get()
                        .uri("/inbox")
                        .with(AsPerson.signedIn(owner))
                        .exchange()
                        .getResponse()
                        .getContentAsString()))
                .contains(
                        "Booking #" + booking.number() + " goes on longer", "the exam is late", instructor.fullName());
    }

    @Test
    void peopleAreAddedChangedAndRemovedOnItsPage() throws Exception {
        assertThat(rights(other)).isEqualTo(new Rights(false, false, false, false));
        post(owner, "/people", "userName", other.userName(), "grade", "LOOK");
        assertThat(rights(other)).isEqualTo(new Rights(true, false, false, false));
        assertThat(page(other)).contains("can look").doesNotContain("End this booking", "share-name", "Another end");
        post(owner, "/people", "userName", other.userName().toUpperCase(java.util.Locale.ROOT), "grade", "MANAGE");
        assertThat(rights(other)).isEqualTo(new Rights(true, true, true, true));
        assertThat(page(other)).contains("can manage", "End this booking", "share-name", "Another end");
        assertThat(desk.of(other.id())).extracting(BookingView::id).contains(booking.id());
        assertThat(sharing.usersOf(booking.id())).containsExactlyInAnyOrder(owner.id(), other.id());

        assertThat(problems(post(owner, "/people", "userName", "nobody-here", "grade", "USE")))
                .contains("Nobody here has the user name “nobody-here”");
        assertThat(problems(post(owner, "/people", "userName", owner.userName(), "grade", "USE")))
                .contains("owns this booking");
        assertThat(problems(post(owner, "/people", "userName", other.userName())))
                .contains("Say what they may do");

        assertThat(post(other, "/people/remove", "userName", other.userName())
                        .getResponse()
                        .getRedirectedUrl())
                .isEqualTo("/bookings");
        assertThat(rights(other).see()).isFalse();
        assertThat(page(owner)).contains(other.userName() + " may nothing (before: manage)");
        assertThat(sharing.allow(booking.id(), other.userName(), Grade.USE, owner))
                .isEmpty();
        desk.end(booking.id(), owner);
        assertThat(sharing.allow(booking.id(), other.userName(), Grade.LOOK, owner))
                .singleElement()
                .satisfies(reason -> assertThat(reason.code()).isEqualTo("share-over"));
    }

    private Rights rights(Person person) {
        return desk.rights(now(), person);
    }

    private BookingView now() {
        return desk.find(booking.id()).orElseThrow();
    }

    private static String extendProblems(MvcTestResult result) {
        return String.valueOf(result.getMvcResult().getFlashMap().get("extendProblems"));
    }

    private static String problems(MvcTestResult result) {
        return String.valueOf(result.getMvcResult().getFlashMap().get("shareProblems"));
    }

    private String page(Person reader) throws Exception {
        MvcTestResult result = mvc.get()
                .uri("/bookings/" + booking.id())
                .with(AsPerson.signedIn(reader))
                .exchange();
        assertThat(result.getResponse().getStatus()).isEqualTo(200);
        return HtmlUtils.htmlUnescape(result.getResponse().getContentAsString());
    }

    private MvcTestResult post(Person by, String path, String... parameters) {
        var request = mvc.method(HttpMethod.POST)
                .uri("/bookings/" + booking.id() + path)
                .with(csrf())
                .with(AsPerson.signedIn(by));
        for (int i = 0; i < parameters.length; i += 2) {
            request.param(parameters[i], parameters[i + 1]);
        }
        MvcTestResult result = request.exchange();
        assertThat(result.getResponse().getStatus()).isEqualTo(302);
        return result;
    }
}
